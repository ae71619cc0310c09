"""What a penalty fee may cost: safe harbours, costs, caps, rounding (12 CFR 1026.52(b)).

`events` says which violations may bear a fee at all. What the line's own product charges lies
within these bounds and is in `fees`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from servicing.billing.thresholds import SafeHarbour
from servicing.money import ZERO, Money

Kind = Literal["late", "returned", "overlimit", "declined_check"]
REPEAT_WINDOW_CYCLES = 6
_CHARGE_CARD_PERCENT = 3
_DOLLAR = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of the terms: its type, and the day on which it occurred.

    A late payment occurs when it may first be treated as late, a returned one when it comes
    back, a transaction over the limit when it is made (comment 52(b)(1)(ii)-1.i.A to D).
    `basis` says which fee it bore, waived or not; None if it bore none.
    """

    kind: Kind
    on: date
    basis: Literal["safe_harbour", "cost"] | None


def safe_harbour_fee(
    kind: Kind,
    on: date,
    earlier: Iterable[Violation],
    cycle_openings: Sequence[date],
    harbour: SafeHarbour,
) -> Money:
    """Return the most that a violation may cost under the safe harbours, before its cap.

    The repeat amount needs an earlier safe-harbour fee for the same type, waived or not, and
    holds until the type hasn't occurred for six complete billing cycles; each violation starts
    the six anew (1026.52(b)(1)(ii)(B), comment 52(b)(1)(ii)-1.i). A fee justified by costs
    doesn't open it (comment 52(b)(1)-1.i.C). `cycle_openings` are the first days of all cycles
    from the first violation on, in order.
    """
    armed, last = False, None
    for violation in sorted(earlier, key=lambda one: one.on):
        if violation.kind != kind or violation.on > on:
            continue
        cycle = bisect_right(cycle_openings, violation.on)
        if last is not None and cycle - last > REPEAT_WINDOW_CYCLES:
            armed = False
        armed, last = armed or violation.basis == "safe_harbour", cycle
    recent = last is not None and bisect_right(cycle_openings, on) - last <= REPEAT_WINDOW_CYCLES
    return harbour.repeat if armed and recent else harbour.first


def late_fee_cap(minimum_due: Money) -> Money:
    """Return the most a late fee may be: the minimum due just before it.

    The full minimum, whatever was paid of it, and never a later one (comment
    52(b)(2)(i)-1.i to iii).
    """
    return max(minimum_due, ZERO)


def returned_fee_cap(
    returned_on: date, minimums: Iterable[tuple[date, Money]], earlier_return_of_it: bool = False
) -> Money:
    """Return the most a returned-payment fee may be: the minimum due just before the return.

    Zero for a payment that was presented again and came back again: that has no dollar amount
    (1026.52(b)(2)(i)(B), comment 52(b)(2)(i)-2.i to iv). `minimums` are due dates with amounts,
    in any order. Before the first due date the first minimum is the measure.
    """
    if earlier_return_of_it:
        return ZERO
    ordered = sorted(minimums)
    before = [amount for due_on, amount in ordered if due_on < returned_on]
    if before:
        return before[-1]
    return ordered[0][1] if ordered else ZERO


def declined_check_fee_cap(check: Money) -> Money:
    """Return the most a declined access check may cost: its amount (comment 52(b)(2)(i)-4)."""
    return max(check, ZERO)


def cost_based_fee(costs: Money, violations: int, uncollectable: int = 0) -> Money:
    """Return the fee that the lender's own costs justify, in whole dollars.

    The costs of a type of violation over the violations whose fees could be collected; both
    may be estimates for the coming period (1026.52(b)(1)(i), comments 1 and 6 to 9). Raises
    `ValueError` if no fee could be collected.
    """
    collectable = violations - uncollectable
    if collectable <= 0:
        raise ValueError("no violation whose fee could be collected")
    return _nearest_dollar(Decimal(costs.minor) / collectable)


def nearest_dollar(fee: Money) -> Money:
    """Round a fee that complies to the nearest whole dollar, half up (comment 52(b)-2)."""
    return _nearest_dollar(Decimal(fee.minor))


def charge_card_late_fee(delinquent: Money) -> Money:
    """Return 3 % of what was billed and is unpaid, in whole dollars.

    For a charge card two cycles behind (1026.52(b)(1)(ii)(C), comment 52(b)(1)(ii)-3).
    """
    return _nearest_dollar(Decimal(delinquent.minor) * _CHARGE_CARD_PERCENT / 100)


def _nearest_dollar(cents: Decimal) -> Money:
    return Money(int((cents / _DOLLAR).to_integral_value(ROUND_HALF_UP)) * _DOLLAR)
