"""What a hardship programme is: data, read from `programs/*.yaml` and checked in full."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Predicate = Literal[
    "open", "charged_off", "no_flag", "no_plan", "owes", "past_due", "current", "once_in_12_months"
]
Offer = Literal["planner", "own_action", "staff", "window"]
End = Literal["time", "paid_off", "broken", "left", "stopped"]


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


class ContractPayment(_Part):
    """The contract's own minimum, past due included: nothing about it changes."""

    rule: Literal["contract"]


class Settle(_Part):
    """A share of what is owed, at least, in equal parts; the rest is forgiven once it is paid."""

    rule: Literal["settle"]
    least_percent: Decimal = Field(gt=0, lt=100)
    parts: int = Field(ge=1, le=12)


PaymentRule = Annotated[
    NoPayment | PercentPayment | PastDueParts | Parts | Amortise | ContractPayment | Settle,
    Field(discriminator="rule"),
]


class Effects(_Part):
    """What the books do while it runs.

    `past_due` is what becomes of minimums unpaid at the start: they wait, or stay past due
    without growing older, or nothing changes about them.
    """

    minimum: Literal["contract", "plan_payment", "none"]
    fees: Literal["contract", "waived"]
    interest: Literal["contract", "capped", "none"]
    past_due: Literal["contract", "set_aside", "stands_still"]


class Lasts(_Part):
    """For how long a hardship it suits, in months expected; left open where None."""

    least: int | None = Field(None, ge=0)
    most: int | None = Field(None, ge=0)


class Program(_Part):
    """A programme. All its limits are the lender's policy (`policy`), not law; `cites` is law.

    `offer` says who opens it: the planner, an action of its own, staff, or staff for an area and a
    period. `apr` is a rate in percent that no balance may exceed, or "contract" where rates stay.
    `reporting` is what the bureaus hear while it is kept; with `broken_after` of its payments
    unpaid it is broken. However it ends, the contract comes back: the rates before it, never
    higher on what was owed (12 CFR 1026.55(b)(5)). `days` is how long a relief lasts.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    policy: str
    cites: tuple[str, ...]
    offer: Offer
    products: tuple[str, ...] = Field(min_length=1)
    months: int = Field(ge=1, le=60)
    days: int | None = Field(None, ge=1, le=366)
    payment: PaymentRule
    apr: Decimal | Literal["contract"]
    line: Literal["open", "blocked", "closed"]
    decided_by: Literal["agent", "lead"]
    documents: bool
    lasts_months: Lasts
    eligible: tuple[Predicate, ...]
    per_12_months: int | None = Field(ge=1, le=12)
    effects: Effects
    ends: tuple[End, ...] = Field(min_length=1)
    reverts_to: Literal["contract"]
    broken_after: int = Field(ge=1, le=3)
    reporting: Literal["as_agreed", "as_at_enrolment"]

    def is_for(self, product_id: str) -> bool:
        """Tell whether lines of a product may have it."""
        return product_id in self.products

    @model_validator(mode="after")
    def holds_together(self) -> "Program":
        """Refuse effects that the terms don't have, and a limit that nothing checks."""
        rule, effects = self.payment.rule, self.effects
        minimum = {"none": "none", "contract": "contract"}.get(rule, "plan_payment")
        if effects.minimum != minimum:
            raise ValueError(f"{self.id}: a payment by {rule} leaves the minimum {minimum}")
        capped = effects.interest == "capped"
        if capped != (self.apr != "contract"):
            raise ValueError(f"{self.id}: a rate caps interest, and nothing else does")
        if (self.per_12_months == 1) != ("once_in_12_months" in self.eligible):
            raise ValueError(
                f"{self.id}: once in 12 months is a predicate, and the other way round"
            )
        if (self.days is None) != (self.offer != "window"):
            raise ValueError(f"{self.id}: relief lasts a number of days, and nothing else does")
        if self.reporting == "as_at_enrolment" and effects.past_due == "contract":
            raise ValueError(f"{self.id}: a line that ages can't be reported as at enrolment")
        return self


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
