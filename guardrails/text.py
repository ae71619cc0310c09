"""Sentences of a reply, with their positions."""

import re
from dataclasses import dataclass

_END = re.compile(r"(?:[.!?…]+[\"'”’)]*(?=\s+[\"'“‘(¿¡]*[A-ZÁÉÍÓÚÑ¿¡$\d]|\s*$)|\n+)")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sr|Sra|St|No|Inc|Co|U\.S|[ap]\.m|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_LONGEST = 6  # characters of an abbreviation


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands; the spans of a text cover it without a gap."""

    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text; trailing white space belongs to the sentence before it."""
    out: list[Sentence] = []
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        if _ABBREVIATION.search(text, max(start, end - _LONGEST), end):
            continue
        while end < len(text) and text[end].isspace():
            end += 1
        if text[start:end].strip():
            out.append(Sentence(start, end, text[start:end]))
        start = end
    if text[start:].strip():
        out.append(Sentence(start, len(text), text[start:]))
    return tuple(out)
