"""What happened on the line, and why."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tools.catalogue.account import NoArguments
from tools.ports import TransactionQuery, lender_today
from tools.tool import Arguments, Tool, ToolContext
from tools.views import (
    ChargeExplanation,
    DailyInterest,
    Payoff,
    Refusal,
    Statement,
    TransactionPage,
)

HISTORY_DAYS = 400
MOST_FETCHED = 500
CHARGE_KINDS = {
    "latest_interest": ("interest",),
    "latest_fee": ("late_fee", "returned_fee"),
    "latest_subscription_fee": ("subscription_fee",),
}


class ListTransactions(Arguments):
    """Which transactions to return."""

    since: date | None = Field(None, description="first day, inclusive")
    until: date | None = Field(None, description="last day, inclusive")
    kinds: tuple[
        Literal[
            "purchase",
            "draw",
            "interest",
            "late_fee",
            "returned_fee",
            "subscription_fee",
            "draw_fee",
            "payment",
            "payment_return",
            "refund",
            "fee_waiver",
            "adjustment",
        ],
        ...,
    ] = ()
    merchant: str | None = Field(None, max_length=80, description="words of the merchant's name")
    amount: Decimal | None = Field(None, description="exact amount in dollars")
    order: Literal["newest", "largest"] = "newest"
    limit: int = Field(10, ge=1, le=50)


async def list_transactions(context: ToolContext, arguments: ListTransactions) -> TransactionPage:
    """Return posted transactions with count and sum, by day, kind, merchant or amount."""
    page = await context.books.transactions(
        TransactionQuery(
            since=arguments.since,
            until=arguments.until,
            kinds=arguments.kinds,
            merchant=arguments.merchant,
            amount=arguments.amount,
            limit=MOST_FETCHED,
        )
    )
    rows = page.transactions
    if arguments.order == "largest":
        rows = tuple(sorted(rows, key=lambda row: -row.amount))
    return page.model_copy(update={"transactions": rows[: arguments.limit]})


class GetStatement(Arguments):
    """Which statement to return."""

    closing_date: date | None = Field(None, description="closed on or before; default: the last")


async def get_statement(context: ToolContext, arguments: GetStatement) -> Statement | Refusal:
    """Return a periodic statement: dates, totals, interest by balance type, transactions."""
    found = await context.books.statement(arguments.closing_date)
    if found is None:
        return Refusal(code="no_statement", message="There is no statement for that time yet.")
    return found


class ExplainCharge(Arguments):
    """Which charge to explain."""

    charge: str = Field(
        "latest_interest",
        max_length=80,
        description='a transaction id, "latest_interest", "latest_fee" (late or returned payment)'
        ' or "latest_subscription_fee"',
    )


async def explain_charge(
    context: ToolContext, arguments: ExplainCharge
) -> ChargeExplanation | Refusal:
    """Return how an interest or fee charge was computed, step by step."""
    charge = arguments.charge
    if charge in CHARGE_KINDS:
        today = lender_today(context.clock)
        page = await context.books.transactions(
            TransactionQuery(
                since=today - timedelta(days=HISTORY_DAYS), kinds=CHARGE_KINDS[charge], limit=1
            )
        )
        if not page.transactions:
            return Refusal(code="no_such_charge", message="I don't see a charge like that.")
        charge = page.transactions[0].id
    return await context.books.explain_charge(charge)


async def daily_interest(context: ToolContext, arguments: NoArguments) -> DailyInterest:
    """Return what today's balances cost in interest per day, by balance type."""
    return await context.books.daily_interest()


class PayoffArguments(Arguments):
    """The day the line is to be paid off."""

    as_of: date


async def payoff(context: ToolContext, arguments: PayoffArguments) -> Payoff | Refusal:
    """Return the amount that settles the line on a day, with interest built up by then."""
    return await context.books.payoff(arguments.as_of)


TOOLS = (
    Tool(
        "list_transactions",
        list_transactions.__doc__ or "",
        "borrower",
        "read",
        ListTransactions,
        list_transactions,
    ),
    Tool(
        "get_statement",
        get_statement.__doc__ or "",
        "borrower",
        "read",
        GetStatement,
        get_statement,
    ),
    Tool(
        "explain_charge",
        explain_charge.__doc__ or "",
        "borrower",
        "read",
        ExplainCharge,
        explain_charge,
    ),
    Tool(
        "daily_interest",
        daily_interest.__doc__ or "",
        "borrower",
        "read",
        NoArguments,
        daily_interest,
    ),
    Tool("payoff", payoff.__doc__ or "", "borrower", "read", PayoffArguments, payoff),
)
