"""Taking a posting back: by its mirror, once, never by an edit."""

from datetime import date
from typing import Any

from servicing.accounts import disputed
from servicing.accounts.model import Line
from servicing.accounts.postings import (
    book,
    cap_minimums,
    count_towards_last_statement,
    move_principal,
)
from servicing.accounts.reallocation import reallocate
from servicing.ledger.model import PRINCIPAL, Bucket, Entry, JournalTransaction
from servicing.money import ZERO, Money
from servicing.refusal import Refusal

# What was credited for a dispute is final once its time has passed: `servicing.disputes.finality`.
_FINAL = frozenset(
    {"reversal", "charge_off", "reallocation", "set_aside", "release", "dispute_credit"}
)
_BY_BANK = frozenset({"payment", "payment_return"})


def reverse(
    line: Line, transaction: JournalTransaction, day: date, reason: str
) -> JournalTransaction | Refusal:
    """Post the exact mirror of a transaction, entry by entry, with `reverses` naming it.

    Once per transaction: asked again it is refused, and Postgres has a unique index besides. What
    the borrower had paid of a reversed charge, or pays it with a payment under way, pays what else
    they owe, or is a credit balance (for what was paid a posting of its own follows the mirror);
    what was disputed of it is released first. Interest
    stops on the day of the reversal; `servicing.backposts` makes it count from an earlier one. A
    payment is taken back by the bank's return, which also undoes what it met
    (`servicing.payments.receipts.send_back`), so it is refused here, as are postings that only
    move amounts between buckets.
    """
    if transaction.account_id != line.account_id:
        return Refusal("transaction_unknown", "There is no such transaction on this line.")
    if transaction.kind in _FINAL | _BY_BANK:
        return Refusal("not_reversible", "That posting isn't taken back this way.")
    if transaction.transaction_id in line.state.reversed:
        return Refusal("already_reversed", "That posting has already been taken back.")
    if transaction.transaction_id in line.state.aside:
        disputed.release(line, transaction.transaction_id, day)
    mirror = mirrored(line, transaction, day, reason)
    move_principal(line, {b: -part for b, part in _parts(transaction).items()}, day)
    last = line.state.last
    if last is not None and transaction.posted_on <= last.closing_on:
        count_towards_last_statement(line, transaction.amount, day)
    reallocate(line, day, "Money freed by a reversal")
    cap_minimums(line)
    return mirror


def mirrored(
    line: Line, transaction: JournalTransaction, day: date, reason: str, **detail: Any
) -> JournalTransaction:
    """Book the mirror and nothing else: buckets may be on the wrong side of zero afterwards."""
    return book(
        line,
        "reversal",
        tuple(Entry(entry.account, -entry.amount) for entry in transaction.entries),
        day,
        f"Reversal: {transaction.description}",
        mirrors=transaction.kind,
        merchant=transaction.merchant,
        payment_id=transaction.payment_id,
        reverses=transaction.transaction_id,
        detail={"reason": reason, "reverses_kind": transaction.kind, **detail},
    )


def _parts(transaction: JournalTransaction) -> dict[Bucket, Money]:
    parts = dict.fromkeys(PRINCIPAL, ZERO)
    for entry in transaction.entries:
        if entry.account in parts:
            parts[Bucket(entry.account)] = parts[Bucket(entry.account)] + entry.amount
    return parts
