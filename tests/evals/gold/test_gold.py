"""Gold over real books: whole it passes, with any one fault it doesn't."""

import os
from pathlib import Path

import pytest

from api.settings import Settings
from evals.cases import Suite, load_suites
from evals.cases.model import simulated
from evals.gold import FAULTS, GOLD, fault, gold_of
from evals.gold.acts import recorded
from evals.gold.prove import played_gold, tasks
from evals.run.runner import Crew

SECRET = "a secret that only tests know, 32 bytes+"
SOME = frozenset(
    {
        "payments/pay-today",
        "payments/schedule-then-cancel",
        "payments/minimum-by-name",
        "payments/limit-ask",
        "exam-findings/xf-083-autopay-off-one-card",
        "staff/danger-first",
        "staff/frivolous-with-notice",
        "staff/approved-then-accepted",
    }
)
ASKED = os.environ.get("LINEWISE_GOLD", "some")


def suites(names: frozenset[str] | None) -> tuple[Suite, ...]:
    """The suites with only the cases named, or whole."""
    made = (
        suite.model_copy(
            update={
                "cases": tuple(
                    c for c in suite.cases if names is None or f"{suite.name}/{c.id}" in names
                )
            }
        )
        for suite in load_suites()
    )
    return tuple(suite for suite in made if suite.cases)


@pytest.fixture
def settings(tmp_path: Path, few_copy: str, data_dir: Path) -> Settings:
    (tmp_path / "cache").symlink_to(data_dir / "models")
    return Settings(tmp_path, database_url=few_copy, jwt_secret=SECRET)


@pytest.mark.slow
def test_gold_passes_and_with_any_fault_fails(settings: Settings) -> None:
    """Some cases of every kind; LINEWISE_GOLD=all takes every case there is."""
    with Crew(settings, 1 if ASKED == "some" else 2) as crew:
        rows = played_gold(crew, suites(SOME if ASKED == "some" else None))
    assert [row.fault for row in rows] == [GOLD, *FAULTS]
    assert {row.fault: row.wrong for row in rows if row.wrong} == {}
    assert all(row.played for row in rows)


def test_every_case_that_changes_the_books_has_gold_that_does_something() -> None:
    for suite in load_suites():
        for case in suite.cases:
            changes = any(b.adds or b.drops or b.changes for b in case.books)
            elsewhere = any(hasattr(step, "does") for step in case.user)
            if changes and not elsewhere and not simulated(case.user):
                assert gold_of(suite.name, case), f"{suite.name}/{case.id} has no gold"


def test_gold_names_cases_that_there_are() -> None:
    known = {f"{suite.name}/{case.id}" for suite in load_suites() for case in suite.cases}
    assert set(recorded()) <= known


def test_a_fault_that_says_nothing_of_a_case_is_not_played() -> None:
    (suite,) = suites(frozenset({"payments/pay-today"}))
    assert {task.agent for task in tasks([suite])} == {GOLD, *(f"{GOLD}: {n}" for n in FAULTS)}
    (right,) = suites(frozenset({"staff/complaint-by-two"}))
    assert {task.agent for task in tasks([right])} == {
        GOLD, f"{GOLD}: an act dropped", f"{GOLD}: another account",
    }  # fmt: skip


def test_each_fault_changes_what_gold_does() -> None:
    (suite,) = suites(frozenset({"payments/pay-today"}))
    acts = gold_of(suite.name, suite.cases[0])
    made = [fault(name, acts) for name in FAULTS]
    assert all(one is not None and one != acts for one in made)
    assert len({repr(one) for one in made}) == len(FAULTS)
