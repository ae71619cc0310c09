"""Values with a meaning: what a figure in a reply can be traced back to.

A result model says of each number what it is (`Money`, `Percent`, `Count`), so that a
reply's "$47.00" is evidence-checked against an amount and never against a count. Dates are
figures by their type. Identifiers and versions are plain `int`/`str` and are no figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

LENDER_ZONE = ZoneInfo("America/New_York")
"""The calendar that due dates, cut-offs and "today" are in."""

FigureKind = Literal["money", "percent", "date", "count"]


@dataclass(frozen=True)
class Figure:
    """Marks a field of a result model as a figure of one kind."""

    kind: FigureKind


Origin = Literal["user", "books", "policy", "document", "merchant", "attachment", "model"]
"""Where a value came from. "books" are typed values of ours; who wrote a text is its origin."""


@dataclass(frozen=True)
class Written:
    """Marks a text field of a result model whose words somebody else wrote."""

    by: Origin


MerchantText = Annotated[str, Written("merchant")]
"""A merchant's name, place or memo: data, whatever it says."""
DocumentText = Annotated[str, Written("document")]
"""A passage of a document that was loaded: quoted, never obeyed."""
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
    kinds = _kinds(type(result))
    for name in type(result).model_fields:
        yield from _leaves_of(getattr(result, name), f"{prefix}{name}", kinds[name])


@cache
def _kinds(model: type[BaseModel]) -> dict[str, FigureKind | None]:
    """Return each field's kind of figure; a mark may stand inside `X | None`."""
    found: dict[str, FigureKind | None] = {}
    for name, info in model.model_fields.items():
        inside = [m for part in get_args(info.annotation) for m in get_args(part)[1:]]
        marks = [m for m in (*info.metadata, *inside) if isinstance(m, Figure)]
        found[name] = marks[0].kind if marks else None
    return found


def _leaves_of(value: Any, path: str, kind: FigureKind | None) -> Iterator[Leaf]:
    if isinstance(value, BaseModel):
        yield from leaves(value, f"{path}.")
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            yield from _leaves_of(item, f"{path}.{position}", kind)
    elif isinstance(value, datetime):
        yield Leaf(path, "date", value.astimezone(LENDER_ZONE).date().isoformat())
    elif isinstance(value, date):
        yield Leaf(path, "date", value.isoformat())
    elif kind is not None and value is not None:
        yield Leaf(path, kind, canonical(value, kind))


def canonical(value: Decimal | int, kind: FigureKind) -> str:
    """Write a number the one way in which figures are compared."""
    if kind == "money":
        return f"{value:.2f}"
    if kind == "percent":
        return f"{Decimal(value).normalize():f}"
    return str(value)
