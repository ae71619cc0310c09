"""Hardship as the assistant and the reply verifier see it: what was said, what can be had."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from tools.values import Count, Money, Percent, View

Sum = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]
Circumstance = Literal[
    "health", "caring", "bereavement", "household_change", "disaster", "benefits", "new_child"
]


class Monthly(View):
    """Dollars a month, known as a range; the same twice where it is known exactly."""

    low: Sum
    high: Sum


class HardshipIntake(View):
    """What the borrower said so far; None is "not said yet", `unsure` names what isn't known.

    `lasts_months` is how long it is expected to last, `preferred_day` the day of the month on
    which paying would suit, `contact` how people should reach them.
    """

    income: Monthly | None = None
    essentials: Monthly | None = None
    other_debt: Monthly | None = None
    can_pay: Monthly | None = None
    lasts_months: int | None = Field(None, ge=0, le=120)
    reason: str | None = Field(None, max_length=500)
    since: date | None = None
    preferred_day: int | None = Field(None, ge=1, le=31)
    contact: str | None = Field(None, max_length=120)
    circumstances: tuple[Circumstance, ...] = ()
    unsure: tuple[str, ...] = ()


class PlanMonth(View):
    """A month of a plan: what falls due, what of it is interest and fees, what is left."""

    due_date: date
    payment: Money
    interest: Money
    fees: Money
    balance: Money


class PlanOption(View):
    """A programme as it would run on this line.

    `interest` is what the plan's own months are charged; `cost` interest and fees until nothing
    is owed, with the contract's minimum after the plan. `closes_line` ends new use for good;
    otherwise the line can't be used while the plan runs. `reporting` is what the bureaus hear
    while it is kept: as agreed, or the standing that the line had when the plan began.
    """

    program: str
    name: str
    payment: Money
    months: Count
    apr: Percent
    first_due_date: date
    ends_on: date
    interest: Money
    cost: Money
    margin: Money | None
    closes_line: bool
    documents: bool
    reporting: Literal["as_agreed", "as_at_enrolment"]
    schedule: tuple[PlanMonth, ...]


class PlanExcluded(View):
    """Why a programme isn't offered."""

    program: str
    code: str
    why: str


class PlanOptions(View):
    """At most three options, the cheapest in all first, and why there are no others.

    `route` is the team that helps where no ordinary plan may be offered. `minimum_cost` is
    interest and fees of paying the contract's minimum until nothing is owed; `nothing_cost` of
    paying nothing until charge-off.
    """

    options: tuple[PlanOption, ...]
    excluded: tuple[PlanExcluded, ...]
    route: Literal["bankruptcy", "estates", "military", "recovery", "hardship"]
    affordable: Money | None
    minimum_cost: Money
    minimum_months: Count
    nothing_cost: Money
    nothing_months: Count


class PlanRequest(View):
    """The latest request for a plan and how it stands.

    An approved one can be accepted by `draft_id` and `content_sha256`, the very content that was
    approved. `reasons` are those of a decline.
    """

    draft_id: str
    content_sha256: str
    state: Literal["reviewing", "approved", "declined", "accepted"]
    submitted_at: datetime
    answer_by: date
    option: PlanOption
    reasons: tuple[str, ...]
    decided_at: datetime | None
