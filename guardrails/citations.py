"""The citations rail: a cited passage exists, may be shown, is in force and says the quote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guardrails.figures import CitationMark, Language, ShownFigure
from guardrails.support import foreign_figure, unsupported
from guardrails.text import sentences

_QUOTED = re.compile(r"[\"“]([^\"“”]{12,})[\"”]")
_WORD = re.compile(r"[a-záéíóúñü0-9$%]+")
_SAYS = re.compile(r"^[^\"“:]{0,60}:\s*(?=[\"“])")
_MARGIN = 4


@dataclass(frozen=True)
class CitedPassage:
    """A passage that this turn retrieved, as the rail needs it."""

    id: str
    text: str
    audience: Literal["borrower", "staff"]
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True)
class CitationUse:
    """A citation in a reply: the passage and the words of it that the sentence rests on."""

    passage_id: str
    position: int
    quote: str


@dataclass(frozen=True)
class CitationFinding:
    """A citation that doesn't hold, at its sentence."""

    start: int
    end: int
    why: str


def check_citations(
    text: str,
    marks: tuple[CitationMark, ...],
    passages: Mapping[str, CitedPassage],
    today: date,
    audience: Literal["borrower", "staff"] = "borrower",
    language: Language = "en",
    figures: tuple[ShownFigure, ...] = (),
) -> tuple[tuple[CitationUse, ...], tuple[CitationFinding, ...]]:
    """Check each citation mark of a rendered text.

    A mark that names no words gets the passage's sentence that shares most with its own.
    Words in quotation marks beside a citation must stand in the passage, and what its sentence
    says otherwise must be what the passage says. `figures` are those that were traced in `text`.
    """
    uses: list[CitationUse] = []
    findings: list[CitationFinding] = []
    for mark in marks:
        start, end, sentence = _sentence_at(text, mark.position)
        passage = passages.get(mark.passage_id)
        why = _refusal(mark, passage, sentence, today, audience)
        if passage is not None and not why and not _quotes(sentence, passage):
            beside = [f for f in figures if start <= f.start < end]
            of_sentence = [
                cited.text
                for m in marks
                if start <= m.position <= end and (cited := passages.get(m.passage_id))
            ]
            why = unsupported(_flat(sentence), " ".join(of_sentence), language)
            if not why and foreign_figure(beside, of_sentence, today):
                why = "a figure of another passage"
        if passage is None or why:
            findings.append(CitationFinding(start, end, why or "unknown passage"))
        else:
            quote = mark.quote or _closest(passage.text, sentence)
            uses.append(CitationUse(mark.passage_id, mark.position, quote))
    return tuple(uses), tuple(findings)


def says(passage: str, words: str) -> bool:
    """Tell whether a passage holds the words as they are, but for case and white space."""
    return bool(words.strip()) and _flat(words) in _flat(passage)


def _sentence_at(text: str, position: int) -> tuple[int, int, str]:
    for sentence in sentences(text):
        trimmed = sentence.start + len(sentence.text.rstrip())
        if sentence.start < position <= trimmed or sentence.start <= position < sentence.end:
            return sentence.start, sentence.end, sentence.text
    return max(0, position - _MARGIN), position, text[max(0, position - _MARGIN) : position]


def _refusal(
    mark: CitationMark,
    passage: CitedPassage | None,
    sentence: str,
    today: date,
    audience: str,
) -> str:
    if passage is None:
        return "unknown passage"
    if audience == "borrower" and passage.audience != "borrower":
        return "not for borrowers"
    if today < passage.effective_from or (passage.effective_to and today > passage.effective_to):
        return "not in force"
    flat = _flat(passage.text)
    if mark.quote and not says(passage.text, mark.quote):
        return "quote not in the passage"
    quoted = [words for words in _QUOTED.findall(sentence) if len(words.split()) > _MARGIN]
    if any(_flat(words).rstrip(".,") not in flat for words in quoted):
        return "quoted words not in the passage"
    return ""


def _quotes(sentence: str, passage: CitedPassage) -> bool:
    """Tell whether a sentence is the passage's own words, in quotation marks or bare."""
    return says(passage.text, _SAYS.sub("", sentence).strip(' "“”'))


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold().replace("’", "'")


def _closest(passage: str, sentence: str) -> str:
    wanted = frozenset(_WORD.findall(sentence.lower()))
    candidates = [s.text.strip() for s in sentences(passage)]
    return max(
        candidates,
        key=lambda s: len(wanted & frozenset(_WORD.findall(s.lower()))),
        default=passage.strip(),
    )
