"""From a tool's checked inputs to a quote."""

from tools.ports import ActionRequest
from tools.tool import Arguments, ToolContext
from tools.views import QuoteView, Refusal


async def quote(context: ToolContext, action: str, arguments: Arguments) -> QuoteView | Refusal:
    """Have the books quote an action with a tool's inputs; nothing changes."""
    values = arguments.model_dump(mode="json", exclude_none=True)
    return await context.books.quote(ActionRequest(action, values), context.conversation)
