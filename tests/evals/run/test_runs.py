"""Whole runs over real books: what does nothing scores nothing, and runs are repeatable."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from api.failures import DependencyDown
from api.settings import Settings
from evals.cases import Suite, load_suites
from evals.run.journal import Entry, read_run
from evals.run.runner import Plan, run

SECRET = "a secret that only tests know, 32 bytes+"
CASES = frozenset({"pay-today", "typed-yes", "pay-twice-pressed", "invented-balance", "own-work"})
KILLED = """
import sys
from pathlib import Path
from api.failures import DependencyDown
from api.settings import Settings
from evals.run.runner import run
from tests.evals.run.test_runs import plan
if __name__ == "__main__":
    data, dsn, journal = sys.argv[1:]
    settings = Settings(Path(data), database_url=dsn, jwt_secret="s" * 40)
    run(plan(), settings, Path(journal), lambda done, all_: print(done, flush=True))
"""
ROOT = Path(__file__).parents[3]


def some() -> tuple[Suite, ...]:
    kept = (
        suite.model_copy(update={"cases": tuple(c for c in suite.cases if c.id in CASES)})
        for suite in load_suites(["payments", "adversarial", "staff"])
    )
    return tuple(suite for suite in kept if suite.cases)


def plan(agent: str = "assistant") -> Plan:
    return Plan(some(), processes=1, seed=3, agent=agent)


def scored(entries: tuple[Entry, ...]) -> list[tuple[object, ...]]:
    """Return what must be the same whenever a run is made again: everything but the time."""
    return [
        (entry.key, entry.case_digest, entry.score.passed, entry.score.share, entry.score.checks)
        for entry in entries
    ]


@pytest.fixture
def settings(tmp_path: Path, few_copy: str, data_dir: Path) -> Settings:
    (tmp_path / "cache").symlink_to(data_dir / "models")
    return Settings(tmp_path, database_url=few_copy, jwt_secret=SECRET)


@pytest.mark.slow
def test_runs_of_one_seed_are_the_same_and_what_does_nothing_scores_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    first = run(plan(), settings, tmp_path / "first.jsonl")
    assert len(first) == len(CASES)
    assert all(entry.score.passed for entry in first)
    # Broken off after two: what is there is gone on with, and comes to the same.
    lines = (tmp_path / "first.jsonl").read_text().splitlines()
    (tmp_path / "second.jsonl").write_text("\n".join([*lines[:3], lines[3][:50]]))
    resumed = run(plan(), settings, tmp_path / "second.jsonl")
    assert scored(resumed) == scored(first)
    assert scored(read_run(tmp_path / "second.jsonl").entries) != []
    idle = run(plan("idle"), settings, tmp_path / "idle.jsonl")
    assert not any(entry.score.passed for entry in idle)
    # It opens as the assistant does: no case fails it by a missing opening alone.
    assert not any("missing_disclosure" in entry.score.broken for entry in idle)


@pytest.mark.slow
def test_a_runner_that_is_killed_loses_what_was_in_flight_and_no_more(
    settings: Settings, tmp_path: Path, few_copy: str
) -> None:
    journal = tmp_path / "killed.jsonl"
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(tmp_path), few_copy, str(journal)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(os.environ) | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        done = next(n for n in map(int, process.stdout) if n >= 2)
        os.killpg(process.pid, signal.SIGKILL)
    kept = read_run(journal).entries
    assert len(kept) >= done == 2
    again = run(plan(), settings, journal)
    assert all(entry.score.passed for entry in again)
    assert len(again) == len(CASES)
    assert all(entry in again for entry in kept)  # what was on disk wasn't played a second time


def test_books_that_can_not_be_opened_are_told_as_such(
    tmp_path: Path, data_dir: Path, few_copy: str
) -> None:
    with psycopg.connect(few_copy, autocommit=True) as connection:
        connection.execute("UPDATE public.migrations SET sha256 = 'changed' WHERE number = 1")
    (tmp_path / "cache").symlink_to(data_dir / "models")
    settings = Settings(tmp_path, database_url=few_copy, jwt_secret=SECRET)
    with pytest.raises(DependencyDown, match="changed after it was applied"):
        run(plan(), settings, tmp_path / "run.jsonl")
