"""Our model port and guard as an agent of τ³-bench's (its package, tau2).

What runs is named `NAME`, so that no score of it passes for the bench's own agent: it asks its
user to confirm values, which that agent leaves to the model. `UNGUARDED` is the yardstick: the
same agent, except that every call may run.
"""

import secrets
import time
from asyncio import Runner
from collections.abc import Callable, Iterable
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, create_model
from tau2.agent.base_agent import AgentError, HalfDuplexAgent
from tau2.data_model.message import AssistantMessage, ToolCall, ToolMessage, UserMessage
from tau2.environment.toolkit import (
    DISCOVERABLE_ATTR,
    MUTATES_STATE_ATTR,
    TOOL_ATTR,
    TOOL_TYPE_ATTR,
)
from tau2.registry import registry

from agents.model import ModelPort, ModelUnavailable
from evals.external.tau.calls import Kind, Kinds
from evals.external.tau.conversation import Conversation, Do, Move
from tools.guard import Guard, decide
from tools.tool import Arguments, Tool, ToolContext

NAME, UNGUARDED = "linewise_guarded", "linewise_unguarded"
DOMAIN = "banking_knowledge"
RETRIEVAL = ("bm25", "bm25_grep", "grep_only", "full_kb", "no_knowledge")
"""Settings that need no network. `golden_retrieval` is none: it reads what a task expects."""
TIMEOUT_S = 120.0

Connect = Callable[[str], BaseChatModel]


class GoldRefused(ValueError):
    """A retrieval setting that would show the agent what a task expects, or isn't known here."""


class GuardedAgent(HalfDuplexAgent):
    """An agent whose calls go through the guard. It is given tools and policy, never a task."""

    def __init__(
        self,
        tools: list[Any],
        domain_policy: str,
        port: ModelPort,
        key: bytes,
        guard: Guard = decide,
    ) -> None:
        super().__init__(tools, domain_policy)
        self._port, self._key, self._guard = port, key, guard
        self._loop = Runner()

    def get_init_state(self, message_history: list[Any] | None = None) -> Conversation:
        """Start a conversation. What was said before may be the agent's greeting and no more."""
        offered = [offer(tool) for tool in self.tools]
        marks, policy = kinds(self.tools), self.domain_policy
        talk = Conversation(self._port, offered, marks, policy, self._key, self._guard)
        for message in message_history or ():
            if not isinstance(message, AssistantMessage) or message.is_tool_call():
                raise AgentError("a conversation that has begun can't be taken over")
            talk.greet(message.content)
        return talk

    def generate_next_message(self, message: Any, state: Conversation) -> tuple[Any, Conversation]:
        """Answer the user or a tool. Raises `AgentError` where the model can't: no score."""
        try:
            return _sent(self._loop.run(_moved(message, state))), state
        except ModelUnavailable as error:
            raise AgentError(f"the model gave no usable answer: {error.why}") from error

    def stop(self, message: Any = None, state: Any = None) -> None:
        """Close what the model's client was run on."""
        self._loop.close()


def register(connect: Connect, name: str = NAME, guard: Guard = decide) -> None:
    """Make the agent known to the bench. `connect` returns the model that the bench names.

    The bench hands a factory the whole task, its expected actions too: it is dropped unread.
    """

    def make(
        tools: list[Any], domain_policy: str, llm: str | None = None, **unread: object
    ) -> GuardedAgent:
        model = connect(llm or "")
        port = port_of(model, llm or "")
        return GuardedAgent(tools, domain_policy, port, secrets.token_bytes(), guard)

    registry.register_agent_factory(make, name, metadata={"stack": "linewise"})


def port_of(model: BaseChatModel, name: str) -> ModelPort:
    """Return the port over a model. Nothing falls back: the embedded engine serves no bank desk."""
    return ModelPort(model, model, name, monotonic=time.monotonic, timeout_s=TIMEOUT_S)


def without_gold(retrieval: str) -> str:
    """Return a retrieval setting that reads no gold. Raises `GoldRefused` for any other."""
    if retrieval not in RETRIEVAL:
        raise GoldRefused(f"{retrieval!r} isn't one of {', '.join(RETRIEVAL)}")
    return retrieval


def kinds(tools: Iterable[Any]) -> Kinds:
    """Read what the bench says of its tools: the shown ones, and those to be found first.

    Only marks on the toolkit's class are read, never its books.
    """
    functions = {tool.name: tool._func for tool in tools}
    shown = {name: _kind(function) for name, function in functions.items()}
    hidden: dict[str, Kind] = {}
    for kit in {type(function.__self__) for function in functions.values()}:
        for name in dir(kit):
            function = getattr(kit, name)
            if getattr(function, TOOL_ATTR, False) and getattr(function, DISCOVERABLE_ATTR, False):
                hidden[name] = _kind(function)
    return Kinds(shown, hidden)


def offer(tool: Any) -> Tool[Any]:
    """Return a tool of the bench's as one that our port can offer, with its arguments checked."""
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in tool.params.model_fields.items()
    }
    return Tool(
        name=tool.name,
        description=f"{tool.short_desc}\n\n{tool.long_desc}".strip(),
        scope="borrower",
        effect="read" if _kind(tool._func).policy.reads else "write",
        arguments=create_model(tool.name, __base__=Arguments, **fields),
        run=_elsewhere,
    )


async def _elsewhere(context: ToolContext, arguments: Arguments) -> BaseModel:
    raise RuntimeError("the bench runs its tools itself")


def _kind(function: Any) -> Kind:
    """Read a tool's two marks; without them it counts as a write."""
    found = getattr(function, TOOL_TYPE_ATTR, "write")
    kind = getattr(found, "value", found)
    return Kind(str(kind), bool(getattr(function, MUTATES_STATE_ATTR, True)))


async def _moved(message: Any, state: Conversation) -> Move:
    if isinstance(message, UserMessage):
        return await state.hear(message.content or "")
    if isinstance(message, ToolMessage):
        return await state.take(message.content or "")
    raise AgentError(f"a {type(message).__name__} was never asked for")


def _sent(move: Move) -> Any:
    if isinstance(move, Do):
        made = ToolCall(id=move.id, name=move.call.function, arguments=dict(move.call.arguments))
        return AssistantMessage(role="assistant", tool_calls=[made])
    shown = move.card
    kept = (
        {"card": shown.call.function, "foreign": [v.name for v in shown.foreign]} if shown else None
    )
    return AssistantMessage(role="assistant", content=move.words, raw_data=kept)
