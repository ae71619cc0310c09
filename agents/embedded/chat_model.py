"""The embedded engine behind langchain's chat model interface.

It is given the brief as JSON in the message named "brief", and tool results as tool messages.
It answers like any model: tool calls first where reads are needed, then a draft with marks.
Choices for buttons and a wish to hand over travel in `additional_kwargs`.
"""

import json
from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from agents.brief import Brief
from agents.embedded.dialogue import Served, serve, word
from agents.embedded.skills import Result

BRIEF = "brief"


class NoBrief(ValueError):
    """The messages carry no brief; the engine can't work from prose."""


class EmbeddedChatModel(BaseChatModel):
    """A deterministic dialogue engine; not a language model."""

    @property
    def _llm_type(self) -> str:
        return "embedded"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """Return itself: what it may call is fixed by its skills, and checked by the pipeline."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        """Plan the turn's calls, or word the reply once their results are there."""
        brief = _brief(messages)
        served = serve(brief)
        returned = [m for m in messages if isinstance(m, ToolMessage)]
        planned = [call for each in served for call in each.calls]
        if planned and not returned:
            calls = [
                {"name": call.tool, "args": call.arguments, "id": f"call_{n}", "type": "tool_call"}
                for n, call in enumerate(planned)
            ]
            return _result(AIMessage(content="", tool_calls=calls))
        say = word(brief, served, _matched(served, returned))
        extra = {"quick_replies": list(say.quick_replies), "handoff": say.handoff}
        return _result(AIMessage(content=say.text, additional_kwargs=extra))


def _result(message: AIMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])


def _brief(messages: Sequence[BaseMessage]) -> Brief:
    for message in messages:
        if message.name == BRIEF and isinstance(message.content, str):
            return Brief.model_validate_json(message.content)
    raise NoBrief("no message named 'brief'")


def _matched(served: Sequence[Served], returned: Sequence[ToolMessage]) -> list[tuple[Result, ...]]:
    """Give each request the results of its own calls, by call id."""
    by_id = {m.tool_call_id: m for m in returned}
    matched, n = [], 0
    for each in served:
        found = []
        for call in each.calls:
            body = json.loads(str(by_id[f"call_{n}"].content))
            found.append(Result(body["key"], call.tool, body["status"], body["value"]))
            n += 1
        matched.append(tuple(found))
    return matched
