"""What the bank's answer does to a payment: it posts, or it comes back and something follows.

Both may be told twice or in the wrong order; a payment posts once and comes back once.
"""

from collections.abc import Callable
from datetime import date

from servicing.accounts import draws, stolen
from servicing.accounts.model import STOPS_DEBITS, Line, Payment
from servicing.calendar import BusinessDays
from servicing.events.model import Happening
from servicing.money import Money
from servicing.payments import lateness, receipts
from servicing.payments.returns import RETRIES_MOST, rule

RETURNS_THAT_STOP_AUTOPAY = 2


def standing(payment: Payment, find: Callable[[str], Payment]) -> Payment:
    """Return the payment that stands for the money of this one; `find` has payments by id.

    The bank knows the one that went to it. Where that was posted again from another day, once or
    more often, what the bank says of it is said of the last one.
    """
    while payment.counted_as is not None:
        payment = find(payment.counted_as)
    return payment


def settled(line: Line, payment: Payment, day: date) -> None:
    """Post a payment that the bank has settled."""
    if payment.status == "pending":
        receipts.settle(line, payment, day)


def returned(line: Line, payment: Payment, day: date, code: str, days: BusinessDays) -> None:
    """Take a payment back that the bank has returned, with its fee, its retry and what it ends.

    A return that is told before its settlement implies it: both are posted. A retry's return
    bears no returned-payment fee (12 CFR 1026.52(b)(2)(ii), comment 52(b)(2)(i)-2.iii).
    """
    settled(line, payment, day)
    if payment.status != "posted":
        return
    means = rule(code)
    receipts.send_back(line, payment, day, code)
    stolen.sweep(line, day)
    lateness.assess_return(line, payment, day, code)
    if means.ends != "nothing":
        unlink(line, (payment.bank_label, payment.bank_last4), day, code)
    elif in_a_row(line) >= RETURNS_THAT_STOP_AUTOPAY:
        stop_autopay(line, day, "returns_in_a_row")
    if means.retry:
        _schedule_retry(line, payment, day, days)


def in_a_row(line: Line) -> int:
    """Return how many of the latest payments came back, counted from the newest."""
    ended = [p for p in line.payments.values() if p.status in {"posted", "returned"}]
    ended.sort(key=lambda payment: (payment.settles_on, payment.payment_id), reverse=True)
    count = 0
    for payment in ended:
        if payment.status != "returned":
            break
        count += 1
    return count


def stop_autopay(line: Line, day: date, why: str) -> None:
    """Switch the standing instruction off, and let the borrower be told."""
    if line.autopay is not None:
        line.autopay = None
        line.changes.autopay_stopped = day
        line.changes.happened.append(Happening("autopay.stopped", {"why": why}))
        line.changes.touched = True


def retry_lapses(line: Line, payment: Payment, days: BusinessDays) -> bool:
    """Whether a retry that is due isn't to be made after all.

    It was paid in another way since it came back, less is owed than its amount (which may not
    change), the bank account is gone, or debits have stopped. A plan's payments are a new
    agreement that the old authorisation doesn't cover.
    """
    wait = line.product.payments.retries.after_business_days
    came_back_on = days.add(payment.on, -wait)
    others = (p for p in line.payments.values() if p is not payment and p.on >= came_back_on)
    paid = sum(p.amount.minor for p in others if p.status in {"pending", "posted"})
    owed = Money(sum(amount.minor for amount in line.owed().values()))
    return (
        paid >= payment.amount.minor
        or owed < payment.amount
        or line.plan is not None
        or not may_debit(line, payment)
    )


def may_debit(line: Line, payment: Payment) -> bool:
    """Whether the payment's bank account may still be debited for this line."""
    bank = line.bank
    return (
        bank is not None
        and (bank.label, bank.last4) == (payment.bank_label, payment.bank_last4)
        and not STOPS_DEBITS & line.flags.keys()
        and line.state.stolen is None
    )


def unlink(line: Line, source: tuple[str, str], day: date, code: str) -> None:
    """Unlink a bank account (label and last four digits): what was to come from it is off.

    So are draws that were to be paid into it.
    """
    for other in line.waiting:
        if other.status == "scheduled" and (other.bank_label, other.bank_last4) == source:
            receipts.cancel(line, other)
    if line.bank is not None and (line.bank.label, line.bank.last4) == source:
        stop_autopay(line, day, code)
        draws.void(line)
        line.bank = None
        line.changes.bank_unlinked = (day, code)
        line.changes.happened.append(Happening("bank.unlinked", {"return_code": code}))
        line.changes.touched = True


def _schedule_retry(line: Line, payment: Payment, day: date, days: BusinessDays) -> None:
    rules = line.product.payments.retries
    if payment.attempt > min(rules.count, RETRIES_MOST):
        return
    if line.status == "open" and may_debit(line, payment):
        receipts.present_again(line, payment, days.add(day, rules.after_business_days), days)
