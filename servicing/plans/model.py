"""The nouns of planning: what is known of the line and of the borrower, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from servicing.money import ZERO, Money
from servicing.products import Product


@dataclass(frozen=True, slots=True)
class Between:
    """An amount that is known as a range; the planner takes the end that promises less."""

    low: Money
    high: Money

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards or below nothing."""
        if not Money(0) <= self.low <= self.high:
            raise ValueError(f"no range of amounts: {self.low} to {self.high}")


@dataclass(frozen=True, slots=True)
class Intake:
    """What the borrower says, a month; None is "not sure" or "rather not say".

    `lasts_months` is how long it is expected to last. The reason is kept for people to read and
    decides nothing (12 CFR 1002.4(a)): no programme asks for one.
    """

    income: Between | None = None
    essentials: Between | None = None
    other_debt: Between | None = None
    can_pay: Between | None = None
    lasts_months: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """What the planner knows of a line, as of a day. Amounts that are disputed are left out.

    `charges` are interest and fees posted and owed. `running` is the interest of the running cycle
    up to today at the contract's rates, not posted yet; a plan's rate holds for all of that cycle,
    so a plan's interest counts from `accrues_from`, its first day (today where that is None).
    `minimum` is the contract's own, without what is past due.
    """

    product: Product
    today: date
    first_due_on: date
    purchase: Money
    draw: Money
    charges: Money
    purchase_apr: Decimal
    draw_apr: Decimal
    minimum: Money
    past_due: Money
    status: str
    flags: frozenset[str] = frozenset()
    in_plan: bool = False
    last_plan_on: date | None = None
    running: Money = ZERO
    accrues_from: date | None = None

    @property
    def balance(self) -> Money:
        """What is owed and not disputed, the running cycle's interest included."""
        return self.purchase + self.draw + self.charges + self.running

    @property
    def interest_from(self) -> date:
        """The first day whose interest isn't among `charges`."""
        return self.today if self.accrues_from is None else self.accrues_from


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a schedule: what falls due, what of it is interest and fees, what is left."""

    due_on: date
    payment: Money
    interest: Money
    fees: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Path:
    """What a way of paying costs until nothing is owed, or until the line is charged off."""

    months: int
    interest: Money
    fees: Money
    left: Money

    @property
    def cost(self) -> Money:
        """Interest and fees."""
        return self.interest + self.fees


@dataclass(frozen=True, slots=True)
class Option:
    """A programme as it would run on this line.

    `schedule` are the plan's months; `whole` the plan and the contract's minimum after it, until
    nothing is owed. `margin` is what is left of what is affordable. `status_reported` is by
    policy `reporting` of the programme. `forgives` is what a settlement no longer asks for once
    its last part is paid.
    """

    program: str
    name: str
    policy: str
    payment: Money
    apr: Decimal
    months: int
    first_due_on: date
    ends_on: date
    schedule: tuple[Month, ...]
    whole: Path
    margin: Money | None
    closes_line: bool
    decided_by: Literal["agent", "lead"]
    documents: bool
    status_reported: Literal["as_agreed", "as_at_enrolment"]
    forgives: Money = ZERO


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why a programme isn't offered: a stable code, its words, and the figures that decided."""

    program: str
    code: str
    why: str
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plans:
    """At most three options, the cheapest in all first, and why there are no others.

    `route` is the team that helps where no ordinary plan may be offered. `minimum_path` is paying
    the contract's minimum without new charges; `nothing_path` paying nothing until charge-off.
    """

    options: tuple[Option, ...]
    excluded: tuple[Excluded, ...]
    route: Literal["bankruptcy", "estates", "military", "recovery", "hardship"]
    affordable: Money | None
    minimum_path: Path
    nothing_path: Path


@dataclass(frozen=True, slots=True)
class Window:
    """Relief opened for an area: lines there may get it from `from_on` to `to_on`."""

    window_id: str
    program: str
    area: str
    from_on: date
    to_on: date
    reason: str
    opened_by: str
    opened_at: datetime
