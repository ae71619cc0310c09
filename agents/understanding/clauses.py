"""Where a message may hold more than one request: its sentences, and the joints inside them."""

import re

from agents.understanding.reading import Span
from agents.understanding.text import flat, sentences, trimmed

# What may open a request of its own after "and", "also", a comma.
_OPENER = (
    r"(?:whats?|when|wheres?|who|why|hows?|which|is|are|am|was|do|does|did|can|could|would|will|may|"
    r"should|i|i'd|i'm|i've|we|we're|they|the|my|please|pay|send|move|change|cancel|stop|quit|tell|"
    r"show|give|take|set|schedule|close|turn|put|get|let|there's|there|somebody|someone|it|that|"
    r"any|anything|anyone|has|have|you|y'all|that'?ll|don'?t|raise|lower|waive|file|draw|transfer|"
    r"cuanto|cuando|como|que|quiero|puedo|pueden|necesito|me|mi|por|la|el|no|pague|cambie|cancele)"
)
_JOINT = re.compile(
    r"(?:,?\s+(?:and|an|n|&|but|plus|also|then|y|pero|ademas|"
    r"tambien)(?:\s+(?:also|then|tambien|by the way))?"
    rf"\s+(?={_OPENER}\b)"
    rf"|;\s+|\s+[–—-]+\s+|,\s+(?={_OPENER}\b))"
)
_MIN_WORDS = 2
_MAX_CLAUSES = 8


def clause_spans(text: str) -> tuple[tuple[Span, ...], ...]:
    """Give the sentences, each as the run of clauses that its joints cut it into, at most eight."""
    groups: list[tuple[Span, ...]] = []
    count = 0
    for sentence in sentences(text):
        pieces = _cut(text, sentence)
        if count + len(pieces) > _MAX_CLAUSES:
            pieces = (sentence,)
        groups.append(pieces)
        count += len(pieces)
        if count >= _MAX_CLAUSES:
            break
    return tuple(groups)


def _cut(text: str, sentence: Span) -> tuple[Span, ...]:
    start, end = sentence
    folded = flat(text)
    pieces: list[Span] = []
    for joint in _JOINT.finditer(folded, start, end):
        left, right = (start, joint.start()), (joint.end(), end)
        if _words(text, left) >= _MIN_WORDS and _words(text, right) >= _MIN_WORDS:
            pieces.append(trimmed(text, left))
            start = joint.end()
    pieces.append(trimmed(text, (start, end)))
    return tuple(piece for piece in pieces if piece[0] < piece[1])


def _words(text: str, span: Span) -> int:
    return len(re.findall(r"[\w'$]+", text[span[0] : span[1]]))
