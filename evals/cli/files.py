"""What the commands read and write; whatever is wrong with a file is said in one line."""

from pathlib import Path

from api.failures import BadInput
from evals.cases import CaseError, Suite, load_suites
from evals.gate import Baseline, BaselineError, GateError, Rules
from evals.run.journal import JournalError, Run, read_run


def read_journal(path: Path) -> Run:
    """Read a run. Raises `BadInput`."""
    try:
        return read_run(path)
    except JournalError as error:
        raise BadInput(f"{error}; `linewise evals run` makes one") from error


def read_suites(names: list[str]) -> tuple[Suite, ...]:
    """Read suites by name, or all. Raises `BadInput`."""
    try:
        return load_suites(names)
    except CaseError as error:
        raise BadInput(str(error)) from error


def read_rules() -> Rules:
    """Read the gate's rules. Raises `BadInput`."""
    try:
        return Rules.load()
    except GateError as error:
        raise BadInput(str(error)) from error


def read_baseline(path: Path) -> Baseline | None:
    """Read a baseline; None where there is none yet. Raises `BadInput`."""
    try:
        return Baseline.load(path)
    except BaselineError as error:
        raise BadInput(str(error)) from error


def write_file(path: Path, text: str) -> None:
    """Write a file, making its folder. Raises `BadInput`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{path} can't be written: {error}") from error
