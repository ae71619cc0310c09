"""What a disputed charge does to a line's balances: set aside, released or credited.

Pure over the aggregate, in balanced postings. Whoever handles claims builds on these; they know
nothing of clocks, letters or evidence. What holds after each of them:

1. The disputed bucket is the sum of `state.aside`, one entry a charge, each above zero or with
   a part `paid` above zero (a missing payment has its own: `servicing.accounts.missing`). Set
   aside + paid never exceed the charge.
2. Setting aside and releasing move an amount between the charge's bucket and the disputed one;
   the balance, and so the credit used, stays (12 CFR 1026.13(d)(1) lets the lender count it).
3. From the day it is set aside the amount bears no interest, and no minimum, past due amount,
   payment allocation or autopay includes it. What minimums asked for on its account is dropped;
   a release doesn't ask again for what is past: the amount stands in the next statement's
   minimum, with that statement's time to pay (1026.13(g)(1)-(2)).
4. Only what is still owed in the charge's bucket can be set aside, payments under way counted
   as made: money isn't tied to single charges, so a charge counts as paid as far as its bucket
   is. The rest is `paid`. Nothing moves for it while the claim is open, since nothing is asked
   for it; if the claim is found right it is credited like a refund, to what else is owed,
   dearest balance first, and then as a credit balance.
5. Interest charged on the amount before it was set aside stays charged. When a claim is found
   right it has to go too (1026.13(e)(1)): `servicing.disputes.related` has it recomputed from
   the charge's own day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from servicing.accounts.model import Aside, Line, QuietEnd
from servicing.accounts.postings import (
    cap_minimums,
    count_towards_last_statement,
    credit,
    credited_parts,
    move_principal,
    post,
    relieve_minimums,
)
from servicing.accounts.postings import charge as recharge
from servicing.billing.minimum import minimum_payment
from servicing.ledger.model import PRINCIPAL, Bucket, JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal

CHARGED_TO: Mapping[str, Bucket] = {
    "purchase": Bucket.PURCHASE,
    "draw": Bucket.DRAW,
    "interest": Bucket.INTEREST,
    "interest_correction": Bucket.INTEREST,
    "fee_correction": Bucket.FEES,
    "late_fee": Bucket.FEES,
    "returned_fee": Bucket.FEES,
    "subscription_fee": Bucket.FEES,
    "draw_fee": Bucket.FEES,
}
"""The bucket a charge is owed in, also when a credit balance paid it at once."""
_NOT_A_CHARGE = Refusal("not_a_charge", "Only a charge can be disputed.")
_UNDONE = Refusal("already_reversed", "That charge has already been taken back.")
_NOT_DISPUTED = Refusal("not_disputed", "Nothing of that charge is disputed right now.")


@dataclass(frozen=True, slots=True)
class SetAside:
    """What came of disputing an amount: `amount` was set aside, `paid` had been paid before."""

    transaction: JournalTransaction | None
    amount: Money
    paid: Money


def set_aside(
    line: Line, charge: JournalTransaction, amount: Money, day: date
) -> SetAside | Refusal:
    """Move a disputed amount of a posted charge out of its bucket.

    Asked again for the same charge, it adds to what is disputed of it. Refused when the charge
    is none, was reversed, or has less left to dispute than that.
    """
    bucket = CHARGED_TO.get(charge.kind)
    if bucket is None or amount <= ZERO:
        return _NOT_A_CHARGE
    if charge.transaction_id in line.state.reversed:
        return _UNDONE
    before = line.state.aside.get(charge.transaction_id, Aside(bucket, ZERO, ZERO, day))
    room = charge.amount - before.amount - before.paid
    if amount > room:
        return Refusal(
            "above_charge", f"The most of that charge that can be disputed is {room}.", limit=room
        )
    part = max(min(amount, line.owed()[bucket]), ZERO)
    line.state.aside[charge.transaction_id] = replace(
        before, amount=before.amount + part, paid=before.paid + amount - part
    )
    line.changes.touched = True
    if not part:
        return SetAside(None, ZERO, amount)
    asked_before = _own_minimum(line)
    move_principal(line, {bucket: -part}, day)
    posted = post(
        line,
        "set_aside",
        {bucket: -part, Bucket.DISPUTED: part},
        day,
        "Disputed amount set aside",
        detail={"charge": charge.transaction_id, "bucket": bucket},
    )
    last = line.state.last
    if last is not None and charge.posted_on <= last.closing_on:
        count_towards_last_statement(line, part, day)
        _relieve(line, charge, max(asked_before - _own_minimum(line), ZERO))
    cap_minimums(line)
    return SetAside(posted, part, amount - part)


def _relieve(line: Line, charge: JournalTransaction, amount: Money) -> None:
    """Ask for less: of interest first what its own statement asked for, then the latest.

    A minimum holds the whole interest of its statement, so that one is what it is late for.
    """
    if CHARGED_TO[charge.kind] is Bucket.INTEREST:
        own = next((due for due in line.state.dues if due.due_on > charge.effective_on), None)
        if own is not None:
            part = max(min(amount, own.remaining), ZERO)
            own.remaining, amount = own.remaining - part, amount - part
    relieve_minimums(line, amount)


def release(
    line: Line, charge_id: str, day: date, amount: Money | None = None
) -> JournalTransaction | Refusal | None:
    """Put a disputed amount (all of the charge's, or a part) back into its bucket.

    The claim's `paid` part ends with the last of it. None when nothing had been set aside.
    """
    aside = line.state.aside.get(charge_id)
    if aside is None:
        return _NOT_DISPUTED
    part = aside.amount if amount is None else amount
    if part > aside.amount or (amount is not None and part <= ZERO):
        return _too_much(aside.amount)
    ends = part == aside.amount
    _keep(line, charge_id, replace(aside, amount=aside.amount - part), ends=ends)
    if not part:
        line.state.quiet_ends.append(QuietEnd(charge_id, day, line.state.transactions))
        return None
    move_principal(line, {aside.bucket: part}, day)
    parts = {Bucket.DISPUTED: -part, aside.bucket: part}
    return post(
        line,
        "release",
        parts,
        day,
        "Disputed amount owed after all",
        detail={"charge": charge_id, "bucket": aside.bucket, "ends": ends},
    )


def credit_disputed(
    line: Line, charge_id: str, day: date, amount: Money | None = None
) -> JournalTransaction | Refusal:
    """Credit a disputed amount (all of the charge's, or a part): found for the borrower.

    What is set aside goes first; for what had been paid the borrower gets a credit (12 CFR
    1026.13(e)(1)). One posting, so a claim is never half credited.
    """
    aside = line.state.aside.get(charge_id)
    if aside is None:
        return _NOT_DISPUTED
    whole = aside.amount + aside.paid
    part = whole if amount is None else amount
    if part > whole or part <= ZERO:
        return _too_much(whole)
    owed = min(part, aside.amount)
    parts = credited_parts(line, part - owed)
    move_principal(line, parts, day)
    count_towards_last_statement(line, part - owed, day)
    left = replace(aside, amount=aside.amount - owed, paid=aside.paid - (part - owed))
    _keep(line, charge_id, left, ends=part == whole)
    posted = post(
        line,
        "dispute_credit",
        {Bucket.DISPUTED: -owed, **parts},
        day,
        "Disputed charge credited",
        detail={"charge": charge_id, "bucket": aside.bucket, "since": aside.since.isoformat()},
    )
    cap_minimums(line)
    return posted


def cover(
    line: Line, charge_id: str, day: date, amount: Money, description: str
) -> JournalTransaction | Refusal | None:
    """Let a credit that was posted before, such as a merchant's refund, be a disputed charge's.

    That credit paid other debts, or is a credit balance; what it covers is no longer disputed, so
    that much is owed in their place. None when it had all been paid before.
    """
    aside = line.state.aside.get(charge_id)
    if aside is None:
        return _NOT_DISPUTED
    whole = aside.amount + aside.paid
    if amount > whole or amount <= ZERO:
        return _too_much(whole)
    part = min(amount, aside.amount)
    left = replace(aside, amount=aside.amount - part, paid=aside.paid - (amount - part))
    _keep(line, charge_id, left, ends=amount == whole)
    if not part:
        return None
    over = max(min(part, -line.state.buckets[Bucket.CREDIT]), ZERO)
    parts = {Bucket.DISPUTED: -part, Bucket.CREDIT: over, aside.bucket: part - over}
    move_principal(line, parts, day)
    return post(
        line,
        "release",
        parts,
        day,
        description,
        detail={"charge": charge_id, "bucket": aside.bucket, "covered": True},
    )


def credit_provisionally(
    line: Line, charge_id: str, day: date, amount: Money
) -> JournalTransaction | Refusal:
    """Credit what had been paid of a disputed charge before it is decided."""
    aside = line.state.aside.get(charge_id)
    if aside is None:
        return _NOT_DISPUTED
    if amount > aside.paid or amount <= ZERO:
        return _too_much(aside.paid)
    left = replace(aside, paid=aside.paid - amount)
    _keep(line, charge_id, left, ends=not left.amount and not left.paid)
    detail = {"charge": charge_id, "bucket": aside.bucket, "provisional": True}
    return credit(line, "dispute_credit", amount, day, "Provisional credit", detail=detail)


def take_back_credit(
    line: Line, charge: JournalTransaction, day: date, amount: Money, description: str
) -> JournalTransaction:
    """Charge again what was credited for a charge; whether that may be is for `finality`."""
    bucket = CHARGED_TO[charge.kind]
    detail = {"charge": charge.transaction_id, "bucket": bucket, "taken_back": True}
    return recharge(line, "dispute_credit", bucket, amount, day, description, detail=detail)


def _own_minimum(line: Line) -> Money:
    """Return what a statement would ask for today's debts, by the product's own rule."""
    owed = line.owed()
    return minimum_payment(
        line.product,
        principal=max(total(owed[bucket] for bucket in PRINCIPAL), ZERO),
        interest=max(owed[Bucket.INTEREST], ZERO),
        fees=max(owed[Bucket.FEES], ZERO),
        past_due=ZERO,
        balance=max(line.undisputed(), ZERO),
        limit=line.credit_limit,
        plan_payment=line.plan.payment if line.plan else None,
    )


def _keep(line: Line, charge_id: str, left: Aside, *, ends: bool) -> None:
    if ends:
        del line.state.aside[charge_id]
    else:
        line.state.aside[charge_id] = left
    line.changes.touched = True


def _too_much(most: Money) -> Refusal:
    return Refusal("above_disputed", f"{most} of that charge is disputed.", limit=most)
