"""How far behind a line is, what follows from it, and how it gets back.

The sixty-day rule is law (12 CFR 1026.55(b)(4)). The buckets, the charge-off day and the
re-aging tests are the lender's policy, modelled on supervisory guidance that was not verified
against its own text: nothing here may be cited as law.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from servicing.calendar import DAY, add_months
from servicing.money import Money, total

Bucket = Literal["current", "1-29", "30-59", "60-89", "90-119", "120-149", "150-179", "charge-off"]

PENALTY_RATE_DAYS = 60
CURE_PAYMENTS = 6
_FLOORS: tuple[tuple[int, Bucket], ...] = (
    (0, "current"),
    (1, "1-29"),
    (30, "30-59"),
    (60, "60-89"),
    (90, "90-119"),
    (120, "120-149"),
    (150, "150-179"),
)


def bucket(days_past_due: int, charge_off_days: int = 180) -> Bucket:
    """Return the delinquency bucket of a line that is so many days past due.

    From `charge_off_days` on it is to be charged off. Raises `ValueError` for negative days.
    """
    if days_past_due < 0:
        raise ValueError("days past due can't be negative")
    if days_past_due >= charge_off_days:
        return "charge-off"
    return _FLOORS[bisect_right([floor for floor, _ in _FLOORS], days_past_due) - 1][1]


def penalty_rate_from(
    due_on: date, minimum: Money, payments: Iterable[tuple[date, Money]]
) -> date | None:
    """Return from when a rate may be raised because a minimum wasn't paid in 60 days, or None.

    `minimum` is the first one outstanding, `payments` what was received towards it. Money up to
    and with the sixtieth day after the due date counts; a part doesn't (12 CFR 1026.55(b)(4),
    comment 55(b)(4)-1). The raise still needs its own notice of 45 days (1026.9(g)).
    """
    sixtieth = due_on + timedelta(days=PENALTY_RATE_DAYS)
    received = total(amount for day, amount in payments if day <= sixtieth)
    return None if received >= minimum else sixtieth + DAY


def rate_restored_on(
    effective_on: date, dues: Sequence[tuple[date, bool]], cycle_openings: Sequence[date]
) -> date | None:
    """Return the day by which a rate raised for delinquency must come down again, or None.

    It does after six minimums in a row met by their due dates, beginning with the first one due
    after the raise; a later run of six doesn't count. The lender may wait for the first day of
    the next cycle (12 CFR 1026.55(b)(4)(ii), comment 55(b)(4)-3). `dues` are due dates in order
    with whether they were met; `cycle_openings` the first days of cycles in order.
    """
    following = [due for due in dues if due[0] >= effective_on][:CURE_PAYMENTS]
    if len(following) < CURE_PAYMENTS or not all(met for _, met in following):
        return None
    sixth = following[-1][0]
    return next((day for day in cycle_openings if day > sixth), None)


@dataclass(frozen=True, slots=True)
class ReagePolicy:
    """The lender's tests for bringing a delinquent open-end line back to current.

    Policy, after the supervisory account-management guidance of 2000 as secondary sources tell
    it (not verified): age of the line, payments in a row, how often.
    """

    months_open: int = 9
    payments: int = 3
    per_12_months: int = 1
    per_60_months: int = 2
    extra_for_workout: int = 1


def reage_obstacles(
    policy: ReagePolicy,
    today: date,
    opened_on: date,
    minimums_in_a_row: int,
    earlier: Sequence[date],
    shown_willing_and_able: bool,
    into_workout: bool = False,
) -> tuple[str, ...]:
    """Return which of the policy's tests a line fails; none left means it may be re-aged.

    `minimums_in_a_row` counts minimums, or a lump sum worth as many, not paid from a new
    advance. `earlier` are the days of earlier re-agings; a workout may have one beyond the
    limit of five years. Names: `unwilling_or_unable`, `too_new`, `too_few_payments`,
    `too_soon`, `too_often`.
    """
    failed = []
    if not shown_willing_and_able:
        failed.append("unwilling_or_unable")
    if add_months(today, -policy.months_open) < opened_on:
        failed.append("too_new")
    if minimums_in_a_row < policy.payments:
        failed.append("too_few_payments")
    if sum(day > add_months(today, -12) for day in earlier) >= policy.per_12_months:
        failed.append("too_soon")
    allowed = policy.per_60_months + (policy.extra_for_workout if into_workout else 0)
    if sum(day > add_months(today, -60) for day in earlier) >= allowed:
        failed.append("too_often")
    return tuple(failed)
