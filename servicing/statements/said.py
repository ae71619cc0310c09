"""How a statement writes days, rates and times, in every form alike."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from servicing.money import Money
from servicing.statements.model import MinimumWarning, Repaying


def long_day(day: date) -> str:
    """Write a date out: November 9, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def short_day(day: date | None) -> str:
    """Write a day of the cycle: Nov 9; nothing for none."""
    return "" if day is None else f"{day:%b} {day.day}"


def percent(apr: Decimal) -> str:
    """Write a rate with two decimals at least."""
    return f"{apr:.2f}%" if apr == round(apr, 2) else f"{apr.normalize():f}%"


def dollars(amount: Money) -> str:
    """Write a whole number of dollars without cents."""
    return f"${amount.minor // 100:,}"


def paying(row: Repaying) -> str:
    """Write what is paid each month."""
    return "Only the minimum payment" if row.payment is None else dollars(row.payment)


def lasting(row: Repaying) -> str:
    """Write how long it takes."""
    unit = row.unit if row.time != 1 else row.unit.removesuffix("s")
    return f"{row.time} {unit}"


def costing(row: Repaying) -> str:
    """Write what it comes to, and what it saves."""
    saved = "" if row.savings is None else f" (Savings = {dollars(row.savings)})"
    return f"{dollars(row.total)}{saved}"


def table(warning: MinimumWarning) -> tuple[tuple[str, str, str], ...]:
    """Return the repayment table's rows."""
    return tuple((paying(row), lasting(row), costing(row)) for row in warning.rows)


REPAYMENT_HEADINGS = (
    "If you make no additional charges using this card and each month you pay…",
    "You will pay off the balance shown on this statement in about…",
    "And you will end up paying an estimated total of…",
)

NAMES: Mapping[str, Callable[..., Any]] = {
    "long_day": long_day,
    "short_day": short_day,
    "percent": percent,
    "repayment_rows": table,
    "repayment_headings": lambda _: REPAYMENT_HEADINGS,
}
"""What templates call them."""
