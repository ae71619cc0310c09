"""How worked examples write amounts and days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicing.calendar import DAY, Cycle, add_months
from servicing.money import Money

Vector = Mapping[str, Any]
YEAR = 2026


def dollars(amount: float | str) -> Money:
    return Money.of(str(amount))


def on(text: str, year: int = YEAR) -> date:
    month, day = map(int, text.split("-"))
    return date(year, month, day)


def month(number: int) -> Cycle:
    first = date(YEAR, number, 1)
    return Cycle(first, add_months(first, 1) - DAY, first.replace(day=25))


MONTHS = [month(number) for number in range(1, 13)]
OPENINGS = [one.first_day for one in MONTHS]
