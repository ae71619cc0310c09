"""Money coming in: what is known of payments, and quotes for new ones."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from tools.catalogue.quoting import quote
from tools.tool import Arguments, Tool, ToolContext
from tools.views import (
    PayDown,
    PaymentEffect,
    PaymentPage,
    QuoteView,
    Refusal,
    SupposedPayment,
)

AmountKind = Literal["amount", "minimum", "statement", "current", "past_due", "plan", "draw"]


class ListPayments(Arguments):
    """How many payments to return."""

    limit: int = Field(5, ge=1, le=25)


async def list_payments(context: ToolContext, arguments: ListPayments) -> PaymentPage:
    """Return payments, newest first, with status, bank and any return reason."""
    return await context.books.payments(arguments.limit)


class MakePayment(Arguments):
    """How much to pay."""

    amount: Decimal | None = Field(None, gt=0, max_digits=9, decimal_places=2)
    amount_kind: AmountKind = Field(
        "amount", description="the amount by name when no figure was given"
    )

    @model_validator(mode="after")
    def one_amount(self) -> Self:
        """Require an amount or the name of one, not both."""
        if (self.amount is None) == (self.amount_kind == "amount"):
            raise ValueError("give either an amount or an amount_kind")
        return self


class SimulatePayment(MakePayment):
    """The payment that is asked about."""

    amount_kind: Literal["amount", "minimum", "current"] = Field(
        "amount", description="the amount by name when no figure was given"
    )


async def simulate_payment(
    context: ToolContext, arguments: SimulatePayment
) -> PaymentEffect | Refusal:
    """Return what a payment would leave of balance and minimum. Quotes and moves nothing."""
    line = await context.books.snapshot()
    named = {"minimum": line.minimum_due, "current": line.balance.current}
    amount = arguments.amount or named[arguments.amount_kind]
    if amount <= 0:
        return Refusal(code="nothing_due", message="There is nothing to pay right now.")
    owed = max(line.balance.current, Decimal("0.00"))
    return PaymentEffect(
        payment=SupposedPayment(amount=amount),
        balance=max(owed - amount, Decimal("0.00")),
        minimum_due=max(line.minimum_due - amount, Decimal("0.00")),
        credit=max(amount - owed, Decimal("0.00")),
    )


class ProjectPayoff(Arguments):
    """What would be paid each month."""

    monthly: Decimal | None = Field(
        None,
        gt=0,
        max_digits=9,
        decimal_places=2,
        description="dollars a month; leave out for the minimum alone",
    )


async def project_payoff(context: ToolContext, arguments: ProjectPayoff) -> PayDown | Refusal:
    """Estimate how long the line takes to pay off, and the interest until then.

    It assumes no new purchases or draws, today's rates and no late payment; say so with it.
    """
    return await context.books.pay_down(arguments.monthly)


class SchedulePayment(MakePayment):
    """How much to pay, and on which day."""

    on: date


async def make_payment(context: ToolContext, arguments: MakePayment) -> QuoteView | Refusal:
    """Quote a payment for today from the linked bank. Moves nothing: the borrower confirms it."""
    return await quote(context, "make_payment", arguments)


async def schedule_payment(context: ToolContext, arguments: SchedulePayment) -> QuoteView | Refusal:
    """Quote a payment for a later day. Moves nothing: the borrower confirms it."""
    return await quote(context, "schedule_payment", arguments)


class CancelPayment(Arguments):
    """Which payment to cancel."""

    payment_id: str = Field(max_length=80)


async def cancel_payment(context: ToolContext, arguments: CancelPayment) -> QuoteView | Refusal:
    """Quote the cancelling of a scheduled or pending payment. The borrower confirms it."""
    return await quote(context, "cancel_payment", arguments)


TOOLS = (
    Tool(
        "list_payments",
        list_payments.__doc__ or "",
        "borrower",
        "read",
        ListPayments,
        list_payments,
    ),
    Tool(
        "simulate_payment",
        simulate_payment.__doc__ or "",
        "borrower",
        "read",
        SimulatePayment,
        simulate_payment,
    ),
    Tool(
        "project_payoff",
        project_payoff.__doc__ or "",
        "borrower",
        "read",
        ProjectPayoff,
        project_payoff,
    ),
    Tool(
        "make_payment", make_payment.__doc__ or "", "borrower", "quote", MakePayment, make_payment
    ),
    Tool(
        "schedule_payment",
        schedule_payment.__doc__ or "",
        "borrower",
        "quote",
        SchedulePayment,
        schedule_payment,
    ),
    Tool(
        "cancel_payment",
        cancel_payment.__doc__ or "",
        "borrower",
        "quote",
        CancelPayment,
        cancel_payment,
    ),
)
