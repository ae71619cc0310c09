"""What the naive model counts with and what it remembers, in whole cents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import holidays

ACCRUING = ("purchase", "draw")
BUCKETS = ("purchase", "draw", "interest", "fees", "disputed", "credit")
RATES = {"purchase": Fraction("21.99"), "draw": Fraction("26.99")}
SERVICE_CAP = Fraction(6)
MINIMUM_FIRST = ("interest", "fees", "purchase", "draw")
CHARGED_TO = {
    "purchase": "purchase",
    "draw": "draw",
    "interest": "interest",
    "late_fee": "fees",
    "returned_fee": "fees",
}
DAYS_TO_DUE, FLOOR, FIRST_FEE, REPEAT_FEE, CYCLES_BACK, HOLD_DAYS = 25, 2500, 3000, 4100, 7, 3
FEE_CODES = ("R08",)
DAY = timedelta(days=1)
_HOLIDAYS = holidays.country_holidays("US")


def business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _HOLIDAYS


def business_days_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= business_day(day)
    return day


def half_even(exact: Fraction) -> int:
    return round(exact)


def spend(amount: int, order: Iterable[str], owed: dict[str, int]) -> tuple[dict[str, int], int]:
    parts = {}
    for name in order:
        part = min(amount, owed[name])
        if part > 0:
            parts[name] = part
            owed[name] -= part
            amount -= part
    return parts, amount


@dataclass
class Charge:
    kind: str
    day: date
    amount: int
    parts: dict[str, int]


@dataclass
class Payment:
    amount: int
    on: date
    status: str
    settles_on: date
    releases_on: date
    parts: dict[str, int] = field(default_factory=dict)
    met: dict[date, int] = field(default_factory=dict)


@dataclass
class Due:
    on: date
    minimum: int
    left: int


@dataclass
class Told:
    """The last statement."""

    closing: date
    due_on: date
    left: int
    paid_on: date | None
    came_with_grace: bool

    @property
    def paid_in_full(self) -> bool:
        return self.paid_on is not None and self.paid_on <= self.due_on


@dataclass
class Disputed:
    amount: int
    paid: int


@dataclass
class Plan:
    """Terms of a plan; `aside` are minimums it doesn't ask for while it runs."""

    payment: int
    apr: Fraction
    first_due: date
    last_due: date
    aside: list[Due] = field(default_factory=list)
    missed: list[date] = field(default_factory=list)
    left_on: date | None = None


Key = tuple[Any, ...]
Step = tuple[str, date, tuple[Any, ...]]
