"""Which sentence of a passage to quote."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.chunking import sentences, stretch
from knowledge.embeddings import Embedder
from knowledge.model import Quote
from knowledge.vocabulary import fold

_WORD_WEIGHT = 0.15
# Openings that mean nothing without the sentence before.
_LEANS = re.compile(r"(This|That|These|Those|It|They|He|She|Then|Otherwise|So|But|And|Also)\b")
_STOP = frozenset(
    "a an and are as at be but by can do does for from had has have how i if in is it me my of"
    " on or our so that the their they this to was we what when where which who why will with"
    " you your a al como con cual cuando cuanto cuanta cuantos de del donde el ella en es esta este"
    " hay la las lo los me mi mis o para pero por que quien se si sin su sus te tu un una"
    " y ya yo puedo tengo".split()
)


def best_quote(text: str, asked: tuple[str, str], embedder: Embedder, spanish: str = "") -> Quote:
    """Return the sentence of a text that answers a question best, verbatim, and its translation.

    `asked` is the question in English, and in Spanish where it was put so, "" otherwise. Cosine
    of the embeddings plus a share for the question's own words; the earlier of equals wins. A
    sentence that leans on the one before it ("This is called...") brings that one along, so that
    what is quoted stands alone. A text of one sentence is returned whole. `spanish` is the text's
    translation, sentence by sentence.
    """
    candidates = sentences(text)
    if len(candidates) < 2:
        return Quote(text.strip(), spanish.strip())
    english, own = asked
    scores = _closeness(english, candidates, embedder)
    if own and spanish:
        scores = scores + _closeness(own, [fold(s) for s in sentences(spanish)], embedder)
    best = first = int(np.argmax(scores))
    while first > 0 and _LEANS.match(candidates[first]):
        first -= 1
    translated = stretch(spanish, first, best) if spanish else ""
    return Quote(stretch(text, first, best), translated)


def _closeness(query: str, candidates: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    vectors = embedder.embed([query, *candidates])
    wanted = stems(query)
    overlaps = [len(wanted & stems(candidate)) / (len(wanted) or 1) for candidate in candidates]
    closeness: NDArray[np.float32] = vectors[1:] @ vectors[0] + _WORD_WEIGHT * np.asarray(overlaps)
    return closeness


def stems(text: str) -> set[str]:
    """Return a text's content words, cut to their first six letters."""
    return {word[:6] for word in re.findall(r"[a-z0-9$%]+", fold(text)) if word not in _STOP}
