"""A recorded turn, run again from its record: byte for byte, or by the code of today (P6).

The record holds the memory that the turn began with, every answer of the books and the
knowledge, and every output of the model. Nothing outside is asked, and nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, cast

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from agents.borrower.graph import build
from agents.borrower.nowhere import Nowhere
from agents.borrower.run import Services, TurnRun
from agents.model.port import Engine, ModelPort, ModelUnavailable
from agents.replay import NotRecorded, Played
from agents.turn import Turn
from tools.ports import Books, BorrowerId, ConversationId, Knowledge
from tools.tool import Tool

Release = Literal["recorded", "current"]


class NoReplay(Exception):
    """A record can't be run again; says why."""


@dataclass(frozen=True)
class Rerun:
    """The turn that came of it, and what the record had no answer for.

    `turn` is None where that broke the turn off.
    """

    turn: Turn | None
    missing: tuple[str, ...]


async def rerun(services: Services, record: Mapping[str, Any], release: Release) -> Rerun:
    """Run a record's turn again over its own inputs.

    With "recorded", the model's outputs are the recorded ones; with "current", the embedded
    engine answers anew and only a provider's outputs are played. `services` gives the code of
    today; its ports are replaced. Raises `NoReplay` for an opening, or a record of before
    inputs were kept.
    """
    inputs = record["inputs"]
    if record["kind"] == "opening" or "memory" not in inputs:
        raise NoReplay("this record holds no inputs to run again")
    books = Played(Books, inputs["books"], {"record_right": 1})
    knowledge = Played(Knowledge, inputs["knowledge"])
    at = datetime.fromisoformat(record["at"])
    own = replace(
        services,
        books_of=lambda borrower: cast(Books, books),
        knowledge=cast(Knowledge, knowledge),
        clock=_At(at),
        model=_PlayedModel(services.model, inputs, release),
        conversations=Nowhere(),
        turns=Nowhere(),
        work=Nowhere(),
        files=Nowhere(),
    )
    run = TurnRun(
        services=own,
        books=cast(Books, books),
        borrower=BorrowerId(record["borrower_id"]),
        conversation=ConversationId(record["conversation_id"]),
        scopes=frozenset(inputs["scopes"]),
        turn_id=record["turn_id"],
        today=date.fromisoformat(inputs["today"]),
        text=record["user_text"],
    )
    graph = build(InMemorySaver())
    config: RunnableConfig = {"configurable": {"thread_id": record["conversation_id"]}}
    state = {"memory": inputs["memory"], "input": inputs["entry"]}
    try:
        found = await graph.ainvoke(cast(Any, state), config, context=run)
    except NotRecorded:
        return Rerun(None, (*books.missing, *knowledge.missing))
    missing = (*books.missing, *knowledge.missing)
    return Rerun(Turn.model_validate(found["turn"]), missing)


class _At:
    """A clock that stands at the recorded instant."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """Return the instant."""
        return self._instant


class _PlayedModel(ModelPort):
    """A model port that answers with what was answered before."""

    def __init__(self, today: ModelPort, inputs: Mapping[str, Any], release: Release) -> None:
        self._today = today
        self._outputs = list(inputs["model_outputs"])
        self._release = release
        self._was: Engine = inputs["model"]["preferred"]
        self.name = inputs["model"]["name"]

    @property
    def preferred(self) -> Engine:
        """Return the engine that the recorded turn started with."""
        return self._was

    async def call(
        self, engine: Engine, messages: Sequence[BaseMessage], tools: Sequence[Tool[Any]]
    ) -> AIMessage:
        """Return the next recorded output of this engine; where it failed, it fails again."""
        if engine == "embedded" and self._release == "current":
            return await self._today.call("embedded", messages, tools)
        if not self._outputs or self._outputs[0]["engine"] != engine:
            raise ModelUnavailable("the recorded turn has no further output")
        was = self._outputs.pop(0)
        if "failed" in was:
            raise ModelUnavailable(was["failed"])
        return AIMessage.model_validate(was["output"])
