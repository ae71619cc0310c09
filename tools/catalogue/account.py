"""Where the line stands."""

from tools.tool import Arguments, Tool, ToolContext
from tools.views import AccountSnapshot, RightsPage


class NoArguments(Arguments):
    """Takes nothing."""


async def account_snapshot(context: ToolContext, arguments: NoArguments) -> AccountSnapshot:
    """Return balance, minimum, due date, limit, rates, autopay, plan, flags and what is pending."""
    return await context.books.snapshot()


async def rights(context: ToolContext, arguments: NoArguments) -> RightsPage:
    """Return disputes, complaints, requests and flags on record, with their deadlines."""
    return RightsPage(records=await context.books.rights())


TOOLS = (
    Tool("rights", rights.__doc__ or "", "borrower", "read", NoArguments, rights),
    Tool(
        "account_snapshot",
        account_snapshot.__doc__ or "",
        "borrower",
        "read",
        NoArguments,
        account_snapshot,
    ),
)
