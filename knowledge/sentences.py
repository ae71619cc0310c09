"""Which sentence of a passage to quote."""

import re

import numpy as np

from knowledge.chunking import sentences
from knowledge.embeddings import Embedder
from knowledge.vocabulary import fold

_WORD_WEIGHT = 0.15
_STOP = frozenset(
    "a an and are as at be but by can do does for from had has have how i if in is it me my of"
    " on or our so that the their they this to was we what when where which who why will with"
    " you your".split()
)


def best_sentence(text: str, query: str, embedder: Embedder) -> str:
    """Return the sentence of a text that answers a question best, verbatim.

    Cosine of the embeddings plus a share for the question's own words; the earlier of equals
    wins. A text of one sentence is returned whole.
    """
    candidates = sentences(text)
    if len(candidates) < 2:
        return text.strip()
    vectors = embedder.embed([query, *candidates])
    wanted = _stems(query)
    overlaps = [len(wanted & _stems(candidate)) / (len(wanted) or 1) for candidate in candidates]
    scores = vectors[1:] @ vectors[0] + _WORD_WEIGHT * np.asarray(overlaps)
    return candidates[int(np.argmax(scores))]


def _stems(text: str) -> set[str]:
    """Return a text's content words, cut to their first six letters."""
    return {word[:6] for word in re.findall(r"[a-z0-9$%]+", fold(text)) if word not in _STOP}
