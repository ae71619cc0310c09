"""Hardship: what was said, what can be offered, and how a request stands, as they are shown."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from servicing.contract.shape import Dollars, Percent, Shape
from servicing.intakes import Circumstance, Told
from servicing.money import Money, total
from servicing.plans import model
from servicing.plans.drafts import Decision, Draft

Sum = Annotated[Dollars, Field(ge=0, max_digits=9, decimal_places=2)]
Text = Annotated[str, Field(max_length=500)]


class Monthly(Shape):
    """Dollars a month, known as a range; the same twice where it is known exactly."""

    low: Sum
    high: Sum


class HardshipIntake(Shape):
    """What the borrower said so far; null is "not said yet", `unsure` names what isn't known.

    `lasts_months` is how long it is expected to last, `preferred_day` the day of the month on
    which paying would suit, `contact` how people should reach them.
    """

    income: Monthly | None = None
    essentials: Monthly | None = None
    other_debt: Monthly | None = None
    can_pay: Monthly | None = None
    lasts_months: int | None = Field(None, ge=0, le=120)
    reason: Text | None = None
    since: date | None = None
    preferred_day: int | None = Field(None, ge=1, le=31)
    contact: Annotated[str, Field(max_length=120)] | None = None
    circumstances: tuple[Circumstance, ...] = Field((), max_length=7)
    unsure: tuple[Annotated[str, Field(max_length=40)], ...] = Field((), max_length=12)


class PlanMonth(Shape):
    """A month of a plan: what falls due, what of it is interest and fees, what is left."""

    due_date: date
    payment: Dollars
    interest: Dollars
    fees: Dollars
    balance: Dollars


class PlanOption(Shape):
    """A programme as it would run on this line.

    `interest` is what the plan's own months are charged; `cost` interest and fees until nothing
    is owed, with the contract's minimum after the plan. `closes_line` ends new use for good;
    otherwise the line can't be used while the plan runs. `reporting` is what the bureaus hear
    while it is kept: as agreed, or the standing that the line had when the plan began.
    """

    program: str
    name: str
    payment: Dollars
    months: int
    apr: Percent
    first_due_date: date
    ends_on: date
    interest: Dollars
    cost: Dollars
    margin: Dollars | None
    closes_line: bool
    documents: bool
    reporting: Literal["as_agreed", "as_at_enrolment"]
    schedule: tuple[PlanMonth, ...]


class PlanExcluded(Shape):
    """Why a programme isn't offered."""

    program: str
    code: str
    why: str


class PlanOptions(Shape):
    """At most three options, the cheapest in all first, and why there are no others.

    `route` is the team that helps where no ordinary plan may be offered. `minimum_cost` is
    interest and fees of paying the contract's minimum until nothing is owed; `nothing_cost` of
    paying nothing until charge-off.
    """

    options: tuple[PlanOption, ...]
    excluded: tuple[PlanExcluded, ...]
    route: Literal["bankruptcy", "estates", "military", "recovery", "hardship"]
    affordable: Dollars | None
    minimum_cost: Dollars
    minimum_months: int
    nothing_cost: Dollars
    nothing_months: int


class PlanRequest(Shape):
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


def intake_shown(told: Told) -> HardshipIntake:
    """Return what was said."""
    said = told.intake
    return HardshipIntake(
        income=_monthly(said.income),
        essentials=_monthly(said.essentials),
        other_debt=_monthly(said.other_debt),
        can_pay=_monthly(said.can_pay),
        lasts_months=said.lasts_months,
        reason=said.reason,
        since=told.since,
        preferred_day=told.preferred_day,
        contact=told.contact,
        circumstances=told.circumstances,
        unsure=told.unsure,
    )


def told(shown: HardshipIntake) -> Told:
    """Return what was said, for the planner. Raises `ValueError` where a range runs backwards."""
    said = model.Intake(
        income=_between(shown.income),
        essentials=_between(shown.essentials),
        other_debt=_between(shown.other_debt),
        can_pay=_between(shown.can_pay),
        lasts_months=shown.lasts_months,
        reason=shown.reason,
    )
    return Told(
        said, shown.since, shown.preferred_day, shown.contact, shown.circumstances, shown.unsure
    )


def plan_options(plans: model.Plans) -> PlanOptions:
    """Return what can be offered, and why not more."""
    return PlanOptions(
        options=tuple(plan_option(one) for one in plans.options),
        excluded=tuple(PlanExcluded.model_validate(one) for one in plans.excluded),
        route=plans.route,
        affordable=plans.affordable,
        minimum_cost=plans.minimum_path.cost,
        minimum_months=plans.minimum_path.months,
        nothing_cost=plans.nothing_path.cost,
        nothing_months=plans.nothing_path.months,
    )


def plan_option(one: model.Option) -> PlanOption:
    """Return an option with its schedule."""
    return PlanOption(
        program=one.program,
        name=one.name,
        payment=one.payment,
        months=one.months,
        apr=one.apr,
        first_due_date=one.first_due_on,
        ends_on=one.ends_on,
        interest=total(month.interest for month in one.schedule),
        cost=one.whole.cost,
        margin=one.margin,
        closes_line=one.closes_line,
        documents=one.documents,
        reporting=one.status_reported,
        schedule=tuple(
            PlanMonth(
                due_date=month.due_on,
                payment=month.payment,
                interest=month.interest,
                fees=month.fees,
                balance=month.balance,
            )
            for month in one.schedule
        ),
    )


def plan_request(draft: Draft, decision: Decision | None, accepted: bool) -> PlanRequest:
    """Return a request and how it stands."""
    state: Literal["reviewing", "approved", "declined", "accepted"] = "reviewing"
    if accepted:
        state = "accepted"
    elif decision is not None:
        state = "approved" if decision.decision == "approve" else "declined"
    return PlanRequest(
        draft_id=draft.draft_id,
        content_sha256=draft.content_sha256,
        state=state,
        submitted_at=draft.submitted_at,
        answer_by=draft.answer_by,
        option=plan_option(draft.option),
        reasons=decision.reasons if decision is not None and state == "declined" else (),
        decided_at=None if decision is None else decision.decided_at,
    )


def _monthly(one: model.Between | None) -> Monthly | None:
    return None if one is None else Monthly(low=one.low.dollars, high=one.high.dollars)


def _between(one: Monthly | None) -> model.Between | None:
    return None if one is None else model.Between(Money.of(one.low), Money.of(one.high))
