"""Money that had paid what turned out not to be owed: moved to what else is owed."""

from datetime import date

from servicing.accounts.model import Line, Payment
from servicing.accounts.postings import move_principal, post
from servicing.billing.allocation import allocate
from servicing.ledger.model import BUCKETS, Bucket, JournalTransaction
from servicing.money import ZERO, Money, total


def reallocate(line: Line, day: date, description: str) -> JournalTransaction | None:
    """Mend buckets that a mirror left on the wrong side of zero; None if none is.

    Money that had paid a charge which turned out not to be owed pays what else is owed, dearest
    balance first, and is a credit balance only then; what is in credit beside it goes the same
    way. A credit balance that was used since but
    has lost its ground is owed as a purchase again. The balance as a whole stays as it is.
    Payments received that the bank hasn't settled yet go the same way, so that what they pay
    doesn't depend on when they settle; nothing is posted for them before that.
    """
    posted = _mend(line, day, description)
    _turn_received(line, day)
    return posted


def _mend(line: Line, day: date, description: str) -> JournalTransaction | None:
    buckets = line.state.buckets
    parts: dict[Bucket, Money] = {}
    overdrawn = max(buckets[Bucket.CREDIT], ZERO)
    if overdrawn:
        parts = {Bucket.CREDIT: -overdrawn, Bucket.PURCHASE: overdrawn}
    # What is in credit is free as well: a mirror gives back to the credit balance what had been
    # taken from it, and by now something else may be owed.
    free = {b: -buckets[b] for b in BUCKETS if buckets[b] < ZERO}
    if free:
        spread = allocate(total(free.values()), ZERO, line.owed(), line.aprs())
        owing = [(bucket, -part) for bucket, part in spread.items()]
        for bucket, part in (*free.items(), *owing):
            parts[bucket] = parts.get(bucket, ZERO) + part
    if not any(parts.values()):
        return None
    move_principal(line, parts, day)
    return post(line, "reallocation", parts, day, description)


def _turn_received(line: Line, day: date) -> None:
    """Let payments under way pay no more of a bucket than is owed in it, the newest first."""
    newest_first = sorted(line.received, key=lambda one: (one.on, one.payment_id), reverse=True)
    for payment in newest_first:
        _turn(line, payment, day)


def _turn(line: Line, payment: Payment, day: date) -> None:
    owed = line.owed()
    freed: dict[Bucket, Money] = {
        bucket: min(part, -owed[bucket])
        for bucket, part in payment.allocation.items()
        if bucket is not Bucket.CREDIT and owed[bucket] < ZERO
    }
    if not freed:
        return
    spread = allocate(total(freed.values()), ZERO, owed, line.aprs())
    parts = dict(payment.allocation)
    for bucket, part in freed.items():
        parts[bucket] = parts[bucket] - part
    for bucket, part in spread.items():
        parts[bucket] = parts.get(bucket, ZERO) + part
    move_principal(line, freed, day)
    move_principal(line, {bucket: -part for bucket, part in spread.items()}, day)
    payment.allocation = {bucket: part for bucket, part in parts.items() if part}
    line.changes.payments[payment.payment_id] = payment
    line.changes.touched = True
