"""Which rights a narrative invokes, by rules that read the whole of it.

The detector of chat messages (guardrails/rights) is made for a few sentences from the lender's
own borrower. A complaint tells a longer story about several companies: here a statute quoted,
a thing complained of and a thing demanded have to be told apart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from agents.triage.cues import compile_each, load_yaml
from agents.triage.model import RIGHTS, Reason
from guardrails.anchors import Sieve, anchors
from guardrails.rights.reading import Reading

# Beyond the rules: a right missed costs more than one looked into in vain, so these are low.
_LEARNT_MIN: Mapping[str, float] = {
    "unauthorized_use_claim": 0.1,
    "identity_theft": 0.07,
    "credit_report_dispute": 0.1,
    "cease_contact": 0.15,
}
_WORDS_MIN = 3
# A matter that can hardly be the first one without its right having been invoked.
_MATTER_MIN: Mapping[str, tuple[str, float]] = {
    "unauthorized_use_claim": ("unauthorized_use", 0.1),
    "identity_theft": ("identity_theft", 0.1),
    "credit_report_dispute": ("credit_reporting", 0.3),
}


@dataclass(frozen=True)
class _Rule:
    right: str
    needs: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    unless_near: tuple[re.Pattern[str], ...]
    hint: tuple[re.Pattern[str], ...]

    def find(self, hits: Sequence[re.Pattern[str]], reading: Reading) -> tuple[int, int] | None:
        """Return the place, in the reading, of the first match that nothing takes back."""
        places = (match for hit in hits for match in hit.finditer(reading.text))
        first = next((place for place in places if not self._taken_back(reading, place)), None)
        if first is None or any(pattern.search(reading.text) for pattern in self.unless):
            return None
        if self.needs and not any(pattern.search(reading.text) for pattern in self.needs):
            return None
        return first.span()

    def possible(self, reading: Reading) -> bool:
        """Return whether it may be invoked in words of no rule: hinted at, and not taken back."""
        if self.hint and not any(pattern.search(reading.text) for pattern in self.hint):
            return False
        return not any(pattern.search(reading.text) for pattern in self.unless)

    def _taken_back(self, reading: Reading, match: re.Match[str]) -> bool:
        if not self.unless_near:
            return False
        start, end = reading.sentence(*match.span())
        sentence = f" {reading.text[start:end].strip()} "
        return any(pattern.search(sentence) for pattern in self.unless_near)


@dataclass(frozen=True)
class RightsBook:
    """The rules of every right, compiled once, their hits behind a sieve with their places."""

    rules: tuple[_Rule, ...]
    hits: Sieve[tuple[int, re.Pattern[str]]]

    @classmethod
    @cache
    def load(cls) -> "RightsBook":
        """Load `rights.yaml`; raises ValueError for a malformed pattern or a missing right."""
        data = load_yaml("rights.yaml")
        if set(data["rights"]) != set(RIGHTS):
            raise ValueError("rights.yaml doesn't name the rights that triage reports")

        def compiled(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
            return compile_each(patterns, data["words"])

        return cls(
            tuple(
                _Rule(
                    right,
                    compiled([rule["needs"]] if "needs" in rule else []),
                    compiled(rule.get("unless", ())),
                    compiled(rule.get("unless_near", ())),
                    compiled([rule["hint"]] if "hint" in rule else []),
                )
                for right, rule in data["rights"].items()
            ),
            Sieve.of(
                ((place, pattern), anchors(pattern.pattern))
                for place, rule in enumerate(data["rights"].values())
                for pattern in compiled(rule["hits"])
            ),
        )

    def find(self, reading: Reading, text: str) -> tuple[Reason, ...]:
        """Return the rights of a narrative, each with the words that invoke it."""
        hits: dict[int, list[re.Pattern[str]]] = {}
        for number, pattern in self.hits.worth(reading.text):
            hits.setdefault(number, []).append(pattern)
        found = []
        for number, rule in enumerate(self.rules):
            place = rule.find(hits.get(number, ()), reading)
            if place is not None:
                start, end = reading.origin(*place)
                found.append(Reason(rule.right, (start, end), text[start:end]))
        return tuple(found)

    def likely(
        self, reading: Reading, learnt: Mapping[str, float], matters: Mapping[str, float]
    ) -> frozenset[str]:
        """Return the rights that what was learnt, or the matter found, makes likely enough.

        Such a right has no words of its own to show. `learnt` and `matters` are chances, which
        mean nothing of a text without words.
        """
        if len(reading.text.split()) < _WORDS_MIN:
            return frozenset()
        return frozenset(
            rule.right
            for rule in self.rules
            if (
                learnt.get(rule.right, 0.0) >= _LEARNT_MIN.get(rule.right, 1.0)
                or _implied(rule.right, matters)
            )
            and rule.possible(reading)
        )


def _implied(right: str, matters: Mapping[str, float]) -> bool:
    matter, least = _MATTER_MIN.get(right, ("", 1.0))
    return matters.get(matter, 0.0) >= least
