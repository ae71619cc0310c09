"""A provider whose answers a case writes in advance: honest, broken or hostile."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from evals.cases.model import Call, Draft, Failure, Model

STALL_S = 30.0


class ScriptedProvider(BaseChatModel):
    """Gives a case's answers in order, and the last one for ever. `calls` counts what was asked."""

    answers: tuple[Model, ...]
    calls: int = Field(default=0)
    offered: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        """Take any tools and note their names; what a hostile model is offered doesn't bind it."""
        self.offered = tuple(str(tool["function"]["name"]) for tool in tools)
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the assistant calls its model asynchronously")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        if isinstance(answer, Draft):
            _heed(answer, messages, self.offered)
        message = await _message(answer, self.calls)
        return ChatResult(generations=[ChatGeneration(message=message)])


def _heed(answer: Draft, messages: Sequence[BaseMessage], offered: Sequence[str]) -> None:
    """Fail where something needed wasn't told, or something was that mustn't be."""
    told = "\n".join([*(str(message.content) for message in messages), f"tools: {offered}"])
    if answer.told is not None and re.search(answer.told, told, re.I) is None:
        raise ConnectionError("the provider wasn't told what it needs")
    if answer.untold is not None and re.search(answer.untold, told, re.I) is not None:
        raise ConnectionError("the provider was told what it mustn't be")


async def _message(answer: Model, number: int) -> AIMessage:
    if isinstance(answer, Draft):
        return AIMessage(answer.draft)
    if isinstance(answer, Call):
        call = {
            "name": answer.call,
            "args": answer.arguments,
            "id": f"call-{number}",
            "type": "tool_call",
        }
        return AIMessage("", tool_calls=[call])
    return await _failure(answer)


async def _failure(answer: Failure) -> AIMessage:
    if answer.fails == "error":
        raise ConnectionError("the provider broke off")
    if answer.fails == "stall":
        await asyncio.sleep(STALL_S)
    return AIMessage("")
