"""What this layer needs, free of the web framework: the assistant, and who may sign in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from agents.assistant import Attached, Attachments, Event, Opening, Principal
from agents.turn import Turn
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

    async def attach(
        self,
        who: Principal,
        conversation_id: ConversationId,
        name: str,
        content: bytes | None,
        about: str | None = None,
    ) -> Attached:
        """Take in a file about a dispute; None where it was too large to be read to its end.

        `about` is the dispute's reference, where there are several.
        """
        ...

    async def attachments(self, who: Principal, conversation_id: ConversationId) -> Attachments:
        """Return the borrower's files."""
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
