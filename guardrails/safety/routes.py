"""Danger from others, to others and foul words, heard by rules alone.

A wish to die is the right `self_harm_or_crisis`; here stand its neighbours, which need other
people and other numbers: a partner who hits or coerces, an older person being exploited, a
threat against somebody, abuse of staff. Nothing is trained: each route has fixed words, so it
must be plain why it was taken. Where a rule is in doubt it stays silent and the turn goes on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from guardrails.rights.reading import Reading, Speller, read
from guardrails.rights.rules import compile_lists, vocabulary

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RouteKind = Literal["partner_abuse", "elder_abuse", "threat", "abuse"]
ROUTES: tuple[RouteKind, ...] = get_args(RouteKind)


@dataclass(frozen=True)
class Danger:
    """A route that a message takes, and the words of the message that say so."""

    kind: RouteKind
    span: tuple[int, int]


@dataclass(frozen=True)
class SafetyRoutes:
    """Recognises the routes. Deterministic; no network, no model."""

    speller: Speller
    rules: Mapping[RouteKind, re.Pattern[str]]
    unless: Mapping[RouteKind, re.Pattern[str]]

    @classmethod
    def load(cls) -> "SafetyRoutes":
        """Load the rules of this package; raises ValueError for a malformed one."""
        text = files("guardrails.safety").joinpath("rules.yaml").read_text("utf-8")
        raw: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader)
        _, speller = vocabulary()
        compiled = {
            part: compile_lists({kind: raw[kind][part] for kind in ROUTES}, raw["words"])
            for part in ("rules", "unless")
        }
        return cls(
            speller,
            {kind: compiled["rules"][kind] for kind in ROUTES},
            {kind: compiled["unless"][kind] for kind in ROUTES},
        )

    def hear(self, text: str) -> tuple[Danger, ...]:
        """Return the routes that a message takes, the gravest first, one a kind."""
        reading = read(text, self.speller)
        found = ((kind, self._match(kind, reading)) for kind in ROUTES)
        return tuple(
            Danger(kind, reading.origin(match.start(), match.end()))
            for kind, match in found
            if match is not None
        )

    def _match(self, kind: RouteKind, reading: Reading) -> re.Match[str] | None:
        for match in self.rules[kind].finditer(reading.text):
            start, end = reading.sentence(match.start(), match.end())
            sentence = f" {reading.text[start:end].strip()} "
            if not self.unless[kind].search(sentence):
                return match
        return None
