"""What a trial cost, beside whether it passed."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict

from evals.run.observation import Observation
from guardrails.reading import grade

_QUESTION = re.compile(r"[^.!?\n]*\?")


class Measures(BaseModel):
    """Turns, questions asked twice, model calls, tokens, milliseconds, reading grade.

    `slowest_ms` is the longest turn, `ms` all together; `grade` the hardest reply's US school
    grade, None where no reply is long enough to have one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    turns: int
    repeated_questions: int
    model_calls: int
    tokens: int
    ms: float
    slowest_ms: float
    grade: float | None


def measure(seen: Observation) -> Measures:
    """Measure a trial."""
    replies = [e.turn.reply for e in seen.exchanges if e.turn is not None]
    questions = [q.strip().lower() for reply in replies for q in _QUESTION.findall(reply)]
    grades = [found for reply in replies if (found := grade(reply)) is not None]
    times = [exchange.ms for exchange in seen.exchanges]
    return Measures(
        turns=len(seen.exchanges),
        repeated_questions=len(questions) - len(set(questions)),
        model_calls=sum(e.turn.model_calls for e in seen.exchanges if e.turn is not None),
        tokens=sum(_tokens(e.record) for e in seen.exchanges),
        ms=sum(times),
        slowest_ms=max(times, default=0.0),
        grade=max(grades, default=None),
    )


def _tokens(record: dict[str, Any]) -> int:
    """Return the tokens that a provider said it used; none for the embedded engine."""
    total = 0
    for output in record.get("model_outputs", ()):
        usage = (output.get("output") or {}).get("usage_metadata") or {}
        total += int(usage.get("total_tokens", 0))
    return total
