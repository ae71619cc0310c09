"""What a figure is, what it can be traced to, and what verifying it yields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, Protocol

from guardrails.figures.roles import role_of_path, role_of_row, unit_of_path

FigureKind = Literal["money", "percent", "date", "count"]
FactKind = Literal["money", "percent", "date", "count", "account", "text"]
SourceType = Literal["tool", "policy"]
Language = Literal["en", "es"]
CALC = "calc"
"""The name under which a declared sum is a fact; its path is the sum."""


class LeafLike(Protocol):
    """One figure inside a tool's result: dotted path, kind, canonical value."""

    @property
    def path(self) -> str:
        """Return where in the result it stands: "steps.0.amount"."""
        ...

    @property
    def kind(self) -> FigureKind:
        """Return what it is."""
        ...

    @property
    def value(self) -> str:
        """Return its canonical value."""
        ...


_QUOTES = str.maketrans({"“": "", "”": "", '"': "", "’": "'"})


@dataclass(frozen=True)
class Fact:
    """A value that a reply may show, and where it comes from.

    `value` is canonical: "1234.56" (money), "24.99" (percent), ISO 8601 (date; also
    "weekday:4" or "clock:20:00" when a passage says no more), "3" (count), the digits or
    reference (account), the words (text). `unit` is a count's ("day", "month", "payment"),
    "" when unknown; `role` is what it means ("minimum", "late_fee"), "" when untold.
    """

    kind: FactKind
    value: str
    source_type: SourceType
    name: str
    path: str
    unit: str = ""
    role: str = ""


@dataclass(frozen=True)
class Span:
    """A figure as it stands in a text.

    `values` are the canonical readings, most likely first: several where words leave it open
    ("two weeks" is 2 weeks or 14 days). Yearless dates read "--12-09", days "day:25", weekdays
    "weekday:4", months "month:10" or "2026-10", years "year:2027".
    """

    start: int
    end: int
    text: str
    kind: FactKind
    values: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class ShownFigure:
    """A figure of a reply with the fact it was matched to; `value` is that fact's."""

    start: int
    end: int
    text: str
    kind: FigureKind
    value: str
    source: Fact


@dataclass(frozen=True)
class Unverified:
    """A figure that nothing of this turn supports, or that says something else."""

    span: Span
    reason: Literal["no_evidence", "role_conflict", "other_entry"]


@dataclass(frozen=True)
class FigureVerdict:
    """What verifying a text found; it passes when nothing is left unverified."""

    figures: tuple[ShownFigure, ...]
    unverified: tuple[Unverified, ...]

    @property
    def passed(self) -> bool:
        """Tell whether every figure was traced."""
        return not self.unverified


@dataclass(frozen=True)
class Evidence:
    """All that this turn may quote: facts, and literals such as merchant names.

    A literal's digits ("7-Eleven 2231") are no figures where it stands word for word. A
    literal that holds an amount or a percentage is ignored: text from outside can't turn
    itself into evidence for money. `passages` are policies' texts: a sentence of theirs, word
    for word, says "your" of everybody's line.
    """

    facts: tuple[Fact, ...] = ()
    literals: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    by_mark: dict[str, Fact] = field(init=False, repr=False, compare=False)
    by_kind: dict[str, tuple[Fact, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kinds: dict[str, list[Fact]] = {}
        for fact in self.facts:
            kinds.setdefault(fact.kind, []).append(fact)
        object.__setattr__(self, "by_mark", {f"{f.name}.{f.path}": f for f in self.facts})
        object.__setattr__(self, "by_kind", {kind: tuple(all_) for kind, all_ in kinds.items()})

    @cached_property
    def of_tools(self) -> "Evidence":
        """The same without what policies say."""
        tools = tuple(f for f in self.facts if f.source_type == "tool")
        return Evidence(tools, self.literals, self.passages)

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        """Return the facts of one kind, in the order given."""
        return self.by_kind.get(kind, ())

    def plus(self, facts: Iterable[Fact], literals: Iterable[str] = ()) -> "Evidence":
        """Return this evidence with more."""
        return Evidence((*self.facts, *facts), (*self.literals, *literals), self.passages)

    def quotes(self, sentence: str) -> bool:
        """Tell whether a sentence stands in a passage, but for case, space and quotation marks."""
        words = _plain(sentence)
        return bool(words) and any(words in _plain(passage) for passage in self.passages)


def _plain(text: str) -> str:
    return " ".join(text.lower().translate(_QUOTES).split()).rstrip(".")


def tool_facts(
    name: str, leaves: Iterable[LeafLike], texts: Mapping[str, str] | None = None
) -> Iterator[Fact]:
    """Yield a tool result's figures as facts, and each list's length as "<list>.length".

    `texts` are the result's words by path, which say what a row is ("kind", "name").
    """
    words = texts or {}
    positions: dict[str, set[str]] = {}
    for leaf in leaves:
        parts = leaf.path.split(".")
        for at, part in enumerate(parts):
            if part.isdigit():
                positions.setdefault(".".join(parts[:at]), set()).add(part)
        yield Fact(
            kind=leaf.kind,
            value=leaf.value,
            source_type="tool",
            name=name,
            path=leaf.path,
            unit=unit_of_path(leaf.path) if leaf.kind == "count" else "",
            role=role_of_row(leaf.path, words) or role_of_path(name, leaf.path, leaf.kind),
        )
    for path, seen in positions.items():
        unit = unit_of_path(path)
        yield Fact("count", str(len(seen)), "tool", name, f"{path}.length", unit=unit)


def today_fact(today: date) -> Fact:
    """Return today's date as a fact: a reply may always say what day it is."""
    return Fact("date", today.isoformat(), "tool", "clock", "today", role="today")
