"""A payment's life on a line: scheduled, received (pending), posted, returned or cancelled.

Receipt decides what the payment pays and stops interest on it (12 CFR 1026.10(a)); the journal
and the posted balance follow when the bank settles, the next business day.
"""

from dataclasses import replace
from datetime import date

from servicing.accounts import happenings
from servicing.accounts.model import Line, Payment, PaymentSource
from servicing.accounts.postings import cap_minimums, post
from servicing.billing.allocation import allocate
from servicing.billing.interest import Move
from servicing.calendar import BusinessDays
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money
from servicing.payments.returns import RETURN_REASONS


def schedule(
    line: Line, amount: Money, on: date, source: PaymentSource, days: BusinessDays
) -> Payment:
    """Add a payment for a future day; nothing else changes until it is received."""
    if line.bank is None:
        raise ValueError(f"{line.account_id} has no linked bank")
    bank = (line.bank.label, line.bank.last4)
    return _add(line, amount, on, source, bank, days)


def present_again(line: Line, returned: Payment, on: date, days: BusinessDays) -> Payment:
    """Schedule a returned payment's retry: the same amount from the same bank account."""
    bank = (returned.bank_label, returned.bank_last4)
    retry = _add(line, returned.amount, on, returned.source, bank, days)
    retry.retry_of, retry.attempt = returned.payment_id, returned.attempt + 1
    return retry


def _add(
    line: Line,
    amount: Money,
    on: date,
    source: PaymentSource,
    bank: tuple[str, str],
    days: BusinessDays,
) -> Payment:
    line.state.payments += 1
    settles_on = days.add(on, 1)
    payment = Payment(
        payment_id=f"p-{line.account_id}-{line.state.payments:04d}",
        amount=amount,
        on=on,
        source=source,
        bank_label=bank[0],
        bank_last4=bank[1],
        status="scheduled",
        settles_on=settles_on,
        releases_on=days.add(settles_on, line.product.payments.hold_business_days),
    )
    line.payments[payment.payment_id] = payment
    _touch(line, payment)
    return payment


def receive(line: Line, payment: Payment) -> None:
    """Count a payment as received on its day: it is pending, and meets minimums oldest first."""
    state = line.state
    payment.status = "pending"
    payment.received_after = state.transactions
    # Everything this payment may pay is decided now; itself pending, it would count twice.
    payment.allocation = {}
    payment.allocation = allocate(
        payment.amount, line.minimum_left(), line.owed(), line.aprs(), _order(line, payment)
    )
    for bucket in PRINCIPAL:
        part = payment.allocation.get(bucket, ZERO)
        if part:
            state.cycle.moves[bucket].append(Move(payment.on, -part, "payment"))
    left = payment.amount
    for due in state.dues:
        part = min(left, due.remaining)
        if part:
            due.remaining, left = due.remaining - part, left - part
            payment.met[due.due_on] = part
    last = state.last
    if last is not None:
        last.remaining = last.remaining - payment.amount
        if last.remaining <= ZERO and last.paid_in_full_on is None:
            last.paid_in_full_on = payment.on
    _touch(line, payment)


def settle(line: Line, payment: Payment, day: date) -> None:
    """Post a pending payment that the bank has settled, effective on the day of receipt."""
    # It pays what it was received for: whatever took a debt away since turned it elsewhere.
    transaction = post(
        line,
        "payment",
        {bucket: -part for bucket, part in payment.allocation.items()},
        day,
        "Payment by check" if payment.source == "check" else "Payment, thank you",
        effective_on=payment.on,
        payment_id=payment.payment_id,
    )
    payment.status = "posted"
    payment.posted_transaction = transaction.transaction_id
    _touch(line, payment)


def settle_due(line: Line, day: date, days: BusinessDays) -> None:
    """Post what a bank that always pays has settled by a day: for a history made in memory."""
    if days.is_open(day):
        for payment in line.received:
            if payment.settles_on <= day:
                settle(line, payment, day)


def send_back(line: Line, payment: Payment, day: date, code: str) -> None:
    """Return a posted payment: the debt, the minimum and the interest on it are back.

    The reversal counts from the day of the return, so no interest is charged for the days
    between receipt and return.
    """
    state = line.state
    back = dict(payment.allocation)
    credit = back.pop(Bucket.CREDIT, ZERO)
    unused = min(credit, -state.buckets[Bucket.CREDIT])
    parts = {**back, Bucket.CREDIT: unused}
    parts[Bucket.PURCHASE] = parts.get(Bucket.PURCHASE, ZERO) + credit - unused
    for bucket in PRINCIPAL:
        if parts.get(bucket):
            state.cycle.moves[bucket].append(Move(day, parts[bucket], "other"))
    post(
        line,
        "payment_return",
        parts,
        day,
        f"Payment returned: {RETURN_REASONS[code]}",
        payment_id=payment.payment_id,
        reverses=payment.posted_transaction,
    )
    for due in state.dues:
        due.remaining = due.remaining + payment.met.get(due.due_on, ZERO)
    # A credit since may have paid what the payment had left over.
    cap_minimums(line)
    _reopen_last_statement(line, payment)
    payment.status, payment.return_code, payment.returned_on = "returned", code, day
    _touch(line, payment)


def cancel(line: Line, payment: Payment) -> None:
    """Cancel a scheduled payment."""
    payment.status = "cancelled"
    _touch(line, payment)


def copy_of(payment: Payment) -> Payment:
    """Return the payment as it stands now, unmoved by what happens to it later."""
    return replace(payment, allocation=dict(payment.allocation), met=dict(payment.met))


def _order(line: Line, payment: Payment) -> tuple[Bucket, ...]:
    """Return the order in which a payment meets the minimum: the product's own.

    Autopay for the fee pays the fee: that is what it was set up for.
    """
    order = tuple(Bucket(name) for name in line.product.payments.order)
    for_fee = payment.source == "autopay" and line.autopay is not None
    if for_fee and line.autopay is not None and line.autopay.kind == "fee":
        return (Bucket.FEES, *(bucket for bucket in order if bucket is not Bucket.FEES))
    return order


def _reopen_last_statement(line: Line, payment: Payment) -> None:
    last = line.state.last
    if last is None:
        return
    if payment.on <= last.closing_on:
        last.came_with_grace = False
    if payment.settles_on <= last.closing_on:
        return  # that statement's balance was without it; what is back is on the next one
    last.remaining = last.remaining + payment.amount
    if last.remaining > ZERO:
        last.paid_in_full_on = None


def _touch(line: Line, payment: Payment) -> None:
    line.changes.payments[payment.payment_id] = payment
    line.changes.happened.append(happenings.of_payment(payment))
    line.changes.touched = True
