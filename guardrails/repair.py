"""The one repair: dropping sentences, where what remains still answers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from guardrails.figures import Rendered, ShownFigure
from guardrails.text import Sentence, sentences

# A sentence that opens like this leans on the one before it.
_LEANS = re.compile(
    r"[\s\"“]*(?:it|it's|its|that|that's|this|they|these|those|he|she|then|so|but|and|also|however|"
    r"otherwise|instead|both|which|therefore|in that case|eso|esto|esta|este|ella|él|pero|y|"
    r"entonces|también|además|así|ambos|ambas)\b",
    re.IGNORECASE,
)


def without(rendered: Rendered, spans: Sequence[tuple[int, int]]) -> Rendered | None:
    """Return a rendered text without the sentences that the spans touch.

    None where nothing sound is left: no statement remains, every figure and citation of a
    reply that had some is gone, or a kept sentence leans on a dropped one.
    """
    whole = sentences(rendered.text)
    dropped = [any(s.start < end and start < s.end for start, end in spans) for s in whole]
    kept = [s for s, gone in zip(whole, dropped, strict=True) if not gone]
    if not any(_states(s) for s in kept):
        return None
    for before, sentence in zip(range(len(whole)), whole[1:], strict=False):
        if dropped[before] and not dropped[before + 1] and _LEANS.match(sentence.text):
            return None
    rest = _rebuilt(rendered, kept)
    had = bool(rendered.figures or rendered.citations)
    return None if had and not (rest.figures or rest.citations) else rest


def _states(sentence: Sentence) -> bool:
    return not sentence.text.rstrip().endswith("?")


def _rebuilt(rendered: Rendered, kept: Sequence[Sentence]) -> Rendered:
    text = ""
    figures, accounts, citations = [], [], []
    for s in kept:
        shift = len(text) - s.start
        text += s.text
        figures += [_moved(f, shift) for f in rendered.figures if s.start <= f.start < s.end]
        accounts += [
            (start + shift, end + shift, fact)
            for start, end, fact in rendered.accounts
            if s.start <= start < s.end
        ]
        last = s.end == len(rendered.text)
        citations += [
            replace(c, position=c.position + shift)
            for c in rendered.citations
            if s.start < c.position <= s.start + len(s.text.rstrip())
            or (last and c.position >= s.end)
        ]
    return Rendered(text.rstrip(), tuple(figures), tuple(accounts), tuple(citations), ())


def _moved(figure: ShownFigure, shift: int) -> ShownFigure:
    return replace(figure, start=figure.start + shift, end=figure.end + shift)
