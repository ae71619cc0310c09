"""Hardship plans: which fit, asking for one, how a request stands, accepting an approved one.

Asking for a plan is a record, not a quote: people look at it, nothing about the line changes, and
so the borrower's words are enough. Starting a plan changes the line and takes their button.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.catalogue.quoting import quote
from tools.plan_views import HardshipIntake, PlanOptions, PlanRequest
from tools.tool import Arguments, Tool, ToolContext
from tools.views import Outcome, QuoteView, Refusal

Sum = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]
NO_PLAN_FITS = Refusal(
    code="no_plan_fits",
    message="None of the plans fits; a person can look at what else there is.",
    policy="hardship-programs",
)


class Monthly(Arguments):
    """Dollars a month, known as a range; the same twice where it is known exactly."""

    low: Sum
    high: Sum


class PlanOptionsFor(Arguments):
    """What the borrower said, a month; what they don't know is left out."""

    income: Monthly | None = None
    essentials: Monthly | None = None
    other_debt: Monthly | None = None
    can_pay: Monthly | None = None
    lasts_months: int | None = Field(None, ge=0, le=120)

    def said(self) -> HardshipIntake:
        """Return it as the books take it."""
        names = PlanOptionsFor.model_fields
        return HardshipIntake.model_validate(self.model_dump(include=set(names)))


async def plan_options(context: ToolContext, arguments: PlanOptionsFor) -> PlanOptions | Refusal:
    """Return the hardship plans that fit what the borrower said, best first, and why no others."""
    return await context.books.plan_options(arguments.said())


class PlanStatus(Arguments):
    """Takes nothing."""


async def plan_status(context: ToolContext, arguments: PlanStatus) -> PlanRequest | Refusal:
    """Return the latest request for a plan: being reviewed, approved, declined or accepted."""
    found = await context.books.plan_request()
    if found is None:
        return Refusal(code="no_plan_request", message="No plan has been asked for.")
    return found


class SubmitHardshipDraft(PlanOptionsFor):
    """The programme wanted (the best one if left out), and what the borrower said."""

    program: str | None = Field(None, max_length=60)
    reason: str | None = Field(None, max_length=500)


async def submit_hardship_draft(
    context: ToolContext, arguments: SubmitHardshipDraft
) -> Outcome | Refusal:
    """Send a hardship plan to people for review, when the borrower asks for that.

    Changes nothing about the line; a plan starts only when it is approved and then accepted.
    """
    program = arguments.program
    if program is None:
        plans = await context.books.plan_options(arguments.said())
        if isinstance(plans, Refusal):
            return plans
        if not plans.options:
            return NO_PLAN_FITS
        program = plans.options[0].program
    asked = arguments.model_copy(update={"program": program})
    quoted = await quote(context, "submit_hardship_draft", asked)
    if isinstance(quoted, Refusal):
        return quoted
    outcome = await context.books.confirm(quoted.token, context.conversation)
    return outcome.refusal or outcome


class AcceptPlan(Arguments):
    """Which approved draft, and the hash of the very content that was approved."""

    draft_id: str = Field(max_length=60)
    content_sha256: str = Field(pattern="^[0-9a-f]{64}$")


async def accept_plan(context: ToolContext, arguments: AcceptPlan) -> QuoteView | Refusal:
    """Quote starting a plan that a person approved. The borrower confirms it."""
    return await quote(context, "accept_plan", arguments)


TOOLS = (
    Tool(
        "plan_options",
        plan_options.__doc__ or "",
        "borrower",
        "read",
        PlanOptionsFor,
        plan_options,
    ),
    Tool("plan_status", plan_status.__doc__ or "", "borrower", "read", PlanStatus, plan_status),
    Tool(
        "submit_hardship_draft",
        submit_hardship_draft.__doc__ or "",
        "borrower",
        "record",
        SubmitHardshipDraft,
        submit_hardship_draft,
    ),
    Tool("accept_plan", accept_plan.__doc__ or "", "borrower", "quote", AcceptPlan, accept_plan),
)
