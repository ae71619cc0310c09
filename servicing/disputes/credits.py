"""Credits for a disputed charge besides a decision's: given ahead of it, or by the merchant.

A charge is credited once, from whomever. What the merchant gives back while a claim is open is no
longer disputed; what it gives back after the lender credited the same is a surplus, the only thing
that may be taken back for good (12 CFR 1026.13(c)(2), comment 2).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import psycopg

from servicing.accounts import disputed
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes import claims, repository
from servicing.disputes.finality import may_reverse_credit
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim, ClaimedCharge
from servicing.ledger import repository as ledger
from servicing.ledger.model import JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal

_UNKNOWN = Refusal("claim_unknown", "There is no such claim on this line.")
_NOT_ITS_CHARGE = Refusal("not_its_charge", "That charge isn't part of the claim.")
_NO_REFUND = Refusal("not_a_refund", "That isn't a merchant's refund on this line.")
_LINKED = Refusal("refund_linked", "That refund is on record with a claim already.")
_FINAL = Refusal("credit_final", "What was credited for a dispute stays credited.")


def provisional_due(claim: Claim, today: date, days: BusinessDays) -> bool:
    """Whether what had been paid of a claim's charges is to be credited ahead of its decision.

    Policy, by kind of claim; what is set aside needs none, since nobody asks for it.
    """
    after = claim_kinds()[claim.kind].provisional_business_days
    if after is None or not claim.is_open or today > claim.resolve_by:
        return False
    return today >= days.add(lender_date(claim.received_at), after)


def give_provisionally(
    connection: psycopg.Connection[Any], line: Line, claim: Claim, now: datetime
) -> Claim:
    """Credit what had been paid of an open claim's charges; the caller saves the line."""
    today, charges = lender_date(now), []
    for charge in claim.charges:
        aside = line.state.aside.get(charge.transaction_id)
        if aside is not None and aside.paid:
            part = aside.paid
            disputed.credit_provisionally(line, charge.transaction_id, today, part)
            charges.append(replace(charge, provisional=charge.provisional + part))
        else:
            charges.append(charge)
    given = replace(claim, charges=tuple(charges))
    if given != claim:
        repository.put(connection, given)
        credited = total(one.provisional for one in given.charges)
        detail = {"credited_minor": credited.minor}
        claims.tell(connection, line, given, "provisional_credit", "policy", now, detail)
    return given


def refunds_of(
    charges: Sequence[JournalTransaction], later: Sequence[JournalTransaction]
) -> tuple[JournalTransaction, ...]:
    """Return refunds by the merchants of a claim's charges, posted since, which may be theirs."""
    by_name = {charge.merchant.name: charge for charge in charges if charge.merchant is not None}
    return tuple(
        one
        for one in later
        if one.kind == "refund"
        and one.merchant is not None
        and one.merchant.name in by_name
        and one.sequence > by_name[one.merchant.name].sequence
    )


def merchant_refunded(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    charge_id: str,
    refund_id: str,
    by: str,
    now: datetime,
) -> Claim | Refusal:
    """Note that a refund on the line is the refund of a claim's charge: never credited twice.

    While the claim is open the charge is disputed for that much less. Once it was credited, what
    is credited twice goes back, if that costs the borrower nothing. The caller saves the line.
    """
    found = _charge_of(connection, line, claim_id, charge_id, refund_id)
    if isinstance(found, Refusal):
        return found
    claim, charge, posted, refund = found
    today = lender_date(now)
    amount = min(-refund.amount, charge.open_amount)
    aside = line.state.aside.get(charge_id)
    part = min(amount, aside.amount + aside.paid) if aside is not None else ZERO
    given = charge.provisional if claim.is_open else charge.credited
    error = charge.amount if claim.is_open else given + charge.refunded
    twice = min(amount - part, given)
    credits_ = given + charge.refunded + amount
    if twice and not may_reverse_credit(error, credits_, twice, today, claim.resolve_by, False):
        return _FINAL
    if part:
        disputed.cover(line, charge_id, today, part, "Disputed amount refunded by the merchant")
    if twice:
        disputed.take_back_credit(line, posted, today, twice, "Credited by the merchant too")
    noted = _with_refund(claim, charge, amount, twice)
    repository.put(connection, noted)
    detail = {"charge": charge_id, "refund": refund_id, "amount_minor": amount.minor}
    claims.tell(connection, line, noted, "merchant_refunded", by, now, detail)
    return noted


def _charge_of(
    connection: psycopg.Connection[Any], line: Line, claim_id: str, charge_id: str, refund_id: str
) -> tuple[Claim, ClaimedCharge, JournalTransaction, JournalTransaction] | Refusal:
    every = repository.claims(connection, line.account_id)
    claim = next((one for one in every if one.claim_id == claim_id), None)
    if claim is None:
        return _UNKNOWN
    charge = next((one for one in claim.charges if one.transaction_id == charge_id), None)
    if charge is None:
        return _NOT_ITS_CHARGE
    found = ledger.transactions(connection, line.account_id, ids=[charge_id, refund_id])
    by_id = {one.transaction_id: one for one in found}
    refund = by_id.get(refund_id)
    if refund is None or refund.kind != "refund":
        return _NO_REFUND
    if refund_id in repository.linked_refunds(connection, line.account_id):
        return _LINKED
    return claim, charge, by_id[charge_id], refund


def _with_refund(claim: Claim, charge: ClaimedCharge, amount: Money, twice: Money) -> Claim:
    noted = replace(charge, refunded=charge.refunded + amount)
    if claim.is_open:
        noted = replace(noted, provisional=charge.provisional - twice)
    else:
        noted = replace(noted, credited=charge.credited - twice)
    charges = tuple(
        noted if one.transaction_id == charge.transaction_id else one for one in claim.charges
    )
    return replace(claim, charges=charges)
