"""Hybrid retrieval: meaning and words, fused by weighted reciprocal rank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.model import Passage


@dataclass(frozen=True)
class Weights:
    """How much each ranking counts, and how fast a rank's worth falls off."""

    vector: float = 1.0
    words: float = 0.4
    offset: int = 20
    depth: int = 40


def fuse(
    by_vector: Sequence[Passage], by_words: Sequence[Passage], weights: Weights
) -> list[Passage]:
    """Return the union of two rankings, best first; ties fall to the passage's id.

    score = Σ weight / (offset + rank), with ranks from 1.
    """
    scores: dict[str, float] = {}
    passages: dict[str, Passage] = {}
    for ranking, weight in ((by_vector, weights.vector), (by_words, weights.words)):
        for rank, passage in enumerate(ranking, start=1):
            passages[passage.id] = passage
            scores[passage.id] = scores.get(passage.id, 0.0) + weight / (weights.offset + rank)
    order = sorted(scores, key=lambda id_: (-scores[id_], id_))
    return [replace(passages[id_], score=scores[id_]) for id_ in order]


def best_of_each(passages: Sequence[Passage]) -> list[Passage]:
    """Keep the best passage of each section, in order: a long section doesn't crowd others out."""
    seen: dict[tuple[str, str], Passage] = {}
    for passage in passages:
        seen.setdefault((passage.document, passage.section), passage)
    return list(seen.values())
