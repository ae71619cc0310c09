"""Recall and precision of detected rights, by kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from guardrails.rights import RightsDetector


@dataclass(frozen=True)
class Labelled:
    """A message, the rights it invokes, and those that count neither way."""

    text: str
    rights: frozenset[str]
    acceptable: frozenset[str] = frozenset()


@dataclass
class Tally:
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def recall(self, kind: str | None = None) -> float:
        found, missed = _of(self.found, kind), _of(self.missed, kind)
        return found / (found + missed) if found + missed else 1.0

    def precision(self, kind: str | None = None) -> float:
        found, wrong = _of(self.found, kind), _of(self.wrong, kind)
        return found / (found + wrong) if found + wrong else 1.0


def score(detector: RightsDetector, messages: Iterable[Labelled]) -> Tally:
    tally = Tally()
    for message in messages:
        detected = {signal.kind for signal in detector.detect(message.text)}
        tally.found.update(message.rights & detected)
        tally.missed.update(message.rights - detected)
        tally.wrong.update(detected - message.rights - message.acceptable)
    return tally


def _of(counts: Counter[str], kind: str | None) -> int:
    return counts.total() if kind is None else counts[kind]
