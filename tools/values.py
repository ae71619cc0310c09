"""Values with a meaning: what a figure in a reply can be traced back to.

A result model says of each number what it is (`Money`, `Percent`, `Count`), so that a
reply's "$47.00" is evidence-checked against an amount and never against a count. Dates are
figures by their type. Identifiers and versions are plain `int`/`str` and are no figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

LENDER_ZONE = ZoneInfo("America/New_York")
"""The calendar that due dates, cut-offs and "today" are in."""

FigureKind = Literal["money", "percent", "date", "count"]


@dataclass(frozen=True)
class Figure:
    """Marks a field of a result model as a figure of one kind."""

    kind: FigureKind


Money = Annotated[Decimal, Figure("money")]
"""US dollars with two decimals."""
Percent = Annotated[Decimal, Figure("percent")]
"""A percentage: Decimal("24.99") is 24.99 %."""
Count = Annotated[int, Figure("count")]
"""A number of things, days or months."""


class View(BaseModel):
    """A frozen result model: what a tool returns and a reply may quote."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Leaf:
    """One figure inside a result: where it is, what it is, its canonical value.

    `value` is "1234.56" for money, "24.99" for a percentage, ISO 8601 for a date and "3" for
    a count. `path` is dotted, with list positions as numbers: "steps.0.amount".
    """

    path: str
    kind: FigureKind
    value: str


def leaves(result: BaseModel, prefix: str = "") -> Iterator[Leaf]:
    """Yield every figure of a result model, in field order."""
    for name, info in type(result).model_fields.items():
        marks = [m for m in info.metadata if isinstance(m, Figure)]
        yield from _leaves_of(getattr(result, name), f"{prefix}{name}", marks)


def _leaves_of(value: Any, path: str, marks: list[Figure]) -> Iterator[Leaf]:
    if isinstance(value, BaseModel):
        yield from leaves(value, f"{path}.")
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            yield from _leaves_of(item, f"{path}.{position}", marks)
    elif isinstance(value, datetime):
        yield Leaf(path, "date", value.astimezone(LENDER_ZONE).date().isoformat())
    elif isinstance(value, date):
        yield Leaf(path, "date", value.isoformat())
    elif marks and value is not None:
        yield Leaf(path, marks[0].kind, canonical(value, marks[0].kind))


def canonical(value: Decimal | int, kind: FigureKind) -> str:
    """Write a number the one way in which figures are compared."""
    if kind == "money":
        return f"{value:.2f}"
    if kind == "percent":
        return f"{Decimal(value).normalize():f}"
    return str(value)
