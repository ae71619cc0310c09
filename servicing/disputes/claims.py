"""Filing a claim and taking it back: what may be disputed, and what it does to the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import psycopg

from servicing.accounts import missing
from servicing.accounts.disputed import CHARGED_TO, release, set_aside, take_back_credit
from servicing.accounts.model import Line
from servicing.calendar import lender_date
from servicing.disputes import lines, repository
from servicing.disputes.clocks import Clock
from servicing.disputes.kinds import claim_kinds, defence_reaches
from servicing.disputes.missing import set_aside as set_payment_aside
from servicing.disputes.model import NOTHING_TOLD, Claim, ClaimedCharge, FiledKind, Told
from servicing.disputes.notices import in_time
from servicing.events.model import Happening
from servicing.ledger import repository as ledger
from servicing.ledger.model import PRINCIPAL, JournalTransaction
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal

POLICY = "disputes"
_DEBITS = frozenset({"purchase", "draw"})
_UNKNOWN = Refusal("charge_unknown", "There is no such charge on your account.", policy=POLICY)
_NOT_A_CHARGE = Refusal("not_a_charge", "Only a charge can be disputed.", policy=POLICY)
_UNDONE = Refusal("already_reversed", "That charge has been taken back already.", policy=POLICY)
_BY_PEOPLE = Refusal(
    "dispute_by_people",
    "A person on our team takes this dispute, since the account was charged off.",
    policy=POLICY,
)
_NO_CARD = Refusal("no_card", "No card goes with this line.", policy=POLICY)
_ALL_PAID = Refusal("all_paid", "Nothing of that purchase is left to withhold.", policy=POLICY)
_MERCHANT_FIRST = Refusal(
    "merchant_first", "The law asks that it was tried with the merchant first.", policy=POLICY
)


@dataclass(frozen=True, slots=True)
class Received:
    """The notice behind a claim: its right's record, and the dates it started."""

    right_id: str
    received_at: datetime
    acknowledge_by: date
    resolve_by: date


def deadlines(clocks: Sequence[Clock]) -> tuple[date, date]:
    """Return by when a notice is acknowledged and by when it is answered.

    A right with one clock has both by it; the first answer that policy promises on identity theft
    is its letter of receipt.
    """
    due = {clock.name: clock.due for clock in clocks}
    last = due.get("resolve") or due.get("answer") or max(due.values())
    first = due.get("acknowledge") or due.get("verify") or last
    return min(first, last), last


def check(
    line: Line,
    kind: str,
    charge: PostedTransaction | None,
    before: Sequence[Claim],
    received: date,
) -> Refusal | None:
    """Return why a charge can't be disputed here under a right, or None.

    One that is being looked into is disputed already; one that was decided is substantially the
    same error again, which starts no new duty (12 CFR 1026.13(h)). One taken back may come again.
    """
    if line.status == "charged_off":
        return _BY_PEOPLE
    if charge is None:
        return _UNKNOWN
    if charge.kind not in CHARGED_TO or charge.amount <= ZERO:
        return _NOT_A_CHARGE
    if charge.transaction_id in line.state.reversed:
        return _UNDONE
    law = claim_kinds()[kind]
    by_card = charge.kind == "purchase" or kind == "quality"
    if by_card and not law.reaches(card_access=line.product.card_access):
        return _NO_CARD
    if kind == "quality" and charge.kind != "purchase":
        return _NOT_A_CHARGE
    taken = _with_the_line(before) or _before(charge.transaction_id, before)
    if taken is not None:
        return taken
    if not in_time(law, charge.statement_closing_on, received):
        return Refusal(
            "notice_late",
            "More than 60 days have passed since the statement with that charge.",
            on=charge.statement_closing_on,
            policy=POLICY,
        )
    return None


def _before(charge_id: str, claims: Sequence[Claim]) -> Refusal | None:
    """Return that a charge is being looked into, or was decided, or None."""
    for claim in claims:
        if charge_id in {one.transaction_id for one in claim.charges}:
            if claim.is_open:
                return _again("already_disputed", claim, claim.resolve_by)
            if claim.state != "withdrawn":
                return _again("decided_before", claim, claim.decided_on)
    return None


def check_entry(line: Line, kind: str, told: Told, before: Sequence[Claim]) -> Refusal | None:
    """Return why a claim about no charge can't be filed, or None.

    The same again, while it is looked into, is no new claim; a notice of identity theft may come
    to take in the whole line.
    """
    if line.status == "charged_off":
        return _BY_PEOPLE
    taken = _with_the_line(before)
    if taken is not None or kind == "identity_theft":
        return taken
    for claim in before:
        same = claim.kind == kind and not claim.charges
        if same and claim.is_open and (claim.told.amount, claim.told.on) == (told.amount, told.on):
            return _again("already_disputed", claim, claim.resolve_by)
    return None


def _with_the_line(before: Sequence[Claim]) -> Refusal | None:
    """Return why nothing else is disputed of a line that a claim has whole, or None."""
    for claim in before:
        if claim.whole_line and claim.is_open:
            return _again("line_disputed", claim, claim.resolve_by)
        if claim.whole_line and claim.state == "resolved_corrected":
            return _again("line_decided", claim, claim.decided_on)
    return None


def check_defence(purchase: Money, left: Money, told: Told) -> Refusal | None:
    """Return why a quality claim can't be asserted against the lender, or None.

    Only what is unpaid of a purchase above $50 can be withheld, once the borrower tried in good
    faith to settle it with the merchant (12 CFR 1026.12(c)(1), (c)(3)(i)). How far away the
    merchant is the books don't know: a person looks at it.
    """
    if told.asked_merchant is False:
        return _MERCHANT_FIRST
    if not defence_reaches(purchase, same_state=False, miles=None):
        return Refusal(
            "below_defence",
            "The law lets a purchase above $50 be withheld.",
            limit=Money.of(claim_kinds()["quality"].above or "0"),
            policy=POLICY,
        )
    return None if left > ZERO else _ALL_PAID


def unpaid(line: Line, charge: JournalTransaction, later: Sequence[JournalTransaction]) -> Money:
    """Return what of a charge is unpaid, payments taken in the order in which debts were posted.

    Late fees go first, then interest, then debits in the order of their posting (15 USC
    1666i(b)). `later` is what was posted after the charge.
    """
    owed = line.owed()
    principal = total(owed[bucket] for bucket in PRINCIPAL)
    after = total(one.amount for one in later if one.kind in _DEBITS)
    left = min(charge.amount, principal - after, owed[CHARGED_TO[charge.kind]])
    return max(left, ZERO)


def _again(code: str, claim: Claim, on: date | None) -> Refusal:
    words = {
        "already_disputed": f"That charge is in dispute already, under {claim.reference}.",
        "decided_before": f"That charge was decided under {claim.reference}.",
        "line_disputed": f"The whole line is in dispute already, under {claim.reference}.",
        "line_decided": f"The whole line was credited under {claim.reference}.",
    }
    return Refusal(code, words[code], on=on, policy=POLICY)


def file(
    connection: psycopg.Connection[Any],
    line: Line,
    kind: FiledKind,
    charges: Sequence[tuple[JournalTransaction, Money]],
    notice: Received,
    now: datetime,
    told: Told = NOTHING_TOLD,
    *,
    whole_line: bool = False,
) -> Claim:
    """Put a claim on record and set aside what it disputes: charges, a payment, the whole line.

    `check` has passed each of its charges, or `check_entry` the claim without any.
    """
    number = len(repository.claims(connection, line.account_id)) + 1
    today = lender_date(now)
    claimed = []
    for charge, amount in charges:
        done = set_aside(line, charge, amount, today)
        if isinstance(done, Refusal):
            raise ValueError(done.code)
        claimed.append(ClaimedCharge(charge.transaction_id, amount, done.amount, done.paid))
    claim = Claim(
        claim_id=f"c-{line.account_id}-{number:03d}",
        right_id=notice.right_id,
        reference=f"DP-{line.account_id}-{number:02d}",
        kind=kind,
        state="received",
        received_at=notice.received_at,
        acknowledge_by=notice.acknowledge_by,
        resolve_by=notice.resolve_by,
        charges=tuple(claimed),
        told=told,
    )
    if claim.withholds:
        claim = replace(claim, withheld=set_payment_aside(connection, line, claim, today))
    if whole_line:
        claim = lines.take(line, claim, today)
    repository.add(connection, line, claim)
    ids = [charge.transaction_id for charge, _ in charges]
    if ids:
        repository.name_charges(connection, notice.right_id, ids)
    tell(connection, line, claim, "filed", "borrower", now, {"charges": ids})
    return claim


def withdraw(connection: psycopg.Connection[Any], line: Line, claim: Claim, now: datetime) -> Claim:
    """Take an open claim back: what was set aside is owed as usual, from the next statement on.

    So is what was credited ahead of a decision, as long as that isn't final.
    """
    today = lender_date(now)
    given = {one.transaction_id: one.provisional for one in claim.charges if one.provisional}
    for charge in claim.charges:
        release(line, charge.transaction_id, today)
    missing.give_back(line, claim.claim_id, today)
    if today <= claim.resolve_by:
        for posted in ledger.transactions(connection, line.account_id, ids=list(given)):
            part = given[posted.transaction_id]
            take_back_credit(line, posted, today, part, "Provisional credit taken back")
    taken = replace(claim, state="withdrawn", decided_on=today)
    repository.put(connection, taken)
    tell(connection, line, taken, "withdrawn", "borrower", now, {})
    return taken


def tell(
    connection: psycopg.Connection[Any],
    line: Line,
    claim: Claim,
    what: str,
    by: str,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Add the step to the claim's chain, and tell of it."""
    repository.note(connection, line, claim.claim_id, what, by, now, detail)
    data = {"claim_id": claim.claim_id, "right_id": claim.right_id, "state": claim.state}
    line.changes.happened.append(Happening(f"claim.{what}", data))
    line.changes.touched = True
