"""Quarantine of flaky cases, by the rule of `evals/gate.yaml` and never by hand.

A case is flaky where the same code gave it different outcomes: trials that disagree within a
run, or runs of one release that disagree. Between releases nothing is flaky: there it got better
or worse. What is quarantined is played and shown as before; it isn't counted until its day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.results import Results

HISTORY = "history.jsonl"
MOST_RECORDS = 100


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FlakyRule(_Kept):
    """When a case is quarantined: at so many disagreements within its last runs, for so long."""

    disagreements: int = Field(ge=1)
    runs: int = Field(ge=1)
    days: int = Field(ge=1, le=60)


class Outcome(_Kept):
    """What a case came to in a run; `broken` tells that it broke a zero-tolerance promise."""

    digest: str
    passed: int
    failed: int
    broken: bool = False


class Record(_Kept):
    """One run of the whole gate."""

    day: date
    release: str
    cases: dict[str, Outcome]

    @classmethod
    def of(cls, day: date, release: str, results: Results, zero: Iterable[str]) -> "Record":
        """Return a run's record; cases without a judged trial are left out."""
        intolerable = set(zero)
        return cls(
            day=day,
            release=release,
            cases={
                case.name: Outcome(
                    digest=case.digest,
                    passed=case.passed,
                    failed=case.trials - case.passed,
                    broken=not intolerable.isdisjoint(case.broken),
                )
                for case in results.cases
                if case.trials
            },
        )


class Held(_Kept):
    """A case in quarantine: since when, up to and with which day, and what it was put there for."""

    digest: str
    since: date
    until: date
    disagreements: int


@dataclass
class _Case:
    """One case as the records are walked."""

    digest: str = ""
    seen: list[tuple[str, Outcome]] = field(default_factory=list)
    held: Held | None = None

    def disagreements(self) -> int:
        """Count the trials that were in the minority among those of their release."""
        passed: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for release, outcome in self.seen:
            passed[release] += outcome.passed
            failed[release] += outcome.failed
        return sum(min(passed[release], failed[release]) for release in passed)


def quarantined(
    records: Iterable[Record], before: Mapping[str, Held], rule: FlakyRule, today: date
) -> dict[str, Held]:
    """Return the cases in quarantine today, from the records in order and what stood before them.

    A case that breaks a zero-tolerance promise leaves at once. After its day a case counts
    again, and only what it does from then on can put it back; so does a case that was changed.
    """
    cases = {name: _Case(held.digest, held=held) for name, held in before.items()}
    for record in records:
        for name, outcome in record.cases.items():
            _take(cases.setdefault(name, _Case()), record, outcome, rule)
    return {
        name: case.held
        for name, case in sorted(cases.items())
        if case.held is not None and case.held.until >= today
    }


def _take(case: _Case, record: Record, outcome: Outcome, rule: FlakyRule) -> None:
    if case.digest != outcome.digest or outcome.broken:
        case.digest, case.seen, case.held = outcome.digest, [], None
    if outcome.broken:
        return
    if case.held is not None:
        if record.day <= case.held.until:
            return
        case.seen, case.held = [], None
    case.seen = [*case.seen, (record.release, outcome)][-rule.runs :]
    found = case.disagreements()
    if found >= rule.disagreements:
        until = record.day + timedelta(days=rule.days)
        case.held = Held(digest=case.digest, since=record.day, until=until, disagreements=found)


def read_history(folder: Path) -> tuple[Record, ...]:
    """Read a data directory's records, oldest first; a line that was cut off is left out."""
    try:
        lines = (folder / HISTORY).read_text("utf-8").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        try:
            found.append(Record.model_validate_json(line))
        except ValidationError:
            continue
    return tuple(found)


def keep(folder: Path, record: Record) -> tuple[Record, ...]:
    """Add a run to the records and return them, the oldest dropped beyond `MOST_RECORDS`."""
    records = (*read_history(folder), record)[-MOST_RECORDS:]
    text = "".join(f"{one.model_dump_json()}\n" for one in records)
    (folder / HISTORY).write_text(text, "utf-8")
    return records
