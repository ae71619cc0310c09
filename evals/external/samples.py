"""Cases as rows for another bench, and our score as one of its own. Pure; imports no bench."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evals.cases import Case, Suite
from evals.cases.model import Say, Step, simulated
from evals.run.observation import Exchange, Observation
from evals.scorers import Score


class TrialLost(Exception):
    """A dependency was down: the trial says nothing, so it is an error and no score."""


@dataclass(frozen=True)
class Row:
    """A case as a bench shows it; `key` names the suite and the case."""

    key: str
    asks: str
    about: str
    suite: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """What a trial scored: 1 where every check passed and else 0; which failed, and why."""

    value: float
    share: float
    explanation: str
    broken: tuple[str, ...]


def rows(suites: Iterable[Suite]) -> Iterator[Row]:
    """Yield a row per case; cases whose borrower a model has to play are left out."""
    for suite in suites:
        for case in suite.cases:
            if not simulated(case.user):
                key = f"{suite.name}/{case.id}"
                yield Row(key, _asks(case), case.about, suite.name, case.tags)


def mark(score: Score) -> Mark:
    """Return a trial's score. Raises `TrialLost` where it can't be judged: never a pass."""
    if score.lost is not None:
        raise TrialLost(score.lost)
    failed = [check for check in score.checks if not check.passed]
    why = "; ".join(f"{check.name}: {check.why}".rstrip(": ") for check in failed)
    return Mark(float(score.passed), score.share, why or "every check passed", score.broken)


def transcript(seen: Observation) -> tuple[tuple[str, str], ...]:
    """Return what was said, as pairs of "user" or "assistant" and words.

    What isn't said (a press, a night that passes, a request of staff's) stands in brackets.
    """
    return tuple(said for exchange in seen.exchanges for said in _said(exchange))


def _said(exchange: Exchange) -> tuple[tuple[str, str], tuple[str, str]]:
    own = exchange.text if exchange.kind == "say" else f"[{exchange.kind}: {exchange.text}]"
    turn = exchange.turn
    answer = turn.reply if turn is not None else f"[{exchange.error or 'done'}]"
    return ("user", own), ("assistant", answer)


def _asks(case: Case) -> str:
    return "\n".join(_line(step) for step in case.user)


def _line(step: Step) -> str:
    """Write a step out: the borrower's words as they are, and anything else in brackets."""
    if isinstance(step, Say):
        return step.say
    told = step.model_dump(mode="json", exclude={"expect"}, exclude_defaults=True)
    return f"[{json.dumps(told)}]"


def log_metadata(row: Row) -> dict[str, Any]:
    """Return what a bench's log keeps of a row."""
    return {"suite": row.suite, "about": row.about, "tags": list(row.tags)}
