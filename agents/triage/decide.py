"""From chances and words to what is wanted first and second: the borderline cases, as rules.

Each rule looks at the words and shifts one matter against another. It decides between two
readings that are both near, and never brings up a matter of which nothing in the text speaks.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agents.triage.cues import compile_each, load_yaml

_SECOND_CHANCE = 0.02
_SECONDS_MAX = 2


@dataclass(frozen=True)
class Border:
    """On any of these words a share of one matter's chance moves to another's."""

    source: str
    target: str
    share: float
    words: tuple[re.Pattern[str], ...]


@cache
def load_borders() -> tuple[Border, ...]:
    """Load `borders.yaml`; raises ValueError for a malformed pattern."""
    data = load_yaml("borders.yaml")
    return tuple(
        Border(
            rule["from"],
            rule["to"],
            float(rule["share"]),
            compile_each(rule["hearing"], data["words"]),
        )
        for rule in data["rules"]
    )


def settle(chances: Mapping[str, float], text: str, borders: Sequence[Border]) -> dict[str, float]:
    """Return the chances after the borderline rules; `text` is the reading's."""
    settled = dict(chances)
    for border in borders:
        if any(pattern.search(text) for pattern in border.words):
            moved = settled[border.source] * border.share
            settled[border.source] -= moved
            settled[border.target] += moved
    return settled


def choose(chances: Mapping[str, float]) -> tuple[str, tuple[str, ...]]:
    """Return the likeliest matter, and up to two further ones that aren't unlikely."""
    first, *others = sorted(chances, key=lambda matter: -chances[matter])
    seconds = [
        matter for matter in others if matter != "other" and chances[matter] >= _SECOND_CHANCE
    ]
    return first, tuple(seconds[:_SECONDS_MAX])
