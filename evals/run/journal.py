"""A run on disk: a header, then one trial a line, written as it ends.

A run that is killed loses the trials in flight and nothing else; it goes on from where it was.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Case
from evals.run.observation import Observation
from evals.scorers.score import Score

PACKAGES = ("agents", "api", "guardrails", "knowledge", "servicing", "tools")
DIGEST_CHARS = 16


class JournalError(Exception):
    """A run's file can't be used; says why."""


class Header(BaseModel):
    """What a run is of: the release by the digest of its code, the seed, trials per case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str
    seed: int
    trials: int
    model: str
    agent: str = "assistant"
    user_model: str | None = None


class Entry(BaseModel):
    """One trial: what the case was (by digest), what was seen, how it scored.

    `yardstick_ms` is how long the machine took, just before, for a fixed piece of work.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_digest: str
    seen: Observation
    score: Score
    yardstick_ms: float = 0.0

    @property
    def key(self) -> tuple[str, str, int]:
        """Suite, case and trial."""
        return self.seen.suite, self.seen.case, self.seen.trial


@dataclass(frozen=True)
class Run:
    """A run as it was read."""

    header: Header
    entries: tuple[Entry, ...]


def release_digest() -> str:
    """Return a digest of the code that is being measured."""
    found = hashlib.sha256()
    for package in PACKAGES:
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(root)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:DIGEST_CHARS]


def case_digest(case: Case) -> str:
    """Return a digest of a case: its results count as long as it says the same.

    What it leaves unsaid is left out, so that a new field changes nothing for cases without it.
    """
    return hashlib.sha256(case.model_dump_json(exclude_defaults=True).encode()).hexdigest()[
        :DIGEST_CHARS
    ]


class Journal:
    """A run's file, open for adding."""

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self.done: dict[tuple[str, str, int], Entry] = {}
        if path.exists() and path.stat().st_size:
            self._continue(header)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(header.model_dump_json() + "\n", "utf-8")

    def _continue(self, header: Header) -> None:
        """Take up a run that broke off: the same release, seed and trials, or it isn't the same."""
        run = read_run(self._path)
        if run.header != header:
            raise JournalError(f"{self._path} holds another run: {run.header}")
        self.done = {entry.key: entry for entry in run.entries}
        _write(self._path, header, run.entries)

    def add(self, entry: Entry) -> None:
        """Write one trial and make sure that it is on disk."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(entry.model_dump_json() + "\n")


def rewrite(path: Path, entries: Iterable[Entry]) -> None:
    """Put trials that were judged once more in the place of those of a run."""
    _write(path, read_run(path).header, entries)


def _write(path: Path, header: Header, entries: Iterable[Entry]) -> None:
    path.write_text("".join(f"{part.model_dump_json()}\n" for part in (header, *entries)), "utf-8")


def read_run(path: Path) -> Run:
    """Read a run; a last line that was cut off is left out. Raises `JournalError`."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"{path} can't be read: {error}") from error
    if not lines:
        raise JournalError(f"{path} is empty")
    try:
        return Run(Header.model_validate_json(lines[0]), tuple(_entries(lines[1:])))
    except ValidationError as error:
        raise JournalError(f"{path} is no run of evals: {error.errors()[0]['msg']}") from error


def _entries(lines: list[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines):
        parsed: Any = None
        try:
            parsed = json.loads(line)
        except ValueError:
            if number == len(lines) - 1:
                return
            raise JournalError(f"line {number + 2} is no JSON") from None
        yield Entry.model_validate(parsed)
