"""Postings on a line: each builds one balanced transaction and keeps the projection in step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicing.accounts import happenings
from servicing.accounts.model import Line
from servicing.billing.allocation import allocate
from servicing.billing.interest import Move
from servicing.ledger.model import (
    BUCKETS,
    PRINCIPAL,
    Bucket,
    Entry,
    JournalTransaction,
    Kind,
    Merchant,
)
from servicing.money import ZERO, Money, total

_CONTRA: Mapping[str, str] = {
    "purchase": "card_settlement",
    "draw": "bank_cash",
    "interest": "interest_income",
    "interest_correction": "interest_income",
    "fee_correction": "fee_income",
    "late_fee": "fee_income",
    "returned_fee": "fee_income",
    "fee_waiver": "fee_income",
    "subscription_fee": "fee_income",
    "draw_fee": "fee_income",
    "payment": "bank_cash",
    "payment_return": "bank_cash",
    "refund": "card_settlement",
    "adjustment": "adjustments",
    "dispute_credit": "dispute_losses",
}
_SUMS: Mapping[str, str] = {
    "purchase": "purchases",
    "draw": "draws",
    "interest": "interest",
    "late_fee": "fees",
    "returned_fee": "fees",
    "subscription_fee": "fees",
    "draw_fee": "fees",
    "payment": "payments",
    "payment_return": "payments",
}
"""A statement's sum of each kind; every other kind is one of its credits."""
CHARGES = frozenset({"purchases", "draws", "interest", "fees"})
_FEES = frozenset(kind for kind, name in _SUMS.items() if name == "fees") | {"fee_correction"}
_INTEREST = frozenset({"interest", "interest_correction"})


class AlreadyReversed(Exception):
    """A transaction was to be reversed a second time; a defect, refused again by Postgres."""


def charge(
    line: Line,
    kind: Kind,
    bucket: Bucket,
    amount: Money,
    day: date,
    description: str,
    *,
    effective_on: date | None = None,
    transacted_on: date | None = None,
    merchant: Merchant | None = None,
    hold_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> JournalTransaction:
    """Post a charge; a credit balance is used up first, and that part accrues nothing."""
    credit = max(min(amount, -line.state.buckets[Bucket.CREDIT]), ZERO)
    parts = {Bucket.CREDIT: credit, bucket: amount - credit}
    if bucket in PRINCIPAL and parts[bucket]:
        line.state.cycle.moves[bucket].append(Move(day, parts[bucket], "charge"))
    return post(
        line,
        kind,
        parts,
        day,
        description,
        effective_on=effective_on,
        transacted_on=transacted_on,
        merchant=merchant,
        hold_id=hold_id,
        detail=detail,
    )


def refund(
    line: Line, amount: Money, day: date, description: str, merchant: Merchant
) -> JournalTransaction:
    """Post a merchant's refund against purchases; what exceeds them is a credit balance."""
    part = max(min(amount, line.owed()[Bucket.PURCHASE]), ZERO)
    move_principal(line, {Bucket.PURCHASE: -part}, day)
    count_towards_last_statement(line, amount, day)
    parts = {Bucket.PURCHASE: -part, Bucket.CREDIT: part - amount}
    posted = post(line, "refund", parts, day, description, merchant=merchant)
    cap_minimums(line)
    return posted


def credit(
    line: Line,
    kind: Kind,
    amount: Money,
    day: date,
    description: str,
    *,
    first: Bucket | None = None,
    effective_on: date | None = None,
    detail: Mapping[str, Any] | None = None,
) -> JournalTransaction:
    """Credit an amount of the lender's own doing: to bucket `first`, then the dearest balances.

    What nothing is owed for is a credit balance. It counts towards paying the last statement in
    full, but meets no minimum, which takes a payment, beyond what is left to owe at all.
    """
    parts = credited_parts(line, amount, first)
    move_principal(line, parts, day)
    count_towards_last_statement(line, amount, day)
    posted = post(line, kind, parts, day, description, effective_on=effective_on, detail=detail)
    cap_minimums(line)
    return posted


def credited_parts(line: Line, amount: Money, first: Bucket | None = None) -> dict[Bucket, Money]:
    """Return how a credit is spread, as negative parts that sum to `-amount`."""
    owed = line.owed()
    own = max(min(amount, owed[first]), ZERO) if first is not None else ZERO
    parts = {first: -own} if first is not None and own else {}
    if first is not None:
        owed[first] = owed[first] - own
    for bucket, part in allocate(amount - own, ZERO, owed, line.aprs()).items():
        parts[bucket] = parts.get(bucket, ZERO) - part
    return parts


def move_principal(line: Line, parts: Mapping[Bucket, Money], day: date) -> None:
    """Let parts that aren't charges or payments count for interest from a day on."""
    for bucket in PRINCIPAL:
        part = parts.get(bucket, ZERO)
        if part:
            line.state.cycle.moves[bucket].append(Move(day, part, "other"))


def count_towards_last_statement(line: Line, amount: Money, day: date) -> None:
    """Lower what is left to pay of the last statement by a credit."""
    last = line.state.last
    if last is not None and last.remaining > ZERO:
        last.remaining = last.remaining - amount
        if last.remaining <= ZERO:
            last.paid_in_full_on = day


def relieve_minimums(line: Line, amount: Money) -> None:
    """Ask for less: unmet minimums fall, the latest first."""
    for due in reversed(line.state.dues):
        part = max(min(amount, due.remaining), ZERO)
        due.remaining, amount = due.remaining - part, amount - part


def cap_minimums(line: Line) -> None:
    """Keep minimums from asking for more than is owed and undisputed."""
    relieve_minimums(line, line.minimum_left() - max(line.undisputed(), ZERO))


def post(
    line: Line,
    kind: Kind,
    parts: Mapping[Bucket, Money],
    day: date,
    description: str,
    *,
    effective_on: date | None = None,
    transacted_on: date | None = None,
    merchant: Merchant | None = None,
    payment_id: str | None = None,
    hold_id: str | None = None,
    reverses: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> JournalTransaction:
    """Post a transaction of bucket parts against the lender's account of its kind.

    Parts that sum to zero move between buckets and touch no account of the lender.
    """
    legs = {bucket: part for bucket, part in parts.items() if part}
    amount = total(legs.values())
    entries = tuple(Entry(bucket, part) for bucket, part in legs.items())
    if amount:
        entries = (*entries, Entry(_CONTRA[kind], -amount))
    effective = effective_on or day
    return book(
        line,
        kind,
        entries,
        day,
        description,
        effective_on=effective,
        transacted_on=transacted_on or effective,
        merchant=merchant,
        payment_id=payment_id,
        hold_id=hold_id,
        reverses=reverses,
        detail=detail or {},
    )


def charge_off(line: Line, day: date) -> JournalTransaction:
    """Charge the line off: a loss in the lender's accounts; what the borrower owes stays.

    No bucket moves, so the transaction is worth nothing on the line.
    """
    loss = (Entry("credit_loss", line.balance), Entry("loss_allowance", -line.balance))
    transaction = book(line, "charge_off", loss, day, "Line charged off")
    line.state.charged_off_on = day
    line.status = "charged_off"
    return transaction


def book(
    line: Line,
    kind: Kind,
    entries: tuple[Entry, ...],
    day: date,
    description: str,
    *,
    mirrors: Kind | None = None,
    **parts: Any,
) -> JournalTransaction:
    """Book a transaction of given entries and keep every projection in step.

    The one way into the journal. `mirrors` is the kind that a reversal mirrors; `parts` are the
    transaction's other fields. Raises `UnbalancedTransaction` and `AlreadyReversed`, before
    anything has changed.
    """
    state = line.state
    reverses = parts.get("reverses")
    if reverses is not None and reverses in state.reversed:
        raise AlreadyReversed(reverses)
    after = dict(state.buckets)
    for entry in entries:
        if entry.account in after:
            after[Bucket(entry.account)] = after[Bucket(entry.account)] + entry.amount
    transaction = JournalTransaction(
        transaction_id=f"t-{line.account_id}-{state.transactions + 1:05d}",
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        sequence=state.transactions + 1,
        kind=kind,
        posted_on=day,
        effective_on=parts.pop("effective_on", day),
        transacted_on=parts.pop("transacted_on", day),
        description=description,
        entries=entries,
        balances=tuple(after[bucket] for bucket in BUCKETS),
        **parts,
    )
    state.transactions += 1
    state.buckets = after
    if reverses is not None:
        state.reversed.append(reverses)
    _add_to_sums(line, transaction, mirrors or kind)
    line.changes.transactions.append(transaction)
    line.changes.happened.extend(happenings.of_transaction(transaction))
    line.changes.touched = True
    return transaction


def _add_to_sums(line: Line, transaction: JournalTransaction, kind: Kind) -> None:
    """Count a transaction in its statement's sum, and interest and fees in the year's.

    A reversal is a credit on the statement (a payment's: less paid), and takes interest and fees
    out of the year's totals again.
    """
    state, amount, day = line.state, transaction.amount, transaction.posted_on
    name = _SUMS.get(kind, "credits")
    if transaction.kind == "reversal" and name != "payments":
        name = "credits"
    signed = amount if name in CHARGES else -amount
    state.cycle.sums[name] = state.cycle.sums.get(name, ZERO) + signed
    if state.year != day.year:
        state.year, state.fees_this_year, state.interest_this_year = day.year, ZERO, ZERO
    if kind in _FEES:
        state.fees_this_year = state.fees_this_year + amount
    elif kind in _INTEREST:
        state.interest_this_year = state.interest_this_year + amount
