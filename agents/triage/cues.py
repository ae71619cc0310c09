"""What in a narrative speaks for which matter: patterns as data, their hits, and a score.

Read as guardrails/rights/reading.py reads, with redactions ("XXXX", "XX/XX/2023") blanked so
that a gap of theirs doesn't part two words that belong together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from guardrails.anchors import Sieve, anchors
from guardrails.rights.reading import Reading, Speller, read
from guardrails.rights.rules import compile_lists

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
READ_CHARS = 6_000
_REDACTION = re.compile(
    r"\bX{1,2}/X{1,2}/(?:\d{2,4}|X+|year>|scrub>)|(?:\{|\$\s?)*X{2,}\}?[-a-z']*"
)
_WEIGHTS: Mapping[str, tuple[float, int]] = {
    "strong": (3.0, 4),
    "plain": (1.2, 4),
    "weak": (0.5, 2),
}
_FADES = 0.7


@dataclass(frozen=True)
class Cue:
    """A pattern that was found for a matter; `start` and `end` are places in the text as given."""

    matter: str
    tier: str
    start: int
    end: int


class _AsWritten(Speller):
    """Leaves every word as it is: long texts have names enough that look like slips."""

    def __init__(self) -> None:
        super().__init__((), (), {})

    def correct(self, word: str) -> str:
        return word


_AS_WRITTEN = _AsWritten()


def read_narrative(text: str) -> Reading:
    """Return a narrative's plain tokens with the way back to the text as given."""
    return read(blank(text[:READ_CHARS]), _AS_WRITTEN)


def blank(text: str) -> str:
    """Return a text of the same length with spaces for redactions."""
    return _REDACTION.sub(lambda match: " " * len(match.group()), text)


@dataclass(frozen=True)
class CueBook:
    """The cues of every matter, compiled once, behind a sieve that leaves most unlooked for."""

    cues: Sieve[tuple[str, str, re.Pattern[str]]]

    @classmethod
    @cache
    def load(cls) -> "CueBook":
        """Load `cues.yaml`; raises ValueError for a malformed pattern."""
        data = load_yaml("cues.yaml")
        return cls(
            Sieve.of(
                ((matter, tier, pattern), anchors(pattern.pattern))
                for matter, tiers in data["classes"].items()
                for tier, patterns in tiers.items()
                for pattern in compile_each(patterns, data["words"])
            )
        )

    def find(self, reading: Reading) -> tuple[Cue, ...]:
        """Return the first match of each cue, by matter and tier."""
        return tuple(
            Cue(matter, tier, *reading.origin(*match.span()))
            for matter, tier, pattern in self.cues.worth(reading.text)
            if (match := pattern.search(reading.text))
        )


def scores(cues: Sequence[Cue]) -> dict[str, float]:
    """Return what the cues of each matter weigh together, the second of a kind less than the first.

    Saturates: a long narrative says the same thing in many ways.
    """
    total: dict[str, float] = {}
    seen: dict[tuple[str, str], int] = {}
    for cue in cues:
        weight, most = _WEIGHTS[cue.tier]
        before = seen.get((cue.matter, cue.tier), 0)
        seen[cue.matter, cue.tier] = before + 1
        if before < most:
            total[cue.matter] = total.get(cue.matter, 0.0) + weight * _FADES**before
    return total


def compile_each(patterns: Sequence[str], words: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    """Compile each pattern by itself, so that one hit is one cue."""
    return tuple(compile_lists({"cue": [pattern]}, words)["cue"] for pattern in patterns)


def load_yaml(name: str) -> Any:
    """Return a data file of this package."""
    text = files("agents.triage").joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C where it can be)
