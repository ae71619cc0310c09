"""What a missing payment would have paid, had it come on its day.

Worked out by living the line's past again with the payment in it (`servicing.backposts`); where
that can't be done, or nobody told the day, by the rules a payment follows today.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import psycopg

from servicing.accounts import missing
from servicing.accounts.missing import Missing
from servicing.accounts.model import Line, State
from servicing.backposts.backpost import BackDated, as_if
from servicing.backposts.history import History
from servicing.backposts.repository import history
from servicing.billing.allocation import allocate
from servicing.calendar import closing_for_due
from servicing.disputes.model import Claim
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal

MISDATED_DAYS = 31
"""How many days after its own a payment may count to be taken for the one that was told."""


def set_aside(connection: psycopg.Connection[Any], line: Line, claim: Claim, today: date) -> Money:
    """Set aside what a claim's missing payment would have paid; return how much.

    The interest and late fees that came of its miss are part of it. Of a payment that was counted
    from the wrong day, that is what came of those days; where the posting isn't found, the late
    fees since. The caller saves the line.
    """
    amount, on = claim.told.amount or ZERO, claim.told.on
    what = None
    if claim.misses_payment and on is not None and line.opened_on <= on <= today:
        paid = BackDated("payment", amount, on, "Payment", "missing", claim=claim.claim_id)
        there = as_if(line, history(connection, line, on), paid, today)
        what = None if isinstance(there, Refusal) else difference(line.state, there)
    if claim.kind == "posting" and on is not None:
        what = _of_wrong_day(connection, line, claim, on, today)
    if claim.kind == "posting" and what is None:
        posted = ledger.transactions(connection, line.account_id)
        what = Missing({Bucket.FEES: total(one.amount for one in _fees(line, on, posted))})
    elif what is None:
        what = by_rule(line, amount, on, ledger.transactions(connection, line.account_id))
    missing.withhold(line, claim.claim_id, what, today)
    return total(missing.withheld(line, claim.claim_id).values())


def _of_wrong_day(
    connection: psycopg.Connection[Any], line: Line, claim: Claim, came: date, today: date
) -> Missing | None:
    """Return what came of a payment's counting from too late a day; None where that isn't clear."""
    past = history(connection, line, came)
    wrong = misdated(claim, past)
    if wrong is None:
        return None
    there = as_if(line, past, on_its_day(claim, wrong, came), today)
    return None if isinstance(there, Refusal) else difference(line.state, there)


def misdated(claim: Claim, past: History) -> JournalTransaction | None:
    """Return the posting of a payment that a claim says counts from too late a day, if it's clear.

    It is of the sum that was told, and counts from within a month of the day that was; a payment
    of that sum and day is there already, where one is.
    """
    told = claim.told
    if told.on is None or told.amount is None:
        return None
    until = told.on + timedelta(days=MISDATED_DAYS)
    same = [
        one
        for one in past.transactions
        if one.kind == "payment"
        and -one.amount == told.amount
        and told.on <= one.effective_on <= until
    ]
    first = min(same, key=lambda one: one.effective_on, default=None)
    return first if first is not None and first.effective_on > told.on else None


def on_its_day(claim: Claim, wrong: JournalTransaction, came: date) -> BackDated:
    """Return a payment that counted from too late a day as it should have been posted."""
    return BackDated(
        "payment",
        -wrong.amount,
        came,
        "Payment, counted from its own day",
        f"counted from the wrong day, found under {claim.reference}",
        claim=claim.claim_id,
        instead_of=wrong.transaction_id,
    )


def difference(here: State, there: State) -> Missing:
    """Return what a line owes and is asked for beyond what it would, `there` being as if paid."""
    over = {bucket: here.buckets[bucket] - there.buckets[bucket] for bucket in Bucket}
    whole = total(over.values()) - over[Bucket.CREDIT]
    parts: dict[Bucket, Money] = {}
    for bucket, part in over.items():
        if part > ZERO and bucket not in {Bucket.CREDIT, Bucket.DISPUTED}:
            parts[bucket] = min(part, max(whole - total(parts.values()), ZERO))
    asked = {due.due_on: due.remaining for due in there.dues}
    less = {due.due_on: due.remaining - asked.get(due.due_on, due.remaining) for due in here.dues}
    last = ZERO
    if here.last is not None and there.last is not None:
        last = max(here.last.remaining - there.last.remaining, ZERO)
    return Missing(parts, {day: part for day, part in less.items() if part > ZERO}, last)


def by_rule(
    line: Line, amount: Money, paid_on: date | None, posted: Sequence[JournalTransaction]
) -> Missing:
    """Return what a payment of a day (None: not told) pays by the rules, without the past.

    It meets the minimums asked for before it, oldest first, and spares the late fees since.
    """
    owed = line.owed()
    fee = max(
        min(total(one.amount for one in _fees(line, paid_on, posted)), owed[Bucket.FEES]), ZERO
    )
    owed[Bucket.FEES] = owed[Bucket.FEES] - fee
    parts: dict[Bucket, Money] = {**allocate(amount, ZERO, owed, line.aprs())}
    parts.pop(Bucket.CREDIT, None)
    parts[Bucket.FEES] = parts.get(Bucket.FEES, ZERO) + fee
    left, minimums = amount, {}
    for due in line.state.dues:
        closed = closing_for_due(due.due_on, line.product.cycle.days_to_due)
        if paid_on is None or closed < paid_on:
            minimums[due.due_on] = min(left, due.remaining)
            left = left - minimums[due.due_on]
    return Missing(parts, minimums, total(parts.values()))


def _fees(
    line: Line, paid_on: date | None, posted: Sequence[JournalTransaction]
) -> list[JournalTransaction]:
    """Return the late fees of due dates since a payment, if they stand and aren't disputed."""
    gone = {*line.state.reversed, *line.state.aside}
    return [
        one
        for one in posted
        if one.kind == "late_fee"
        and paid_on is not None
        and date.fromisoformat(one.detail["due_date"]) >= paid_on
        and one.transaction_id not in gone
    ]
