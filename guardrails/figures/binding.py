"""Which entry a figure belongs to: an amount and a day of one breath must be of one row.

Two payments with their amounts exchanged hold four true values and two false statements. Where a
clause pairs amounts with days or names one to one, each pair must stand together in some row of a
result. Where it doesn't pair them, nothing is decided here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guardrails.figures.model import Evidence, Fact, Span

Row = tuple[str, str]
_INDEXED = re.compile(r"^(.*\.\d+)\.[^.\d][^.]*$")
_OF_CARD = re.compile(r"(?:^|\.)terms\.\d+\.")
_CLAUSE = re.compile(r"[;\n]+|(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑ¿¡$])")
_SHORTEST_NAME = 4
_DIGIT = re.compile(r"\d")
_NAMES = ("merchant", "description")
_BESIDE_CHARS = 40
# What an entry's amount and day may be called.
OF_ROWS = frozenset(
    {
        "payment",
        "got",
        "taken",
        "purchase",
        "purchases",
        "charge",
        "draw_amount",
        "draws",
        "interest",
        "fee",
        "credit",
    }
)
OF_ROW_DAYS = frozenset({"", "payment_on", "returned_on"})


@dataclass(frozen=True)
class Traced:
    """A figure, what the text calls it, and every fact that supports it."""

    span: Span
    role: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class _Item:
    """A figure or a name with the rows it stands in; `loose` where a fact of no row has it too."""

    start: int
    end: int
    span: Span | None
    role: str
    rows: frozenset[Row]
    loose: bool


def unbound(text: str, traced: Sequence[Traced], evidence: Evidence) -> tuple[Span, ...]:
    """Return the figures that stand with another row's day or name."""
    several = _several(evidence)
    money = [_item(t, several) for t in traced if t.span.kind == "money"]
    if not money:
        return ()
    days = [_item(t, several) for t in traced if t.span.kind == "date"]
    names = _names(text, evidence)
    found: list[Span] = []
    for start, end in _clauses(text):
        amounts = _within(money, start, end)
        found += _torn(amounts, _within(names, start, end), named=True)
        found += _torn(amounts, _within(days, start, end), named=False)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Anchors:
    """Where rows are spoken of: by a value or a name of theirs."""

    items: tuple[_Item, ...]
    several: frozenset[str]

    def hold(self, traced: Traced, fact: Fact, start: int, end: int) -> bool:
        """Tell whether a stretch of text holds something else of the fact's row."""
        row = row_of(fact, self.several)
        return row is not None and any(
            row in item.rows and start <= item.start < end and item.span is not traced.span
            for item in self.items
        )


def anchors(traced: Sequence[Traced], text: str, evidence: Evidence) -> Anchors:
    """Return the rows' own values and names in a text."""
    several = _several(evidence)
    values = [_item(t, several) for t in traced if _DIGIT.search(t.span.text)]  # no "this month"
    return Anchors((*values, *_names(text, evidence, (*_NAMES, "reference"))), several)


def _torn(amounts: Sequence[_Item], others: Sequence[_Item], *, named: bool) -> Iterable[Span]:
    """Yield the amounts that are paired one to one with what isn't of their row."""
    if not amounts or len(amounts) != len(others):
        if len(amounts) == 1 and not named:
            yield from _torn_of_one(amounts[0], others)
        return
    for amount, other in zip(amounts, others, strict=True):
        if amount.span and _apart(amount, other, named=named):
            yield amount.span


def _torn_of_one(amount: _Item, days: Sequence[_Item]) -> Iterable[Span]:
    """Yield a clause's only amount where none of the days beside it is of its row."""
    of_rows = [day for day in days if not day.loose]
    if amount.loose:
        beside = of_rows[0] if of_rows and len(of_rows) == len(days) else None
        if beside is None or (amount.role and amount.role not in OF_ROWS):
            return
        related = [beside] if _beside(amount, beside) else []
    else:
        related = [day for day in of_rows if _same_list(amount.rows, day.rows)]
    if related and amount.span and not any(amount.rows & day.rows for day in related):
        yield amount.span


def _apart(amount: _Item, other: _Item, *, named: bool) -> bool:
    """Tell whether a pair belongs to different entries.

    A name fixes the row. A day does where it is of rows alone and the amount isn't called
    something that no row holds ("your balance of ... since your payment on ...").
    """
    if amount.rows & other.rows:
        return False
    if named:
        return True
    if not amount.loose and not other.loose:
        return _same_list(amount.rows, other.rows)
    if amount.role and amount.role not in OF_ROWS:
        return False
    if other.loose:
        return not amount.loose and other.role in OF_ROW_DAYS and _beside(amount, other)
    return bool(other.rows) and _beside(amount, other)


def _beside(amount: _Item, day: _Item) -> bool:
    return 0 <= day.start - amount.end <= _BESIDE_CHARS


def _same_list(one: frozenset[Row], other: frozenset[Row]) -> bool:
    """Tell whether rows are of one listing, so that they can be compared at all."""
    return bool({_list(row) for row in one} & {_list(row) for row in other})


def _list(row: Row) -> Row:
    name, path = row
    listing = path.rpartition(".")[0]
    if listing.endswith("payments"):
        return "", "payments"  # those on their way and those that were made
    return name.partition("~")[0], listing


def _item(traced: Traced, several: frozenset[str]) -> _Item:
    rows = [row_of(fact, several) for fact in traced.facts]
    kept = frozenset(row for row in rows if row is not None)
    span = traced.span
    return _Item(span.start, span.end, span, traced.role, kept, None in rows)


def row_of(fact: Fact, several: frozenset[str]) -> Row | None:
    """Return the row that a fact stands in, or None; a result among several of its kind is one."""
    if fact.source_type != "tool":
        return None
    if _OF_CARD.search(fact.path):
        return fact.name, "terms"  # the values of one card belong together
    if found := _INDEXED.match(fact.path):
        return fact.name, found.group(1)
    return (fact.name, "") if fact.name.partition("~")[0] in several else None


def _several(evidence: Evidence) -> frozenset[str]:
    names = {fact.name for fact in evidence.facts if fact.source_type == "tool"}
    count = Counter(name.partition("~")[0] for name in names)
    return frozenset(name for name, times in count.items() if times > 1)


def _names(text: str, evidence: Evidence, of: tuple[str, ...] = _NAMES) -> list[_Item]:
    """Return the merchants and descriptions of rows that stand in a text, in its order."""
    rows: dict[str, set[Row]] = {}
    for fact in evidence.of("text"):
        if len(fact.value) >= _SHORTEST_NAME and fact.path.endswith(of):
            row = row_of(fact, frozenset())
            if row is not None and fact.value in text:
                rows.setdefault(fact.value, set()).add(row)
    found = [
        _Item(at.start(), at.end(), None, "", frozenset(held), loose=False)
        for name, held in rows.items()
        for at in re.finditer(re.escape(name), text)
    ]
    return sorted(found, key=lambda item: item.start)


def _clauses(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for cut in _CLAUSE.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _within(items: Sequence[_Item], start: int, end: int) -> list[_Item]:
    return [item for item in items if start <= item.start < end]
