"""What the last accepted release scored, case by case."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.gate.flaky import Held
from evals.gate.rules import PATH
from evals.results import CaseResult, Results

BASELINE = PATH.with_name("baseline.json")


class BaselineError(Exception):
    """The baseline can't be used; says why."""


class Mark(BaseModel):
    """One case's result: what the case was, whether it passed every trial, its share of checks.

    `since` is the day on which a baseline first had the case, as it stands, as failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    passed: bool
    share: float
    since: date | None = None


class Baseline(BaseModel):
    """A release's results, by suite/case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str
    quarantine: dict[str, Held] = Field(default_factory=dict)
    cases: dict[str, Mark]

    @classmethod
    def of(
        cls,
        release: str,
        results: Results,
        quarantine: Mapping[str, Held] | None = None,
        *,
        after: "Baseline | None" = None,
        today: date | None = None,
    ) -> "Baseline":
        """Return the baseline that a run makes; lost cases are left out.

        A failed case keeps the day that it has in the baseline `after` which this one comes, and
        is known from `today` where it has none there.
        """
        before = after.cases if after is not None else {}
        return cls(
            release=release,
            quarantine=dict(quarantine or {}),
            cases={
                case.name: Mark(
                    digest=case.digest,
                    passed=case.ok,
                    share=round(case.share, 4),
                    since=None if case.ok else _since(case, before.get(case.name), today),
                )
                for case in results.cases
                if case.trials
            },
        )

    @classmethod
    def load(cls, path: Path = BASELINE) -> "Baseline | None":
        """Read a baseline; None where there is none yet. Raises `BaselineError`."""
        if not path.exists():
            return None
        try:
            return cls.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValidationError) as error:
            raise BaselineError(f"{path} is no baseline: {error}") from error

    def save(self, path: Path = BASELINE) -> None:
        """Write the baseline, one case a line so that changes can be read."""
        lines = ",\n".join(
            f'    "{name}": {mark.model_dump_json(exclude_none=True)}'
            for name, mark in sorted(self.cases.items())
        )
        held = {name: one.model_dump(mode="json") for name, one in self.quarantine.items()}
        quarantine = f'  "quarantine": {json.dumps(held)},\n' if held else ""
        text = f'{{\n  "release": "{self.release}",\n{quarantine}  "cases": {{\n{lines}\n  }}\n}}\n'
        path.write_text(text, "utf-8")


def _since(case: CaseResult, before: Mark | None, today: date | None) -> date | None:
    same = before is not None and before.digest == case.digest and not before.passed
    return (before.since or today) if same and before is not None else today
