"""A trial's score: every demand of its case, its end state, its order, and the invariants."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from evals.cases import Case
from evals.cases.model import expectations
from evals.run.observation import Observation
from evals.scorers.books import end_state
from evals.scorers.check import Check
from evals.scorers.invariants import invariants
from evals.scorers.measures import Measures, measure
from evals.scorers.order import ordered
from evals.scorers.turn import checks

__all__ = ["Check", "Score", "score"]


class Score(BaseModel):
    """What a trial came to. A lost trial is neither passed nor failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: str
    case: str
    trial: int
    lost: str | None
    checks: tuple[Check, ...]
    measures: Measures

    @classmethod
    def of(cls, seen: Observation, checks: Iterable[Check]) -> "Score":
        """Return the score of a trial by its checks; a lost trial has none, and none is made."""
        return cls(
            suite=seen.suite,
            case=seen.case,
            trial=seen.trial,
            lost=seen.lost,
            checks=tuple(checks) if seen.lost is None else (),
            measures=measure(seen),
        )

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return self.lost is None and all(check.passed for check in self.checks)

    @property
    def share(self) -> float:
        """The share of checks that passed; 0 for a lost trial."""
        if self.lost is not None or not self.checks:
            return 0.0
        return sum(check.passed for check in self.checks) / len(self.checks)

    @property
    def broken(self) -> tuple[str, ...]:
        """The invariants that were broken, each once."""
        return tuple(dict.fromkeys(c.invariant for c in self.checks if c.invariant is not None))


def score(case: Case, seen: Observation) -> Score:
    """Judge a trial. A step that the conversation never came to is unmet if it demands anything."""
    return Score.of(seen, _judged(case, seen))


def _judged(case: Case, seen: Observation) -> Iterator[Check]:
    yield from _steps(seen)
    yield from _unreached(case, seen)
    yield end_state(seen.before, seen.after, case.books)
    yield from ordered(case.order, seen)
    yield from _forbidden(case.forbid, seen)
    yield from invariants(case, seen)


def _steps(seen: Observation) -> Iterator[Check]:
    for step, exchange in enumerate(seen.exchanges, 1):
        yield from checks(exchange.expect, exchange, step)


def _unreached(case: Case, seen: Observation) -> Iterator[Check]:
    """Judge what a broken-off conversation never came to."""
    if seen.defect is None:
        return
    left = expectations(case.user)[len(seen.exchanges) :]
    for offset, _ in enumerate(left, 1):
        step = len(seen.exchanges) + offset
        yield Check(name="reached", passed=False, step=step, why="the conversation broke off")


def _forbidden(patterns: Sequence[str], seen: Observation) -> Iterator[Check]:
    for pattern in patterns:
        for step, exchange in enumerate(seen.exchanges, 1):
            reply = exchange.turn.reply if exchange.turn is not None else ""
            match = re.search(pattern, reply, re.I | re.S)
            if match is not None:
                yield Check(name=f"never says {pattern}", passed=False, step=step, why=reply)
                break
        else:
            yield Check(name=f"never says {pattern}", passed=True)
