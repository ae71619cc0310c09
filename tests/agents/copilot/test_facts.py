"""Each fact stands in the books where it says it does."""

from typing import Any

from agents.copilot.facts import facts_of
from tests.desk import Desk

HANDLES = ("steady", "job-loss", "on-plan", "draw-line", "bankruptcy", "charged-off")


def at(value: Any, path: str) -> str:
    for step in path.split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    return str(value)


async def test_facts_are_those_of_the_books(desk: Desk) -> None:
    names: set[str] = set()
    for handle in HANDLES:
        await desk.sign_in(handle)
        line = await desk.snapshot()
        whole = line.model_dump(mode="json")
        found = facts_of(line)
        assert {"balance", "minimum_due", "status"} <= {fact.name for fact in found}
        for fact in found:
            assert at(whole, fact.source.path) == fact.value, (handle, fact)
            names.add(fact.name)
    assert {"past_due", "days_past_due", "plan_payment", "draw_left", "autopay_next"} <= names
