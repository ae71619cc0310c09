"""Which matter a narrative is about, and how sure that is: what was learnt, with cues in it.

The embedding sees the drift of a narrative's beginning and end, where people say what happened
and what they want; cues and word pieces see the whole of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.triage.cues import blank
from agents.triage.learnt import Learnt
from guardrails.linear import Embed

# Embedding is what triage costs: sixty words answer half a point better in a hundred than forty.
_WORDS_FIRST, _WORDS_LAST = 28, 20


@dataclass(frozen=True)
class Weighed:
    """How likely each matter is to be the first of one narrative, and each learnt right."""

    matters: dict[str, float]
    rights: dict[str, float]


@dataclass(frozen=True)
class Classifier:
    """Deterministic; no network, no clock."""

    learnt: Learnt
    embed: Embed

    @classmethod
    def load(cls, embed: Embed) -> "Classifier":
        """Load the weights that ship with the package; nothing is trained."""
        return cls(Learnt.load(), embed)

    def weigh(
        self,
        narratives: Sequence[str],
        words: Sequence[str],
        cues: Sequence[Mapping[str, float]],
    ) -> list[Weighed]:
        """Return how each narrative stands; `words` are the readings', `cues` the cues' scores."""
        rows = self.embed([gist(text) for text in narratives])
        return [
            Weighed(*self.learnt.read(row, scored, read))
            for row, scored, read in zip(rows, cues, words, strict=True)
        ]


def gist(text: str) -> str:
    """Return the beginning and the end of a narrative in plain words, redactions left out."""
    words = blank(text).replace("{", "").replace("}", "").split()
    if len(words) <= _WORDS_FIRST + _WORDS_LAST:
        return " ".join(words)
    return f"{' '.join(words[:_WORDS_FIRST])} . {' '.join(words[-_WORDS_LAST:])}"
