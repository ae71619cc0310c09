"""Hardship plans: asking for one, and accepting one that a person approved, as quotes."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.catalogue.quoting import quote
from tools.tool import Arguments, Tool, ToolContext
from tools.views import QuoteView, Refusal

Sum = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class Monthly(Arguments):
    """Dollars a month, known as a range; the same twice where it is known exactly."""

    low: Sum
    high: Sum


class SubmitHardshipDraft(Arguments):
    """The programme wanted, and what the borrower said; what they don't know is left out."""

    program: str = Field(max_length=60)
    income: Monthly | None = None
    essentials: Monthly | None = None
    other_debt: Monthly | None = None
    can_pay: Monthly | None = None
    lasts_months: int | None = Field(None, ge=0, le=120)
    reason: str | None = Field(None, max_length=500)


async def submit_hardship_draft(
    context: ToolContext, arguments: SubmitHardshipDraft
) -> QuoteView | Refusal:
    """Quote asking a person to review a hardship plan. The borrower confirms it."""
    return await quote(context, "submit_hardship_draft", arguments)


class AcceptPlan(Arguments):
    """Which approved draft, and the hash of the very content that was approved."""

    draft_id: str = Field(max_length=60)
    content_sha256: str = Field(pattern="^[0-9a-f]{64}$")


async def accept_plan(context: ToolContext, arguments: AcceptPlan) -> QuoteView | Refusal:
    """Quote starting a plan that a person approved. The borrower confirms it."""
    return await quote(context, "accept_plan", arguments)


TOOLS = (
    Tool(
        "submit_hardship_draft",
        submit_hardship_draft.__doc__ or "",
        "borrower",
        "quote",
        SubmitHardshipDraft,
        submit_hardship_draft,
    ),
    Tool("accept_plan", accept_plan.__doc__ or "", "borrower", "quote", AcceptPlan, accept_plan),
)
