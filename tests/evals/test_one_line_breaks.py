"""Break the product by one line of its source, run the gate on it, and hear the guard named.

Three breaks by default; LINEWISE_BREAKS=all takes the whole table, or names of guards.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PACKAGES = ("agents", "api", "evals", "guardrails", "knowledge", "servicing", "tools")
ASKED = os.environ.get("LINEWISE_BREAKS", "figures,provenance,rights")
LIMIT_S = 300


@dataclass(frozen=True)
class Break:
    """A line of a file, what becomes of it, and the guard that is gone then."""

    guard: str
    file: str
    line: str
    becomes: str


BREAKS = [
    Break(**row) for row in yaml.safe_load((ROOT / "tests/evals/breaks.yaml").read_text("utf-8"))
]


def names() -> list[str]:
    return [f"{n}-{one.guard}" for n, one in enumerate(BREAKS)]


def asked_for(one: Break, number: int) -> bool:
    """Take all of the table, or the first break of each guard that is named."""
    first = next(n for n, other in enumerate(BREAKS) if other.guard == one.guard)
    return ASKED == "all" or (one.guard in ASKED.split(",") and number == first)


def broken_tree(one: Break | None, folder: Path) -> Path:
    """Return a tree of the product in which one line differs; the rest is linked."""
    folder.mkdir()
    for package in PACKAGES:
        if one is not None and one.file.startswith(f"{package}/"):
            copytree(ROOT / package, folder / package, ignore=ignore_patterns("__pycache__"))
        else:
            (folder / package).symlink_to(ROOT / package)
    if one is not None:
        source = (folder / one.file).read_text("utf-8")
        assert source.splitlines().count(one.line) == 1, f"{one.file} holds the line once no more"
        (folder / one.file).write_text(source.replace(one.line + "\n", one.becomes + "\n"), "utf-8")
    return folder


def gate(tree: Path, data: Path, guard: str, dsn: str | None) -> tuple[int, str]:
    """Run the gate of a tree on one guard's cases; return its exit code and what it printed."""
    data.mkdir()
    (data / "cache").symlink_to(ROOT / ".cache" / "models")
    env = dict(os.environ) | {
        "PYTHONPATH": str(tree),
        "PYTHONSAFEPATH": "1",
        "LINEWISE_DATA_DIR": str(data),
        "COLUMNS": "200",
        **({"LINEWISE_DATABASE_URL": dsn, "LINEWISE_JWT_SECRET": "s" * 40} if dsn else {}),
    }
    command = [
        sys.executable,
        "-c",
        "import sys; from api.cli import main; sys.exit(main())",
        "evals",
        "gate",
    ]
    command += ["--only", f"guard:{guard}", "--processes", "1"]
    done = subprocess.run(
        command, cwd=data, env=env, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("number", "one"), list(enumerate(BREAKS)), ids=names())
def test_a_break_of_one_line_shuts_the_gate_by_name(
    number: int, one: Break, tmp_path: Path, few_copy: str
) -> None:
    if not asked_for(one, number):
        pytest.skip("LINEWISE_BREAKS doesn't name it")
    tree = broken_tree(one, tmp_path / "tree")
    # Migrations that differ want books that are made with them.
    dsn = None if one.file.endswith(".sql") else few_copy
    code, said = gate(tree, tmp_path / "data", one.guard, dsn)
    print(said[-1_500:])  # noqa: T201 shown where it fails
    assert code == 1
    assert f"✗ guard {one.guard}: it didn't hold in" in said
    assert "the release may not go out" in said


@pytest.mark.slow
def test_with_nothing_broken_the_same_gate_is_open(tmp_path: Path, few_copy: str) -> None:
    code, said = gate(broken_tree(None, tmp_path / "tree"), tmp_path / "data", "version", few_copy)
    assert code == 0, said[-1_500:]


def test_every_break_still_finds_its_line() -> None:
    for one in BREAKS:
        lines = (ROOT / one.file).read_text("utf-8").splitlines()
        assert lines.count(one.line) == 1, f"{one.file}: {one.line}"
        assert one.becomes != one.line
    assert len(BREAKS) >= 15
