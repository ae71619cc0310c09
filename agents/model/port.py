"""Calling a model: time limit, retry, circuit breaker, and what a broken answer means."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel

from agents.model.breaker import Breaker
from tools.tool import Tool

TIMEOUT_S = 20.0
LONGEST_WAIT_S = 5.0
FINISHED = frozenset({"stop", "tool_calls", "function_call"})
Engine = Literal["provider", "embedded"]


class ModelUnavailable(Exception):
    """The provider gave no usable answer; `why` goes into the turn record."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ModelPort:
    """The provider model, if one is configured, and the embedded engine.

    `name` is how turns name the provider ("openai:gpt-x"). A provider call that fails is
    tried once more when the provider says it is worth it (429 or a server error, waiting as
    long as it asks, up to `LONGEST_WAIT_S`).
    """

    def __init__(
        self,
        embedded: BaseChatModel,
        provider: BaseChatModel | None = None,
        name: str = "embedded",
        *,
        monotonic: Callable[[], float],
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._embedded = embedded
        self._provider = provider
        self._breaker = Breaker(monotonic)
        self._timeout_s = timeout_s
        self._sleep = sleep
        self.name = name

    @property
    def preferred(self) -> Engine:
        """Return the engine that a turn starts with."""
        return "embedded" if self._provider is None else "provider"

    async def call(
        self, engine: Engine, messages: Sequence[BaseMessage], tools: Sequence[Tool[Any]]
    ) -> AIMessage:
        """Return the model's answer: tool calls, or a draft.

        Raises `ModelUnavailable` when the provider fails, hangs, answers with something
        unusable, or is being left alone by the breaker.
        """
        if engine == "embedded":
            return await self._embedded.ainvoke(list(messages))
        if self._provider is None or not self._breaker.allows():
            raise ModelUnavailable("the provider is being left alone after repeated failures")
        try:
            answer = await self._try(messages, tools)
        except ModelUnavailable:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return answer

    async def _try(self, messages: Sequence[BaseMessage], tools: Sequence[Tool[Any]]) -> AIMessage:
        try:
            return await self._once(messages, tools)
        except Exception as error:  # a provider may fail in any way; none of them is ours
            wait_s = _worth_waiting(error)
            if wait_s is None:
                raise ModelUnavailable(_why(error)) from error
        await self._sleep(wait_s)
        try:
            return await self._once(messages, tools)
        except Exception as error:
            raise ModelUnavailable(_why(error)) from error

    async def _once(self, messages: Sequence[BaseMessage], tools: Sequence[Tool[Any]]) -> AIMessage:
        if self._provider is None:
            raise ModelUnavailable("no provider is configured")
        bound = self._provider.bind_tools([_schema(tool) for tool in tools])
        answer = await asyncio.wait_for(bound.ainvoke(list(messages)), self._timeout_s)
        if not isinstance(answer, AIMessage):
            raise ModelUnavailable("the provider's answer isn't a message")
        if answer.invalid_tool_calls:
            raise ModelUnavailable("the provider's tool call isn't valid JSON")
        if _cut_off(answer):
            raise ModelUnavailable("the provider's answer is cut off")
        if not answer.tool_calls and not str(answer.content).strip():
            raise ModelUnavailable("the provider's answer is empty")
        return answer


def _cut_off(answer: AIMessage) -> bool:
    """Tell whether a provider that reports why it stopped didn't stop by itself."""
    told = answer.response_metadata
    return bool(told) and told.get("finish_reason") not in FINISHED


def _schema(tool: Tool[Any]) -> dict[str, Any]:
    arguments: type[BaseModel] = tool.arguments
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            # A copy: the client of a provider may change what it is given.
            "parameters": deepcopy(_parameters(arguments)),
        },
    }


@lru_cache
def _parameters(arguments: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a tool's arguments, which takes milliseconds to make."""
    return arguments.model_json_schema()


def _worth_waiting(error: Exception) -> float | None:
    """Return how long to wait before another try, in seconds, or None if there is no point."""
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or (status != 429 and status < 500):
        return None
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        asked_s = float(headers.get("retry-after", 0.5))
    except ValueError:
        return None
    return asked_s if asked_s <= LONGEST_WAIT_S else None


def _why(error: Exception) -> str:
    """Name a failure without the provider's text, which may carry what was sent to it."""
    if isinstance(error, ModelUnavailable):
        return error.why
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}" + (f" {status}" if status else "")
