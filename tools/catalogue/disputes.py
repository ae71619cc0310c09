"""Disputing charges: a quote that only the borrower's button confirms."""

from typing import Literal

from pydantic import Field

from tools.catalogue.quoting import quote
from tools.tool import Arguments, Tool, ToolContext
from tools.views import QuoteView, Refusal

MOST_CHARGES = 8


class Disputed(Arguments):
    """Charges disputed for one reason."""

    kind: Literal["unauthorized_use", "billing_error"] = Field(
        description="the borrower didn't make them, or something about them is wrong"
    )
    transaction_ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_CHARGES)


class FileDispute(Arguments):
    """What is disputed, by kind."""

    claims: tuple[Disputed, ...] = Field(min_length=1, max_length=2)


async def file_dispute(context: ToolContext, arguments: FileDispute) -> QuoteView | Refusal:
    """Quote filing a dispute of charges. Sets nothing aside: the borrower confirms it."""
    return await quote(context, "file_dispute", arguments)


class WithdrawClaim(Arguments):
    """Which dispute, by its reference; may be left out where there is one."""

    reference: str | None = Field(None, max_length=80)


async def withdraw_claim(context: ToolContext, arguments: WithdrawClaim) -> QuoteView | Refusal:
    """Quote taking a dispute back. The borrower confirms it."""
    return await quote(context, "withdraw_claim", arguments)


TOOLS = (
    Tool(
        "file_dispute", file_dispute.__doc__ or "", "borrower", "quote", FileDispute, file_dispute
    ),
    Tool(
        "withdraw_claim",
        withdraw_claim.__doc__ or "",
        "borrower",
        "quote",
        WithdrawClaim,
        withdraw_claim,
    ),
)
