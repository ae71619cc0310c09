"""Disputing charges: a quote that only the borrower's button confirms."""

from datetime import date
from typing import Literal

from pydantic import Field

from tools.catalogue.quoting import quote
from tools.tool import Arguments, Tool, ToolContext
from tools.values import Money
from tools.views import QuoteView, Refusal

MOST_CHARGES = 8
MOST_KINDS = 4
Kind = Literal[
    "unauthorized_use",
    "billing_error",
    "unauthorized_extension",
    "not_identified",
    "not_delivered",
    "credit_not_posted",
    "computational",
    "clarification",
    "statement_not_sent",
    "quality",
    "identity_theft",
    "fee_or_interest",
    "posting",
]


class Told(Arguments):
    """What the borrower told of a claim; what wasn't said is left out.

    `amount` and `on` are those of the payment or credit that is missing. Of an error of computation
    that names no charge, `on` is a day by which the statement meant had closed (none: the latest).
    """

    amount: Money | None = Field(None, gt=0)
    on: date | None = None
    expected_by: date | None = Field(None, description="when goods should have come")
    asked_merchant: bool | None = Field(None, description="tried to settle it with the merchant")
    tried_to_return: bool | None = None
    what: str | None = Field(None, min_length=1, max_length=500, description="what is wrong")
    who: str | None = Field(None, min_length=1, max_length=200, description="who promised or sent")


class Disputed(Arguments):
    """What is disputed for one reason: charges, or what was told where there is no charge."""

    kind: Kind = Field(
        description="unauthorized_use: the borrower didn't make it; billing_error: charged twice"
        " or another amount; quality: accepted and not as it should be; posting: a payment"
        " credited on the wrong day; the others as 12 CFR 1026.13(a) has them"
    )
    transaction_ids: tuple[str, ...] = Field((), max_length=MOST_CHARGES)
    told: Told = Told()


class FileDispute(Arguments):
    """What is disputed, by kind."""

    claims: tuple[Disputed, ...] = Field(min_length=1, max_length=MOST_KINDS)


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
