"""Which cases should notice that a part is gone: by their tags, and by what they demand."""

from collections.abc import Callable, Iterable

from evals.cases import Case, Suite
from evals.cases.model import expectations
from evals.results import GUARD

TOOL = "tool:"


def cases_of(guard: str, suites: Iterable[Suite]) -> tuple[Suite, ...]:
    """Return the suites with only the cases that say they test a guard."""
    return cases_tagged(f"{GUARD}{guard}", suites)


def cases_tagged(tag: str, suites: Iterable[Suite]) -> tuple[Suite, ...]:
    """Return the suites with only the cases that have a tag."""
    return _only(suites, lambda case: tag in case.tags)


def cases_calling(tool: str, suites: Iterable[Suite]) -> tuple[Suite, ...]:
    """Return the suites with only the cases that demand a tool's call, its card, or name it."""

    def calls(case: Case) -> bool:
        return f"{TOOL}{tool}" in case.tags or any(
            tool in e.calls or e.card == tool for e in expectations(case.user)
        )

    return _only(suites, calls)


def _only(suites: Iterable[Suite], wanted: Callable[[Case], bool]) -> tuple[Suite, ...]:
    kept = (
        Suite(name=suite.name, cases=tuple(case for case in suite.cases if wanted(case)))
        for suite in suites
    )
    return tuple(suite for suite in kept if suite.cases)
