"""How a charge came about, and what the balances cost per day."""

from datetime import date
from typing import Literal

from tools.values import Count, Money, Percent, View
from tools.views.history import BucketName, Transaction


class BalanceSpan(View):
    """A stretch of days on which a balance stood unchanged; both ends are included."""

    first_day: date
    last_day: date
    days: Count
    balance: Money


class InterestStep(View):
    """How one balance type's interest came about: spans → average → rate → amount.

    average_daily_balance = Σ(balance × days) / cycle_days, and
    amount = Σ(balance × days) × apr / 100 / 365, rounded once, half even.
    """

    bucket: BucketName
    apr: Percent
    cycle_days: Count
    spans: tuple[BalanceSpan, ...]
    average_daily_balance: Money
    amount: Money


class FeeStep(View):
    """Why a fee came about and why it is this much.

    A late or returned payment's fee has the minimum it goes by (12 CFR 1026.52(b)), a draw's
    has the draw; a subscription's goes by nothing but the day.
    """

    rule: Literal["late_payment", "returned_payment", "subscription", "draw_fee"]
    event_on: date
    minimum_due: Money | None
    due_date: date | None
    schedule_amount: Money | None
    draw_amount: Money | None
    amount: Money
    return_code: str | None
    return_reason: str | None


class ChargeExplanation(View):
    """A charge and the computation that made it; the steps' amounts sum to `total`.

    `why` names the case: "trailing_draw" (a draw accrued until it was paid, although the
    statement was paid in full), "carried_balance", "draw", "grace_lost", "late_payment",
    "returned_payment", "subscription", "draw_fee". `previous_statement_paid_on` is when the
    prior statement balance was met in full, or None.
    """

    charge: Transaction
    why: str
    total: Money
    interest_steps: tuple[InterestStep, ...]
    fee_step: FeeStep | None
    previous_statement_balance: Money | None
    previous_statement_paid_on: date | None
    draw_taken_on: date | None
    draw_amount: Money | None
    draw_paid_on: date | None


class DailyInterest(View):
    """What today's balances cost per day, by balance type."""

    as_of: date
    total_per_day: Money
    draw_balance: Money
    draw_apr: Percent | None
    draw_per_day: Money
    purchase_balance: Money
    purchase_apr: Percent | None
    purchase_per_day: Money
