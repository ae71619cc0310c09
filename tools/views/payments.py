"""Payments, the account they come from, and what settles the line."""

from datetime import date
from typing import Literal

from tools.values import Count, Money, View

PaymentStatus = Literal["scheduled", "pending", "posted", "returned", "cancelled"]


class LinkedBank(View):
    """The bank account payments come from."""

    label: str
    last4: str


class Payment(View):
    """A payment and where it stands."""

    id: str
    amount: Money
    bank_label: str
    bank_last4: str
    on: date
    status: PaymentStatus
    source: Literal["one_off", "autopay", "check"]
    cancellable: bool
    return_code: str | None
    return_reason: str | None
    returned_on: date | None


class PaymentPage(View):
    """Payments, newest first."""

    payments: tuple[Payment, ...]
    count: Count


class SupposedPayment(View):
    """A payment that is only asked about."""

    amount: Money


class PaymentEffect(View):
    """What a payment would do to the line as it is posted today; nothing is moved.

    `balance` and `minimum_due` are what would be left, `credit` what the payment exceeds the
    balance by. Payments on their way and interest still to come aren't counted.
    """

    payment: SupposedPayment
    balance: Money
    minimum_due: Money
    credit: Money


class FirstMonth(View):
    """What the first month's interest is about."""

    interest: Money


class PayDown(View):
    """How long the line takes to pay off, estimated: no new use, today's rates, no late payment.

    `payment` is what is paid every month, of minimums the first. `outcome` is "never" where it
    doesn't cover the interest, "below_minimum" where it does and still would count as late; both
    have no estimate. Time is `months` below two years, then `years`.
    """

    outcome: Literal["paid_off", "below_minimum", "never"]
    payment: SupposedPayment
    only_minimum: bool
    balance: Money
    minimum_due: Money
    first_month: FirstMonth
    months: Count | None
    years: Count | None
    interest: Money | None
    total_paid: Money | None


class Payoff(View):
    """What settles the line on a date, with the interest that will have built up by then."""

    as_of: date
    total: Money
    balance: Money
    interest_to_date: Money
    per_day: Money
    pending_payments: Money
