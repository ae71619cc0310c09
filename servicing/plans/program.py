"""What a hardship programme is: data, read from `programs/*.yaml` and checked in full."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Predicate = Literal["open", "no_flag", "no_plan", "owes", "past_due", "once_in_12_months"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoPayment(_Part):
    """Nothing is due while it runs; interest goes on, so the balance may grow by it."""

    rule: Literal["none"]


class PercentPayment(_Part):
    """A share of what is owed at the start, in whole dollars, rounded up."""

    rule: Literal["percent"]
    percent: Decimal = Field(gt=0, le=100)


class PastDueParts(_Part):
    """The contract's own minimum, and what is past due in equal parts."""

    rule: Literal["past_due_parts"]
    parts: int = Field(ge=2, le=12)


class Parts(_Part):
    """All that is owed in equal parts."""

    rule: Literal["parts"]
    parts: int = Field(ge=2, le=12)


class Amortise(_Part):
    """One payment that pays everything off within the programme's months."""

    rule: Literal["amortise"]


PaymentRule = Annotated[
    NoPayment | PercentPayment | PastDueParts | Parts | Amortise, Field(discriminator="rule")
]


class Lasts(_Part):
    """For how long a hardship it suits, in months expected; left open where None."""

    least: int | None = Field(None, ge=0)
    most: int | None = Field(None, ge=0)


class Program(_Part):
    """A programme. All its limits are the lender's policy (`policy`), not law.

    `apr` is a rate in percent that no balance may exceed, or "contract" where rates stay.
    No plan bears late or returned-payment fees. What it reverts to isn't data either: the rates
    before it, never higher on what was owed (12 CFR 1026.55(b)(5)). `reporting` is what the
    bureaus hear while it is kept; with `broken_after` of its payments unpaid it is broken.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    policy: str
    products: tuple[str, ...] = Field(min_length=1)
    months: int = Field(ge=1, le=60)
    payment: PaymentRule
    apr: Decimal | Literal["contract"]
    line: Literal["blocked", "closed"]
    decided_by: Literal["agent", "lead"]
    documents: bool
    lasts_months: Lasts
    eligible: tuple[Predicate, ...]
    broken_after: int = Field(ge=1, le=3)
    reporting: Literal["as_agreed", "as_at_enrolment"]


@cache
def programs() -> Mapping[str, Program]:
    """Return the programmes there are, by id; raises `ValueError` for one that isn't whole."""
    found: dict[str, Program] = {}
    folder = files("servicing.plans") / "programs"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml"):
            data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
            program = Program.model_validate(data)
            found[program.id] = program
    return found
