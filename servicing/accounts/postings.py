"""Postings on a line: each builds one balanced transaction and keeps the projection in step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicing.accounts import happenings
from servicing.accounts.model import Line
from servicing.billing.interest import Move
from servicing.ledger.model import PRINCIPAL, Bucket, Entry, JournalTransaction, Kind, Merchant
from servicing.money import ZERO, Money

_CONTRA: Mapping[str, str] = {
    "purchase": "card_settlement",
    "draw": "bank_cash",
    "interest": "interest_income",
    "late_fee": "fee_income",
    "returned_fee": "fee_income",
    "subscription_fee": "fee_income",
    "draw_fee": "fee_income",
    "payment": "bank_cash",
    "payment_return": "bank_cash",
    "refund": "card_settlement",
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
    "refund": "credits",
    "fee_waiver": "credits",
    "adjustment": "credits",
}
CHARGES = frozenset({"purchases", "draws", "interest", "fees"})


def charge(
    line: Line,
    kind: Kind,
    bucket: Bucket,
    amount: Money,
    day: date,
    description: str,
    *,
    transacted_on: date | None = None,
    merchant: Merchant | None = None,
    detail: Mapping[str, Any] | None = None,
) -> JournalTransaction:
    """Post a charge; a credit balance is used up first, and that part accrues nothing."""
    credit = min(amount, -line.state.buckets[Bucket.CREDIT])
    parts = {Bucket.CREDIT: credit, bucket: amount - credit}
    if bucket in PRINCIPAL and parts[bucket]:
        line.state.cycle.moves[bucket].append(Move(day, parts[bucket], "charge"))
    return post(
        line,
        kind,
        parts,
        day,
        description,
        transacted_on=transacted_on,
        merchant=merchant,
        detail=detail,
    )


def refund(
    line: Line, amount: Money, day: date, description: str, merchant: Merchant
) -> JournalTransaction:
    """Post a merchant's refund against purchases; what exceeds them is a credit balance."""
    owed = line.owed()[Bucket.PURCHASE]
    part = max(min(amount, owed), ZERO)
    if part:
        line.state.cycle.moves[Bucket.PURCHASE].append(Move(day, -part, "other"))
    last = line.state.last
    if last is not None and last.remaining > ZERO:
        last.remaining = last.remaining - amount
        if last.remaining <= ZERO:
            last.paid_in_full_on = day
    parts = {Bucket.PURCHASE: -part, Bucket.CREDIT: part - amount}
    return post(line, "refund", parts, day, description, merchant=merchant)


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
    reverses: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> JournalTransaction:
    """Post a transaction of bucket parts against the lender's account of its kind."""
    state = line.state
    legs = {bucket: part for bucket, part in parts.items() if part}
    amount = Money(sum(part.minor for part in legs.values()))
    state.transactions += 1
    effective = effective_on or day
    transaction = JournalTransaction(
        transaction_id=f"t-{line.account_id}-{state.transactions:05d}",
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        sequence=state.transactions,
        kind=kind,
        posted_on=day,
        effective_on=effective,
        transacted_on=transacted_on or effective,
        description=description,
        entries=(
            *(Entry(bucket, part) for bucket, part in legs.items()),
            Entry(_CONTRA[kind], -amount),
        ),
        merchant=merchant,
        payment_id=payment_id,
        reverses=reverses,
        detail=detail or {},
    )
    for bucket, part in legs.items():
        state.buckets[bucket] = state.buckets[bucket] + part
    _add_to_sums(line, _SUMS[kind], amount, day)
    _record(line, transaction)
    return transaction


def charge_off(line: Line, day: date) -> JournalTransaction:
    """Charge the line off: a loss in the lender's accounts; what the borrower owes stays.

    No bucket moves, so the transaction is worth nothing on the line.
    """
    state = line.state
    state.transactions += 1
    transaction = JournalTransaction(
        transaction_id=f"t-{line.account_id}-{state.transactions:05d}",
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        sequence=state.transactions,
        kind="charge_off",
        posted_on=day,
        effective_on=day,
        transacted_on=day,
        description="Line charged off",
        entries=(
            Entry("credit_loss", line.balance),
            Entry("loss_allowance", -line.balance),
        ),
    )
    state.charged_off_on = day
    line.status = "charged_off"
    _record(line, transaction)
    return transaction


def _record(line: Line, transaction: JournalTransaction) -> None:
    line.changes.transactions.append(transaction)
    line.changes.happened.extend(happenings.of_transaction(transaction))
    line.changes.touched = True


def _add_to_sums(line: Line, name: str, amount: Money, day: date) -> None:
    state = line.state
    signed = amount if name in CHARGES else -amount
    state.cycle.sums[name] = state.cycle.sums.get(name, ZERO) + signed
    if state.year != day.year:
        state.year, state.fees_this_year, state.interest_this_year = day.year, ZERO, ZERO
    if name == "fees":
        state.fees_this_year = state.fees_this_year + amount
    elif name == "interest":
        state.interest_this_year = state.interest_this_year + amount
