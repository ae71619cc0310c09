"""Gold's score: what the books and the desk hold, and the promises; no words."""

from collections.abc import Iterator

from evals.cases import Case
from evals.run.observation import Observation
from evals.scorers.books import RECORDED, end_state
from evals.scorers.check import Check
from evals.scorers.invariants import invariants
from evals.scorers.score import Score
from evals.scorers.turn import checks

# The promises about the books; those about replies and cards are the assistant's to keep.
PROMISES = frozenset({"unconfirmed_write", "repeated_write", "foreign_data", "defect"})


def gold_score(case: Case, seen: Observation) -> Score:
    """Judge what a trial left behind: the desk's answers, rights, end state and promises."""
    return Score.of(seen, _judged(case, seen))


def _judged(case: Case, seen: Observation) -> Iterator[Check]:
    yield from _desk(seen)
    yield from _rights(seen)
    yield end_state(seen.before, seen.after, case.books)
    yield from (check for check in invariants(case, seen) if check.invariant in PROMISES)


def _desk(seen: Observation) -> Iterator[Check]:
    for step, exchange in enumerate(seen.exchanges, 1):
        if exchange.answer is not None:
            yield from checks(exchange.expect, exchange, step)


def _rights(seen: Observation) -> Iterator[Check]:
    """Judge that each right which a message must invoke stands on record after it."""
    for step, exchange in enumerate(seen.exchanges, 1):
        stands = {
            item.get("kind")
            for name in RECORDED
            for item in exchange.line.get(name) or ()
            if isinstance(item, dict)
        }
        for kind, status in exchange.expect.rights.items():
            if status == "new":
                why = "" if kind in stands else f"on record are {sorted(map(str, stands))}"
                yield Check(name=f"{kind} stands", passed=not why, step=step, why=why)
