"""What the endpoints need, as ports; the composition root fills them in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from agents.assistant import Event, Opening, Principal
from agents.ports import Conversations, TurnLog
from agents.turn import Turn
from api.auth.tokens import Tokens
from api.conversations.streams import Streams
from api.metrics import Metrics
from tools.ports import ConversationId

BORROWER_SCOPES = frozenset({"borrower"})


class AssistantPort(Protocol):
    """The assistant as channels call it; every method may raise `agents.errors.AssistantError`."""

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Opening]:
        """Start a conversation."""
        ...

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None,
    ) -> Turn:
        """Answer a message; the same client message yields the stored turn."""
        ...

    def stream(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None,
    ) -> AsyncIterator[Event]:
        """Answer a message as events; the last one is `done` with the Turn."""
        ...

    async def confirm(
        self,
        who: Principal,
        conversation_id: ConversationId,
        token: str,
        decision: Literal["confirm", "cancel"],
    ) -> Turn:
        """Press a card's button."""
        ...

    async def handoff(self, who: Principal, conversation_id: ConversationId) -> Turn:
        """Bring in a person."""
        ...


@dataclass(frozen=True)
class DemoBorrower:
    """A borrower of the demo portfolio who has a story."""

    handle: str
    borrower_id: str
    name: str
    story: str

    def principal(self) -> Principal:
        """Return who a demo sign-in speaks for."""
        return Principal(self.borrower_id, BORROWER_SCOPES, self.name)


class Directory(Protocol):
    """The borrowers that a demo lets one sign in as."""

    async def borrowers(self) -> tuple[DemoBorrower, ...]:
        """Return those with a story."""
        ...

    async def find(self, handle: str) -> DemoBorrower | None:
        """Return one by handle, or None."""
        ...


@dataclass(frozen=True)
class Services:
    """One server's parts. `directory` is None outside a demo, which closes the demo endpoints."""

    assistant: AssistantPort
    conversations: Conversations
    turns: TurnLog
    tokens: Tokens
    directory: Directory | None
    ready: Callable[[], Awaitable[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    metrics: Metrics = field(default_factory=Metrics)
    streams: Streams = field(default_factory=Streams)
