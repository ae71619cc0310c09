"""Which payments may be quoted, and how much a named amount is."""

from datetime import date, datetime, timedelta
from typing import Literal

from servicing.accounts.model import Line, Payment
from servicing.calendar import DAY, NEW_YORK, lender_date
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.refusal import Refusal

AmountKind = Literal["amount", "minimum", "statement", "current", "past_due", "plan", "draw"]

_HOLDS = {
    "bankruptcy": Refusal(
        "bankruptcy_hold",
        "Your account has a bankruptcy note, so payments aren't set up here. The bankruptcy"
        " team can answer questions.",
        policy="bankruptcy",
    ),
    "deceased": Refusal(
        "deceased_hold",
        "Our estates team looks after this account, so payments aren't set up here.",
        policy="estates",
    ),
}
NO_BANK = Refusal(
    "no_bank_linked", "No bank account is linked to your line yet.", policy="payments"
)
PAYMENT_UNKNOWN = Refusal("payment_unknown", "There is no such payment on your account.")
_CHARGED_OFF = Refusal(
    "charged_off_hold",
    "This account was charged off, so payments aren't set up here. A person on our team can"
    " help with it.",
    policy="payments",
)


def credited_on(line: Line, now: datetime) -> date:
    """Return the day on which a payment made now counts: today until the cut-off, then tomorrow.

    12 CFR 1026.10(b)(2)(ii) allows a cut-off of 5 pm or later.
    """
    local = now.astimezone(NEW_YORK)
    past = local.time() >= line.product.payments.cut_off
    return local.date() + (DAY if past else timedelta())


def account_hold(line: Line) -> Refusal | None:
    """Return why this line takes no payments here, or None."""
    for flag, refusal in _HOLDS.items():
        if flag in line.flags:
            return refusal
    return _CHARGED_OFF if line.status == "charged_off" else None


def named_amount(line: Line, kind: AmountKind, today: date) -> Money | Refusal:
    """Return the amount the borrower named, as still to be paid.

    Payments received already lower it. "plan" is what is left of the plan's payment, "draw" what
    no payment that waits will pay of the draws.
    """
    if kind == "plan" and line.plan is None:
        return Refusal("no_plan", "There is no payment plan on this account.")
    owed = payable(line)
    last = line.state.last
    amount = {
        "minimum": line.minimum_left(),
        "statement": last.remaining if last is not None else ZERO,
        "current": owed,
        "past_due": line.past_due(today),
        "plan": line.minimum_left(),
        "draw": line.state.buckets[Bucket.DRAW] - (line.balance - owed),
    }[kind]
    amount = min(amount, owed)
    if amount <= ZERO:
        return Refusal("nothing_due", "Nothing of that is left to pay right now.", limit=ZERO)
    return amount


def payable(line: Line) -> Money:
    """Return what can still be paid: the current balance less the payments waiting."""
    waiting = sum(payment.amount.minor for payment in line.waiting)
    return max(Money(line.balance.minor - waiting), ZERO)


def twin(line: Line, amount: Money, on: date) -> Payment | None:
    """Return a payment of the same amount that already waits for the same day, or None."""
    return next((p for p in line.waiting if (p.amount, p.on) == (amount, on)), None)


def check_payment(line: Line, amount: Money, on: date, now: datetime) -> Refusal | None:
    """Return why a payment can't be made on a day, or None."""
    rules = line.product.payments
    today = lender_date(now)
    last_day = today + timedelta(days=rules.schedule_horizon_days)
    hold = account_hold(line)
    if hold is not None:
        return hold
    if line.bank is None:
        return NO_BANK
    if on < today:
        return Refusal("date_in_past", f"{_spell(on)} has already passed.", on=on)
    if on > last_day:
        return Refusal(
            "date_too_far",
            f"A payment can be scheduled up to {_spell(last_day)}.",
            on=last_day,
            policy="payments",
        )
    if amount < rules.minimum:
        return Refusal(
            "amount_too_small",
            f"The smallest payment is {rules.minimum}.",
            limit=rules.minimum,
            policy="payments",
        )
    if len(line.waiting) >= rules.pending_cap:
        return Refusal(
            "too_many_pending",
            f"You have {len(line.waiting)} payments waiting, which is the most at one time."
            " You can cancel a scheduled one first.",
            policy="payments",
        )
    if amount > payable(line):
        return Refusal(
            "amount_above_balance",
            f"That is more than you owe. The most you can pay now is {payable(line)}.",
            limit=payable(line),
            policy="payments",
        )
    return None


def check_cancellation(line: Line, payment: Payment | None, now: datetime) -> Refusal | None:
    """Return why a payment can't be cancelled, or None.

    A scheduled payment can be cancelled until the cut-off on the day before its date. One made
    for today is on its way to the bank and can't be undone.
    """
    if payment is None:
        return PAYMENT_UNKNOWN
    if payment.status == "cancelled":
        return Refusal("already_cancelled", "That payment is already canceled.")
    if not cancellable(line, payment, now):
        return Refusal(
            "too_late_to_cancel",
            f"The payment of {payment.amount} is already on its way to your bank, so it can't"
            " be undone.",
            limit=payment.amount,
            on=payment.on,
            policy="payments",
        )
    return None


def cancellable(line: Line, payment: Payment, now: datetime) -> bool:
    """Whether a payment can still be cancelled."""
    rules = line.product.payments
    local = now.astimezone(NEW_YORK)
    last_day = payment.on - timedelta(days=rules.cancel_lead_days)
    return payment.status == "scheduled" and (local.date(), local.time()) < (
        last_day,
        rules.cut_off,
    )


def _spell(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
