"""How long a balance takes to repay: the estimates of Appendix M1 (12 CFR 1026.7(b)(12)).

A generalisation of the program in Appendix M2 to any number of balances and any minimum-payment
formula. Its assumptions are M1(b)(4)'s: only minimums are paid, no new activity, no grace
period, equal months of 365/12 days, payments on the last day of the month to the lowest rate
first, amounts rounded to the cent each month.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from servicing.money import ZERO, Money, total

MONTHS_36 = 36
_MONTHS_MAX = 1200
_MONTHS_IN_YEAR = 12
_TOLERANCE_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the balance with its annual rate in percent.

    A promotional rate ends: from month `changes_in` on, `then_apr` applies (month 1 is the
    first). Appendix M2 calls that month the last of the promotion and applies the later rate
    in it.
    """

    balance: Money
    apr: Decimal
    changes_in: int | None = None
    then_apr: Decimal = Decimal(0)

    def apr_in(self, month: int) -> Decimal:
        """Return the rate of a month, counted from 1."""
        changed = self.changes_in is not None and month >= self.changes_in
        return self.then_apr if changed else self.apr


@dataclass(frozen=True, slots=True)
class Month:
    """One month of repayment: what was left of each portion after it, paid and charged."""

    month: int
    balances: tuple[Money, ...]
    payment: Money
    interest: Money

    @property
    def balance(self) -> Money:
        """What is left in all."""
        return total(self.balances)


@dataclass(frozen=True, slots=True)
class MinimumsOnly:
    """Paying the minimum alone. `months` is None where it never repays the balance."""

    months: int | None
    total_paid: Money
    schedule: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class In36Months:
    """Paying the same amount for 36 months (M1(d), (e))."""

    payment: Money
    total_paid: Money


Minimum = Callable[[Money, Money], Money]
"""A minimum-payment formula: of the balance at the month's start and the month's interest."""


def minimums_only(portions: Sequence[Portion], minimum: Minimum) -> MinimumsOnly:
    """Return how long minimum payments alone take, and what they come to (M1(b), (c)).

    They never repay a balance that doesn't fall in a month after which no rate changes any
    more: negative or no amortization (1026.7(b)(12)(ii)).
    """
    balances = [portion.balance for portion in portions]
    settled_from = max((portion.changes_in or 1 for portion in portions), default=1)
    schedule: list[Month] = []
    while total(balances) > ZERO:
        month = len(schedule) + 1
        before = total(balances)
        rates = [portion.apr_in(month) for portion in portions]
        grown = [_grow(one, rate) for one, rate in zip(balances, rates, strict=True)]
        interest = total(grown) - before
        payment = min(max(minimum(before, interest), ZERO), total(grown))
        balances = _pay_lowest_rate_first(payment, grown, rates)
        schedule.append(Month(month, tuple(balances), payment, interest))
        stuck = month >= settled_from and total(balances) >= before
        if stuck or month >= _MONTHS_MAX:
            return MinimumsOnly(None, _paid(schedule), tuple(schedule))
    return MinimumsOnly(len(schedule), _paid(schedule), tuple(schedule))


def in_36_months(portions: Sequence[Portion]) -> In36Months:
    """Return the equal payment that repays the balance in 36 months, and what it comes to.

    Uses the weighted rate of M1(d)(2): by balance, and for a promotional rate by its share of
    the 36 months, as Appendix M2 does.
    """
    balance = total(portion.balance for portion in portions)
    if balance <= ZERO:
        return In36Months(ZERO, ZERO)
    weighted = sum((p.balance.minor * _rate_36(p) for p in portions), Decimal(0)) / balance.minor
    if weighted:
        factor = (1 - (1 + weighted) ** -MONTHS_36) / weighted
    else:
        factor = Decimal(MONTHS_36)
    payment = _round(balance.minor / factor)
    return In36Months(payment, Money(payment.minor * MONTHS_36))


def savings(minimum_total: Money, total_36: Money, whole_dollars: bool) -> Money:
    """Return what 36 equal payments save against minimums alone, rounded as disclosed (M1(f))."""
    if not whole_dollars:
        return minimum_total - total_36
    return whole_dollar(minimum_total) - whole_dollar(total_36)


def whole_dollar(amount: Money) -> Money:
    """Round to the nearest whole dollar, half up."""
    return Money(_round(Decimal(amount.minor) / 100).minor * 100)


def disclosed_time(months: int) -> tuple[int, Literal["months", "years"]]:
    """Return an estimate as it is disclosed (1026.7(b)(12)(i)(B)).

    In months below two years, otherwise in years, to the nearest whole one, half up.
    """
    if months < 2 * _MONTHS_IN_YEAR:
        return months, "months"
    return (months + _MONTHS_IN_YEAR // 2) // _MONTHS_IN_YEAR, "years"


def within_tolerance(true_months: int, estimated_months: int) -> bool:
    """Whether an estimate counts as accurate (M1(b)(5)).

    Two months off at most, or disclosed as the same time.
    """
    near = abs(true_months - estimated_months) <= _TOLERANCE_MONTHS
    return near or disclosed_time(true_months) == disclosed_time(estimated_months)


def payment_within_tolerance(true_payment: Money, estimated: Money) -> bool:
    """Whether a 36-month payment counts as accurate: 10 % off at most (M1(d)(4))."""
    return 10 * abs(true_payment.minor - estimated.minor) <= true_payment.minor


def _pay_lowest_rate_first(
    payment: Money, balances: Sequence[Money], rates: Sequence[Decimal]
) -> list[Money]:
    left = list(balances)
    for index in sorted(range(len(left)), key=lambda index: rates[index]):
        part = min(payment, left[index])
        left[index], payment = left[index] - part, payment - part
    return left


def month_interest(balance: Money, apr: Decimal) -> Money:
    """Return a month's interest at an annual rate in percent, to the cent, half up."""
    return _grow(balance, apr) - balance


def _grow(balance: Money, apr: Decimal) -> Money:
    return _round(balance.minor * (1 + apr / 100 / _MONTHS_IN_YEAR))


def _rate_36(portion: Portion) -> Decimal:
    """Return a portion's monthly rate over 36 months as a fraction."""
    if portion.changes_in is None:
        apr = portion.apr
    else:
        share = Decimal(min(portion.changes_in, MONTHS_36)) / MONTHS_36
        apr = share * portion.apr + (1 - share) * portion.then_apr
    return apr / 100 / _MONTHS_IN_YEAR


def _paid(schedule: Sequence[Month]) -> Money:
    return total(month.payment for month in schedule)


def _round(cents: Decimal) -> Money:
    """Round as Appendix M2's program does: half away from zero."""
    return Money(int(cents.to_integral_value(ROUND_HALF_UP)))
