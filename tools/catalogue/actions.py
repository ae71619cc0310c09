"""What a borrower can have done beside paying: each is a quote that only their button confirms."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tools.catalogue.quoting import quote
from tools.tool import Arguments, Tool, ToolContext
from tools.views import QuoteView, Refusal

Sum = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)]
Income = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class SetAutopay(Arguments):
    """The instruction wanted; what is left out stays as it is."""

    kind: Literal["off", "minimum", "statement", "current", "fixed", "fee"] | None = Field(
        None, description='what to take; "off" ends autopay'
    )
    amount: Sum | None = Field(None, description='dollars, for kind "fixed" only')
    days_before_due: int | None = Field(None, ge=0, le=31, description="0 is the due date itself")

    @model_validator(mode="after")
    def something(self) -> "SetAutopay":
        """Require something to set, and an amount only where it means one."""
        if self.kind is None and self.amount is None and self.days_before_due is None:
            raise ValueError("give a kind, an amount or a day")
        if self.amount is not None and self.kind not in (None, "fixed"):
            raise ValueError('an amount goes with kind "fixed"')
        return self


async def set_autopay(context: ToolContext, arguments: SetAutopay) -> QuoteView | Refusal:
    """Quote turning autopay on, changing it, or turning it off. The borrower confirms it."""
    return await quote(context, "set_autopay", arguments)


class DrawFunds(Arguments):
    """How much to draw."""

    amount: Sum


async def draw_funds(context: ToolContext, arguments: DrawFunds) -> QuoteView | Refusal:
    """Quote a cash draw to the linked bank. Moves nothing: the borrower confirms it."""
    return await quote(context, "draw_funds", arguments)


class ChangeDueDate(Arguments):
    """The day of the month on which payments should be due."""

    day: int = Field(ge=1, le=31)


async def change_due_date(context: ToolContext, arguments: ChangeDueDate) -> QuoteView | Refusal:
    """Quote moving the due day of every month. Changes nothing: the borrower confirms it."""
    return await quote(context, "change_due_date", arguments)


class RequestFeeWaiver(Arguments):
    """Which fee."""

    fee: str | None = Field(
        None, max_length=80, description='"late_fee", "returned_fee" or a transaction id'
    )


async def request_fee_waiver(
    context: ToolContext, arguments: RequestFeeWaiver
) -> QuoteView | Refusal:
    """Quote taking a fee off, where policy allows it on request. The borrower confirms it."""
    return await quote(context, "request_fee_waiver", arguments)


class RequestLineIncrease(Arguments):
    """The limit wanted, with monthly income before taxes and monthly housing cost."""

    limit: Sum
    income: Income
    housing: Income


async def request_line_increase(
    context: ToolContext, arguments: RequestLineIncrease
) -> QuoteView | Refusal:
    """Quote a request for a higher limit, which people decide. The borrower confirms it."""
    return await quote(context, "request_line_increase", arguments)


class SetContactPreference(Arguments):
    """A channel on or off, for one purpose or all."""

    channel: Literal["phone", "text", "email", "mail"]
    purpose: Literal["all", "servicing", "collections", "marketing"] = "all"
    allowed: bool = False


async def set_contact_preference(
    context: ToolContext, arguments: SetContactPreference
) -> QuoteView | Refusal:
    """Quote turning calls, texts or e-mails off or on. The borrower confirms it."""
    return await quote(context, "set_contact_preference", arguments)


class CloseLine(Arguments):
    """Takes nothing."""


async def close_line(context: ToolContext, arguments: CloseLine) -> QuoteView | Refusal:
    """Quote closing the line: no new use, what is owed goes on. The borrower confirms it."""
    return await quote(context, "close_line", arguments)


def _tool(
    arguments: type[Any], run: Callable[[ToolContext, Any], Awaitable[QuoteView | Refusal]]
) -> Tool[Any]:
    return Tool(run.__name__, run.__doc__ or "", "borrower", "quote", arguments, run)


TOOLS = (
    _tool(SetAutopay, set_autopay),
    _tool(DrawFunds, draw_funds),
    _tool(ChangeDueDate, change_due_date),
    _tool(RequestFeeWaiver, request_fee_waiver),
    _tool(RequestLineIncrease, request_line_increase),
    _tool(SetContactPreference, set_contact_preference),
    _tool(CloseLine, close_line),
)
