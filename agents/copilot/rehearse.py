"""A turn of the assistant's that leaves no trace: the same graph over books that only read.

The rails, the reader, the rights detector and the engine's skills are those of the borrower's
turn, so that whatever holds there holds here. The provider isn't asked: what staff are suggested
is computed in this process, over data that doesn't leave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from agents.borrower.graph import build
from agents.borrower.nowhere import Nowhere
from agents.borrower.run import Services, TurnRun
from agents.copilot.books import reading_books
from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort
from agents.turn import Turn
from tools.plan_views import HardshipIntake
from tools.ports import BorrowerId, ConversationId, lender_today
from tools.views import QuoteView

SCOPES = frozenset({"borrower"})
TURN_ID = "rehearsal"


@dataclass(frozen=True)
class Rehearsed:
    """The turn as it would be now, what it knew, and the queues that it would open."""

    turn: Turn
    run: TurnRun
    opens: frozenset[str]


class _Noted(Nowhere):
    """Nowhere, but for noting which queues a turn would have opened."""

    def __init__(self) -> None:
        self.queues: set[str] = set()

    async def open(
        self,
        borrower: BorrowerId,
        conversation: ConversationId,
        queue: str,
        reason: str,
        summary: str,
    ) -> str:
        """Open nothing."""
        self.queues.add(queue)
        return ""


@dataclass(frozen=True)
class Rehearsal:
    """What turns of one conversation are rehearsed with: see `ReadingBooks`."""

    services: Services
    borrower: BorrowerId
    conversation: ConversationId
    card: QuoteView | None
    told: HardshipIntake | None = None

    async def turn(self, text: str, memory: Mapping[str, Any]) -> Rehearsed:
        """Return the turn that a message would get, from a memory of the conversation.

        Raises `WouldWrite` or `NotOnRecord` where it can't go on without a write, and
        `BooksUnavailable`.
        """
        noted = _Noted()
        books = reading_books(self.services.books_of(self.borrower), self.card, self.told)
        own = replace(
            self.services,
            books_of=lambda borrower: books,
            model=ModelPort(EmbeddedChatModel(), monotonic=monotonic),
            conversations=noted,
            turns=noted,
            work=noted,
            files=noted,
        )
        run = TurnRun(
            services=own,
            books=books,
            borrower=self.borrower,
            conversation=self.conversation,
            scopes=SCOPES,
            turn_id=TURN_ID,
            today=lender_today(own.clock),
            text=text,
        )
        config: RunnableConfig = {"configurable": {"thread_id": self.conversation}}
        entry = {"kind": "message", "client_message_id": None}
        state = {"memory": dict(memory), "input": entry}
        graph = build(InMemorySaver())
        found = await graph.ainvoke(cast(Any, state), config, context=run)
        return Rehearsed(Turn.model_validate(found["turn"]), run, frozenset(noted.queues))
