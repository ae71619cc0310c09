"""Hybrid retrieval: meaning and words, fused by weighted reciprocal rank."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.model import Passage
from knowledge.sentences import stems


@dataclass(frozen=True)
class Weights:
    """How much each ranking counts, how fast a rank's worth falls off, how deep both go.

    `title` is what it is worth when a section's heading has all of the question's words.
    """

    vector: float
    words: float
    offset: int
    depth: int = 60
    title: float = 0.0


# Measured. Policies are written in borrowers' words, so meaning leads and words break ties; rules
# aren't, and there a rule's own word far down the list is still worth something.
POLICY_WEIGHTS = Weights(vector=1.0, words=0.25, offset=10, title=0.02)
# A Spanish question's own rankings, over the translation, beside those of its English words. These
# are a gloss, and count by half.
GLOSSED = 0.5
SPANISH_WEIGHTS = Weights(vector=0.5, words=1.0, offset=10, title=0.04)
RULE_WEIGHTS = Weights(vector=1.0, words=0.3, offset=60)


def fuse(rankings: Iterable[tuple[Sequence[Passage], float]], offset: int) -> list[Passage]:
    """Return the union of rankings with their weights, best first; ties fall to the passage's id.

    score = Σ weight / (offset + rank), with ranks from 1.
    """
    scores: dict[str, float] = {}
    passages: dict[str, Passage] = {}
    for ranking, weight in rankings:
        for rank, passage in enumerate(ranking, start=1):
            passages[passage.id] = passage
            scores[passage.id] = scores.get(passage.id, 0.0) + weight / (offset + rank)
    order = sorted(scores, key=lambda id_: (-scores[id_], id_))
    return [replace(passages[id_], score=scores[id_]) for id_ in order]


def by_title(
    passages: Sequence[Passage],
    query: str,
    weight: float,
    heading: Callable[[Passage], str] = lambda passage: passage.section,
) -> list[Passage]:
    """Lift passages whose heading shares words with the question: people ask in headings' words.

    `weight` is added for a heading that holds all of the question's content words.
    """
    wanted = stems(query)
    if not weight or not wanted:
        return list(passages)
    lifted = [
        replace(p, score=p.score + weight * len(wanted & stems(heading(p))) / len(wanted))
        for p in passages
    ]
    return sorted(lifted, key=lambda p: (-p.score, p.id))


def best_of_each(passages: Sequence[Passage]) -> list[Passage]:
    """Keep the best passage of each top section, in order, so that a long one crowds none out.

    A regulation's paragraph and its official interpretation are one top section.
    """
    seen: dict[tuple[str, str], Passage] = {}
    for passage in passages:
        seen.setdefault((passage.document, passage.section.partition(" > ")[0]), passage)
    return list(seen.values())
