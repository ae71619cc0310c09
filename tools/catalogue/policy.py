"""What the lender's policies say."""

from pydantic import Field

from tools.ports import lender_today
from tools.tool import Arguments, Tool, ToolContext
from tools.views import PassagePage


class SearchPolicy(Arguments):
    """What to look for."""

    query: str = Field(min_length=1, max_length=400)
    document: str | None = Field(None, max_length=80, description="only this policy document")
    limit: int = Field(3, ge=1, le=8)


async def search_policy(context: ToolContext, arguments: SearchPolicy) -> PassagePage:
    """Return passages of the policies in force today, best first, each with its best sentence."""
    found = await context.knowledge.search(
        arguments.query,
        as_of=lender_today(context.clock),
        audience=context.audience,
        limit=arguments.limit,
        document=arguments.document,
        product=context.product,
    )
    return PassagePage(passages=found)


TOOLS = (
    Tool(
        "search_policy",
        search_policy.__doc__ or "",
        "borrower",
        "read",
        SearchPolicy,
        search_policy,
    ),
)
