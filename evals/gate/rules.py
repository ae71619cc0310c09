"""What a release must hold, as data: `evals/gate.yaml`."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evals.gate.flaky import FlakyRule
from evals.scorers.invariants import INVARIANTS

PATH = Path(str(files("evals"))) / "gate.yaml"


class GateError(Exception):
    """The gate's rules can't be used; says why."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Budgets(_Rule):
    """The most a run may cost. `turn_yardsticks` is the median turn over the yardstick's work."""

    turn_yardsticks: float = Field(gt=0)
    model_calls_per_turn: float = Field(gt=0)
    tokens_per_turn: float = Field(ge=0)
    lost_share: float = Field(ge=0, lt=1)


class Waiver(_Rule):
    """A finding that someone answers for until a day. It shows in every report."""

    finding: str
    name: str = Field(min_length=3)
    reason: str = Field(min_length=20)
    expires: date


class Rules(_Rule):
    """The gate.

    `zero_tolerance` names invariants that no trial may break; `least` the least pass rate by
    suite, `default` where a suite has none of its own; `alpha` the chance of a false alarm over
    all suites together; `drop` the drop whose power is printed; `flaky` when a case that disagrees
    with itself isn't counted; `judge` the least value of a
    judge's metrics, where one is configured.
    """

    zero_tolerance: tuple[str, ...]
    least: dict[str, float]
    default: float = Field(ge=0, le=1)
    alpha: float = Field(gt=0, lt=1)
    drop: float = Field(gt=0, lt=1)
    trials: int = Field(ge=1)
    budgets: Budgets
    flaky: FlakyRule = FlakyRule(disagreements=2, runs=5, days=14)
    judge: dict[str, float] = Field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()

    @field_validator("zero_tolerance")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = set(names) - set(INVARIANTS)
        if unknown:
            raise ValueError(f"no invariant is called {', '.join(sorted(unknown))}")
        return names

    @classmethod
    def load(cls, path: Path = PATH) -> "Rules":
        """Read the rules. Raises `GateError`."""
        try:
            data: Any = yaml.safe_load(path.read_text("utf-8"))
            return cls.model_validate(data)
        except (OSError, yaml.YAMLError) as error:
            raise GateError(f"{path} can't be read: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise GateError(f"{path}: {place}: {first['msg']}") from error
