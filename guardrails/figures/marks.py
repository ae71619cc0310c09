"""Marks in a draft: `{{tool.path|filter}}` becomes a figure, `{{cite:ID}}` a citation."""

import re
from dataclasses import dataclass
from datetime import date

from guardrails.figures.formats import UnknownFilter, format_fact
from guardrails.figures.model import Evidence, Fact, Language, ShownFigure, today_fact

MARK = re.compile(r"\{\{\s*(?P<body>[^{}]*?)\s*\}\}")
_CITE = "cite:"


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
    always known.
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
    fact = evidence.by_mark.get(path.strip())
    if fact is None:
        return "", None
    try:
        return format_fact(fact, filter_.strip(), today, language), fact
    except UnknownFilter:
        return "", None
