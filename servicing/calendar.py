"""Days as the lender counts them: New York dates, business days, billing cycles."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
HALF_MONTH = timedelta(days=14)
TWO_WEEKS = timedelta(days=14)
Period = Literal["month", "half_month", "two_weeks"]


def lender_date(instant: datetime) -> date:
    """Return the date in New York at an aware instant."""
    return instant.astimezone(NEW_YORK).date()


def at(day: date, local: time) -> datetime:
    """Return the instant, in UTC, of a wall-clock time in New York."""
    return datetime.combine(day, local, NEW_YORK).astimezone(UTC)


@dataclass(frozen=True)
class BusinessDays:
    """Monday to Friday without US federal holidays (on their observed days)."""

    _holidays: holidays.HolidayBase = field(default_factory=lambda: holidays.country_holidays("US"))

    def is_open(self, day: date) -> bool:
        """Whether banks settle on `day`."""
        return day.weekday() < 5 and day not in self._holidays

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th business day after `day`; negative counts go back."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_open(day)
        return day


def add_months(day: date, months: int) -> date:
    """Return the same day some months later (or, negative, earlier).

    A month without that day gives its last one.
    """
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - DAY)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A billing cycle; `due_on` is the payment due date that falls into it."""

    first_day: date
    last_day: date
    due_on: date


def closing_for_due(due: date, days_to_due: int) -> date:
    """Return the last day of the cycle whose payment is due on `due`."""
    return due - timedelta(days=days_to_due)


def due_in_month(due_day: int, year: int, month: int) -> date:
    """Return the due date in a month: the same day each month (12 CFR 1026.7(b)(11))."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, due_day)


def next_closing(due_day: int, days_to_due: int, day: date) -> date:
    """Return the first closing date on or after `day`.

    A line has a fixed due day (1 to 28) and closes `days_to_due` days earlier, so closing
    dates wander by up to three days while the due date stays put.
    """
    month = day.month
    while True:
        closing = closing_for_due(due_in_month(due_day, day.year, month), days_to_due)
        if closing >= day:
            return closing
        month += 1


def cycle_ends(due_day: int, days_to_due: int, day: date, count: int) -> tuple[date, ...]:
    """Return the ends of the next `count` complete cycles after the cycle that holds `day`."""
    ends = []
    end = next_closing(due_day, days_to_due, day)
    for _ in range(count):
        end = next_closing(due_day, days_to_due, end + DAY)
        ends.append(end)
    return tuple(ends)


@dataclass(frozen=True, slots=True)
class MovedDueDay:
    """A due day that was moved while a cycle was open.

    Cycles that ended before `opened_on` went by `old_day`. One more of them may have been
    `kept`; the next ends on `closing_on`, shorter or longer than others (comment 2(a)(4)-3), and
    from then on the new day rules.
    """

    old_day: int
    made_on: date
    opened_on: date
    kept: date | None
    closing_on: date


@dataclass(frozen=True, slots=True)
class Cycles:
    """When a line's cycles end: by a fixed due day, or every two weeks from its first day.

    A half-monthly line is due on its due day and 14 days later, and closes `days_to_due`
    before either, so the two cycles of a month never overlap a third.
    """

    every: Period
    due_day: int
    days_to_due: int
    first_day: date
    moved: MovedDueDay | None = None

    def next_closing(self, day: date) -> date:
        """Return the first closing date on or after a day (not before the line's first day)."""
        if self.every == "two_weeks":
            past = (day - self.first_day) // TWO_WEEKS
            return self.first_day + (past + 1) * TWO_WEEKS - DAY
        moved = self.moved
        if moved is not None and day < moved.opened_on:
            return next_closing(moved.old_day, self.days_to_due, day)
        if moved is not None and moved.kept is not None and day <= moved.kept:
            return moved.kept
        if moved is not None and day <= moved.closing_on:
            return moved.closing_on
        closing = next_closing(self.due_day, self.days_to_due, day)
        if self.every == "half_month":
            shifted = next_closing(self.due_day, self.days_to_due, day - HALF_MONTH) + HALF_MONTH
            closing = min(closing, shifted)
        return closing

    def ends(self, day: date, count: int) -> tuple[date, ...]:
        """Return the ends of the next `count` complete cycles after the one that holds `day`."""
        ends, end = [], self.next_closing(day)
        for _ in range(count):
            end = self.next_closing(end + DAY)
            ends.append(end)
        return tuple(ends)

    def due(self, closing: date) -> date:
        """Return the date on which the payment of a cycle is due."""
        return closing + timedelta(days=self.days_to_due)
