"""Which matter a narrative is about: cues, and a linear classifier trained on our own writing.

Both see a different thing. The cues see exact words anywhere in the text, the classifier the
drift of its beginning and its end, where people say what happened and what they want.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.triage.cues import blank, load_yaml
from agents.triage.model import MATTERS
from guardrails.linear import Embed, Example, LinearModel, load_or_train

# Embedding is what triage costs; ninety words instead of sixty answer no better.
_WORDS_FIRST, _WORDS_LAST = 36, 24
_CUE_WEIGHT, _CUE_STRENGTH = 0.5, 1.1
_CHANCE_MIN = 1e-4
_TEMPERATURE = 0.8


@dataclass(frozen=True)
class Weighed:
    """How matters stand for one narrative.

    `chances` sum to 1: which one is the first. `strength` is how loud each is by itself, as a
    logarithm, cues counting double: a second matter is named in a few clear words, and what the
    text as a whole is about says little of it.
    """

    chances: dict[str, float]
    strength: dict[str, float]


@dataclass(frozen=True)
class Classifier:
    """Deterministic; no network, no clock."""

    model: LinearModel
    embed: Embed

    @classmethod
    def load(cls, embed: Embed, cache_dir: Path) -> "Classifier":
        """Load the classifier from the cache; a first call trains it, some ten seconds."""
        return cls(load_or_train(examples(), MATTERS, embed, cache_dir, "triage"), embed)

    def weigh(
        self, narratives: Sequence[str], cues: Sequence[Mapping[str, float]]
    ) -> list[Weighed]:
        """Return how matters stand in each narrative; `cues` are the cues' scores of each."""
        gists = [gist(text) for text in narratives]
        return [
            _weighed(self.model.probabilities(row, text), scored)
            for row, text, scored in zip(self.embed(gists), gists, cues, strict=True)
        ]


def _weighed(alone: Mapping[str, float], cues: Mapping[str, float]) -> Weighed:
    drift = {matter: math.log(max(alone[matter], _CHANCE_MIN)) for matter in MATTERS}
    score = {matter: drift[matter] + _CUE_WEIGHT * cues.get(matter, 0.0) for matter in MATTERS}
    top = max(score.values())
    odds = {matter: math.exp((s - top) / _TEMPERATURE) for matter, s in score.items()}
    whole = sum(odds.values())
    return Weighed(
        {matter: odd / whole for matter, odd in odds.items()},
        {matter: drift[matter] + _CUE_STRENGTH * cues.get(matter, 0.0) for matter in MATTERS},
    )


def gist(text: str) -> str:
    """Return the beginning and the end of a narrative in plain words, redactions left out."""
    words = blank(text).replace("{", "").replace("}", "").split()
    if len(words) <= _WORDS_FIRST + _WORDS_LAST:
        return " ".join(words)
    return f"{' '.join(words[:_WORDS_FIRST])} . {' '.join(words[-_WORDS_LAST:])}"


def examples() -> list[Example]:
    """Return the narratives of our own writing that the classifier is taught with."""
    return [
        Example(gist(text), frozenset({matter}))
        for matter in MATTERS
        for text in load_yaml(f"narratives/{matter}.yaml")
    ]
