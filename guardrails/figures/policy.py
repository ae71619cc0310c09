"""The figures of a cited passage, as facts that a reply may repeat."""

from collections.abc import Iterator
from datetime import date

from guardrails.figures.cues import joined, role_in_text
from guardrails.figures.extract import extract
from guardrails.figures.model import Fact, Language

_MOVING = ("week:", "days:")


def passage_facts(
    passage_id: str, text: str, today: date, language: Language = "en"
) -> Iterator[Fact]:
    """Yield the figures of a passage; a fact's path "12-17" is the span of characters.

    Relative dates ("tomorrow", "next month") are no facts: a passage doesn't know the day.
    """
    last: dict[str, tuple[int, str]] = {}
    for span in extract(text, language, today):
        value = span.values[-1 if span.values[-1].startswith("days:") else 0]
        path = f"{span.start}-{span.end}"
        if span.kind == "date" and value.startswith("days:"):
            yield Fact("count", value[5:], "policy", passage_id, path, unit="day")
        elif span.kind == "account":
            yield Fact("account", value, "policy", passage_id, path)
        elif span.kind in ("date", "money", "percent", "count") and _stands(span.text, value):
            end, named = last.get(span.kind, (0, ""))
            role = role_in_text(text, span.start, span.end, span.kind, end)
            role = role or (named if joined(text, end, span.start) else "")
            last[span.kind] = (span.end, role)
            yield Fact(span.kind, value, "policy", passage_id, path, span.unit, role)


def _stands(text: str, value: str) -> bool:
    fixed = any(c.isdigit() for c in text) or value.startswith(("weekday:", "month:", "clock:"))
    return not value.startswith(_MOVING) and (fixed or value.replace(".", "", 1).isdigit())
