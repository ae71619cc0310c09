"""Whether a passage says what a sentence that cites it says.

Three things are asked, none of them of a model: that the sentence's words are the passage's, that
what it denies the passage denies, and that its figures of policy are the passage's own. It is a
comparison of words, so a paraphrase that shares none of them counts as unsupported.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from guardrails.figures import Fact, Language, ShownFigure, passage_facts
from guardrails.text import sentences

SHARED_LEAST = 0.6
"""What share of a sentence's telling words must stand in the passage."""
_ALIGNED_LEAST = 0.5
_STEM_CHARS = 5
_WORD = re.compile(r"[a-z][a-z'-]*")
_DENIES = re.compile(
    r"\b(?:\w+n't|cannot|not(?! only)|never|no|nothing|nobody|none|neither|without|"
    r"nor)\b",
    re.IGNORECASE,
)
_OPPOSITES = (("before", "after"), ("more", "less"), ("first", "last"), ("raise", "lower"))
_COMMON = frozenset(
    "a about all also an and any are as at be because been but by can could did do does for from "
    "had has have here how i if in is it its just may might must need of on once one only or our "
    "please policy says so some than that the their them then there these they this those to under "
    "until up us want was we were what when where which while who will with would you your yours "
    "you'll you're it's that's we'll own get gets got s".split()
)


def unsupported(sentence: str, passage: str, language: Language = "en") -> str:
    """Return why a passage doesn't bear a sentence out, "" where it does.

    The lender's policies are English: of a Spanish sentence only the figures can be compared
    (`foreign_figure`), and its words are let be.
    """
    said = _words(sentence)
    if language != "en" or not said:
        return ""
    if len(said & _words(passage)) < SHARED_LEAST * len(said):
        return "the passage doesn't say so"
    closest = max(
        (s.text for s in sentences(passage)), key=lambda s: len(said & _words(s)), default=passage
    )
    if len(said & _words(closest)) < _ALIGNED_LEAST * len(said):
        return ""
    if bool(_DENIES.search(sentence)) != bool(_DENIES.search(closest)):
        return "the passage says the opposite"
    return "the passage says the opposite" if _turned(sentence, closest) else ""


def foreign_figure(figures: Iterable[ShownFigure], passages: Sequence[str], today: date) -> bool:
    """Tell whether a figure that only a policy gives is in none of the passages cited for it."""
    of_policy = [f for f in figures if f.source.source_type == "policy"]
    if not of_policy:
        return False
    known = [fact for text in passages for fact in passage_facts("cited", text, today)]
    return any(not _given(figure, known) for figure in of_policy)


def _given(figure: ShownFigure, known: Sequence[Fact]) -> bool:
    return any(f.value == figure.value and f.unit == figure.source.unit for f in known)


def _words(text: str) -> frozenset[str]:
    found = (word.strip("'-") for word in _WORD.findall(text.lower().replace("’", "'")))
    return frozenset(w[:_STEM_CHARS] for w in found if w and w not in _COMMON and "n't" not in w)


def _turned(sentence: str, passage: str) -> bool:
    """Tell whether one of a pair of opposites was put for the other."""
    said, meant = set(_WORD.findall(sentence.lower())), set(_WORD.findall(passage.lower()))
    return any(
        (one in said and one not in meant and other in meant and other not in said)
        or (other in said and other not in meant and one in meant and one not in said)
        for one, other in _OPPOSITES
    )
