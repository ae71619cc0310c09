"""What the assistant needs from outside: where conversations and turn records are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tools.ports import BorrowerId, ConversationId

FEEDBACK = "feedback"
"""The kind of a record that says what the borrower thought of a turn, and holds none itself."""


@dataclass(frozen=True)
class ConversationRecord:
    """A conversation's owner and channel."""

    id: ConversationId
    borrower: BorrowerId
    channel: str
    opened_at: datetime


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it was recorded: `kind` is "opening", "message", "confirmation" or "attachment".

    `turn` is the Turn as JSON; `user_text` is redacted. `liked` is what the borrower said of it
    last, None where they said nothing.
    """

    turn_id: str
    kind: str
    user_text: str
    turn: dict[str, Any]
    at: datetime
    liked: bool | None = None


class Conversations(Protocol):
    """Conversations by owner. Every method is limited to the borrower it is given."""

    async def create(self, record: ConversationRecord) -> None:
        """Store a new conversation."""
        ...

    async def get(self, borrower: BorrowerId, id: ConversationId) -> ConversationRecord | None:
        """Return the borrower's conversation, or None if it is another's or nobody's."""
        ...

    async def answered(
        self, borrower: BorrowerId, id: ConversationId, client_message_id: str, text_hash: str
    ) -> dict[str, Any] | None:
        """Return the stored turn of this client message, or None if it is new.

        Raises `agents.errors.MessageConflict` when the id was used for another text.
        """
        ...


class TurnLog(Protocol):
    """The append-only record of turns, in a hash chain."""

    async def append(self, record: dict[str, Any]) -> None:
        """Store one turn record, complete, or raise.

        Keys: turn_id, conversation_id, borrower_id, kind, at (ISO 8601), client_message_id
        (or None), text_hash (or None), user_text (redacted), turn (the Turn as JSON), and
        inputs (model outputs, tool results, passages with versions, prompt hashes, clock).
        Of kind `FEEDBACK`: no turn, the borrower's words as user_text, and as inputs
        {"of": a turn's id, "liked"}.
        """
        ...

    async def turns(self, borrower: BorrowerId, id: ConversationId) -> tuple[StoredTurn, ...]:
        """Return a conversation's turns, oldest first, each with the last feedback on it."""
        ...


class WorkItems(Protocol):
    """What waits for people, by queue."""

    async def open(
        self,
        borrower: BorrowerId,
        conversation: ConversationId,
        queue: str,
        reason: str,
        summary: str,
    ) -> str:
        """Open a work item and return its id; one open item a conversation and queue.

        Opening it again adds the newer summary and returns the same id.
        """
        ...
