"""Adding to the record a right that the borrower's words invoke. Nothing here takes one off."""

import re
from typing import Literal

from pydantic import Field

from tools.tool import Arguments, Tool, ToolContext
from tools.views import Detail, Refusal, RightRecord

QUOTE_CHARS_MAX = 300
_WORD = re.compile(r"\w+")
RightKind = Literal[
    "billing_error",
    "unauthorized_use",
    "identity_theft",
    "credit_report_dispute",
    "cease_contact",
    "opt_out_channel",
    "attorney_represented",
    "bankruptcy",
    "active_duty",
    "deceased",
    "hardship",
    "complaint",
    "stop_payment_autopay",
    "debt_validation",
    "discrimination",
    "self_harm_or_crisis",
    "wants_human",
]


class FlagRight(Arguments):
    """Which right, and the borrower's own words for it."""

    kind: RightKind
    words: str = Field(min_length=2, max_length=QUOTE_CHARS_MAX)


async def flag_right(context: ToolContext, arguments: FlagRight) -> RightRecord | Refusal:
    """Record a right that the borrower's message invokes and `acknowledged` lacks.

    `words` quotes their message exactly. A right that stands already stays as it is.
    """
    words = _plain(arguments.words)
    if not words.strip() or words not in _plain(context.said):
        return Refusal(code="not_said", message="The borrower's message doesn't say that.")
    detail = Detail(span=arguments.words)
    return await context.books.record_right(arguments.kind, detail, context.conversation)


def _plain(text: str) -> str:
    words = " ".join(_WORD.findall(text.casefold()))
    return f" {words} "


TOOLS = (Tool("flag_right", flag_right.__doc__ or "", "borrower", "record", FlagRight, flag_right),)
