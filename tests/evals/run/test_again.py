"""A case of a saved run, again: byte for byte from its records, or by a release that differs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from evals.cases import Suite, load_suites
from evals.run.again import Numbered
from evals.run.journal import read_run, rewrite
from evals.run.runner import Plan, run
from tests.evals.test_one_line_breaks import Break, broken_tree

SECRET = "a secret that only tests know, 32 bytes+"
CASES = frozenset({"pay-today", "due-day"})
REWORDED = Break(
    guard="",
    file="agents/embedded/phrases/payments.yaml",
    line="  en: A payment of <amount> today from <bank> ending <last4> is ready. Nothing moves "
    "until you press Confirm on the card.",
    becomes="  en: Ready to pay <amount> today from <bank> ending <last4>. Nothing moves "
    "until you press Confirm on the card.",
)


def some() -> tuple[Suite, ...]:
    (suite,) = load_suites(["payments"])
    return (suite.model_copy(update={"cases": tuple(c for c in suite.cases if c.id in CASES)}),)


@pytest.fixture
def played(tmp_path: Path, few_copy: str, data_dir: Path) -> dict[str, str]:
    """A data directory with a saved run, and the environment that finds it."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "cache").symlink_to(data_dir / "models")
    settings = Settings(data, database_url=few_copy, jwt_secret=SECRET)
    run(Plan(some(), processes=1), settings, data / "evals" / "latest.jsonl")
    return {
        "LINEWISE_DATA_DIR": str(data),
        "LINEWISE_DATABASE_URL": few_copy,
        "LINEWISE_JWT_SECRET": SECRET,
    }


def linewise(tree: Path, env: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run a command of a tree of the product; return its exit code and all it said."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from api.cli import main; sys.exit(main())",
            *arguments,
        ],
        cwd=env["LINEWISE_DATA_DIR"],
        env=dict(os.environ) | env | {"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_a_case_replays_byte_for_byte_and_another_release_is_told_apart(
    played: dict[str, str], tmp_path: Path
) -> None:
    same = broken_tree(None, tmp_path / "same")
    code, said = linewise(same, played, "evals", "replay", "payments")
    assert code == 0, said
    assert "payments/pay-today: 2 of 2 steps the same, byte for byte" in said
    assert "payments/due-day: 2 of 2 steps the same, byte for byte" in said
    code, said = linewise(same, played, "replay", "payments/pay-today", "--release", "current")
    assert code == 0, said
    assert "payments/pay-today (passed then, passed now): 2 of 2 steps the same" in said

    other = broken_tree(REWORDED, tmp_path / "other")
    code, said = linewise(other, played, "replay", "payments/pay-today", "--release", "current")
    assert code == 1
    assert "payments/pay-today (passed then, passed now): 1 of 2 steps the same" in said
    assert '\n-  "reply": "A payment of $50.00 today' in said
    assert '\n+  "reply": "Ready to pay $50.00 today' in said
    # What the release of then answered is on record: wording that changed since changes nothing.
    code, said = linewise(other, played, "evals", "replay", "payments/pay-today")
    assert code == 0, said


@pytest.mark.slow
def test_a_record_that_was_changed_is_not_the_same(played: dict[str, str], tmp_path: Path) -> None:
    path = Path(played["LINEWISE_DATA_DIR"]) / "evals" / "latest.jsonl"
    entries = [
        entry.model_copy(
            update={
                "seen": entry.seen.model_copy(
                    update={"records": entry.seen.records.replace("$50.00", "$51.00")}
                )
            }
        )
        for entry in read_run(path).entries
    ]
    rewrite(path, entries)
    tree = broken_tree(None, tmp_path / "tree")
    code, said = linewise(tree, played, "evals", "replay", "payments")
    assert code == 1
    assert "1 of 2 cases aren't the same" in said
    assert '\n- "reply": "A payment of $51.00 today' in said
    assert '\n+ "reply": "A payment of $50.00 today' in said


def test_ids_drawn_afresh_read_alike_and_others_stay() -> None:
    one, other = (
        {"id": f"turn_{d * 24}", "again": f"turn_{d * 24}", "token": d * 43, "sum": "51.73"}
        for d in "ab"
    )
    assert Numbered().of(one) == Numbered().of(other)
    assert Numbered().of(one)["id"] == Numbered().of(one)["again"] != Numbered().of(one)["token"]
    assert Numbered().of(one)["sum"] == "51.73"
    swapped = other | {"again": f"turn_{'c' * 24}"}
    assert Numbered().of(one) != Numbered().of(swapped)
