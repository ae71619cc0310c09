"""No case is passed by an agent that opens a conversation and then does nothing."""

from agents.turn import Turn
from evals.agents import NOTHING
from evals.cases import Case, Press, Say, load_suites
from evals.cases.model import Attach, Staffed, Step
from evals.run.observation import Exchange
from evals.scorers.turn import checks


def met(step: Step) -> bool:
    """Whether doing nothing meets what a step demands."""
    if not isinstance(step, Say | Press | Attach):
        return True
    said = isinstance(step, Say)
    turn = Turn(
        turn_id="t", conversation_id="c", reply=NOTHING, engine="embedded", model_calls=0
    )  # fmt: skip
    seen = Exchange(
        kind="say",
        text="",
        expect=step.expect,
        turn=turn if said else None,
        error=None if said else "no_card",
        line={},
        ms=0,
    )
    return all(check.passed for check in checks(step.expect, seen, 1))


def passed_by_nothing(case: Case) -> bool:
    """Whether words alone are demanded, and the idle agent's are enough."""
    if case.order or not any(not (b.adds or b.drops or b.changes) for b in case.books):
        return False
    done = any(isinstance(step, Staffed) or hasattr(step, "simulate") for step in case.user)
    return not done and all(met(step) for step in case.user)


def test_every_case_demands_something_that_doing_nothing_does_not_meet() -> None:
    found = {
        f"{suite.name}/{case.id}"
        for suite in load_suites()
        for case in suite.cases
        if passed_by_nothing(case)
    }
    assert found == set()
