"""Marks in a draft: `{{tool.path|filter}}` becomes a figure, `{{cite:ID}}` a citation."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guardrails.figures.formats import UnknownFilter, format_fact
from guardrails.figures.model import CALC, Evidence, Fact, Language, ShownFigure, today_fact

MARK = re.compile(r"\{\{\s*(?P<body>[^{}]*?)\s*\}\}")
_CITE = "cite:"
_CALC = "calc:"
_TERMS = re.compile(r"\s+([+*-])\s+")


@dataclass(frozen=True)
class CitationMark:
    """A citation in a rendered text: where it stood, and the words it quotes ("" if unsaid)."""

    position: int
    passage_id: str
    quote: str


@dataclass(frozen=True)
class Unresolved:
    """A mark that no fact of this turn answers; it is left in the text where it stood."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True)
class Rendered:
    """A draft with its marks turned into text; positions are the rendered text's."""

    text: str
    figures: tuple[ShownFigure, ...]
    accounts: tuple[tuple[int, int, Fact], ...]
    citations: tuple[CitationMark, ...]
    unresolved: tuple[Unresolved, ...]


def render(draft: str, evidence: Evidence, language: Language, today: date) -> Rendered:
    """Turn a draft's marks into text, each figure with its exact source.

    A mark is `tool.path`, with `|filter` for another form (see `format_fact`). Citation marks
    leave the text: `{{cite:ID}}`, or `{{cite:ID|words of the passage}}`. `{{clock.today}}` is
    always known. A sum is declared, never written out: `{{calc:tool.path - tool.path}}` adds and
    subtracts amounts of this turn or multiplies one by a count, and is worked out here.
    """
    evidence = evidence.plus((today_fact(today),))
    out: list[str] = []
    figures: list[ShownFigure] = []
    accounts: list[tuple[int, int, Fact]] = []
    citations: list[CitationMark] = []
    unresolved: list[Unresolved] = []
    at = length = 0
    for found in MARK.finditer(draft):
        before = draft[at : found.start()]
        at = found.end()
        body = found["body"]
        if body.startswith(_CITE):
            before = before.rstrip(" ")
            passage, _, quote = body[len(_CITE) :].partition("|")
            out.append(before)
            length += len(before)
            citations.append(CitationMark(length, passage.strip(), quote.strip()))
            continue
        out.append(before)
        length += len(before)
        shown, fact = _resolve(body, evidence, language, today)
        end = length + len(shown)
        if fact is None:
            shown = found.group()
            end = length + len(shown)
            unresolved.append(Unresolved(length, end, body))
        elif fact.kind == "account" or fact.kind == "text":
            accounts.append((length, end, fact))
        else:
            figures.append(ShownFigure(length, end, shown, fact.kind, fact.value, fact))
        out.append(shown)
        length = end
    out.append(draft[at:])
    return Rendered(
        "".join(out), tuple(figures), tuple(accounts), tuple(citations), tuple(unresolved)
    )


def _resolve(
    body: str, evidence: Evidence, language: Language, today: date
) -> tuple[str, Fact | None]:
    path, _, filter_ = body.partition("|")
    if path.startswith(_CALC):
        fact = _calculated(path[len(_CALC) :].strip(), evidence)
    else:
        fact = evidence.by_mark.get(path.strip())
    if fact is None:
        return "", None
    try:
        return format_fact(fact, filter_.strip(), today, language), fact
    except UnknownFilter:
        return "", None


def _calculated(expression: str, evidence: Evidence) -> Fact | None:
    """Work out a declared sum, left to right; None where an operand is no fact or no amount."""
    first, *rest = _TERMS.split(expression)
    start = evidence.by_mark.get(first)
    if start is None or start.kind != "money" or len(rest) < 2:
        return None
    total = Decimal(start.value)
    for operator, path in zip(rest[::2], rest[1::2], strict=True):
        fact = evidence.by_mark.get(path)
        if fact is None or fact.kind != ("count" if operator == "*" else "money"):
            return None
        value = Decimal(fact.value)
        total = total * value if operator == "*" else total + (value if operator == "+" else -value)
    return Fact("money", f"{total:.2f}", "tool", CALC, expression, role=start.role)
