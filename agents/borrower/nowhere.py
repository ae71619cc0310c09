"""Where a turn goes that must leave no trace: a replay, or a rehearsal for the desk."""

from typing import Any

from agents.ports import ConversationRecord, StoredTurn
from tools.evidence_views import TOO_LARGE, FileRead
from tools.ports import BorrowerId, ConversationId
from tools.views import Refusal


class Nowhere:
    """Conversations, turn log, work items and files of a turn that must leave no trace."""

    async def create(self, record: ConversationRecord) -> None:
        """Store nothing."""

    async def get(self, borrower: BorrowerId, id: ConversationId) -> ConversationRecord | None:
        """Know of no conversation."""
        return None

    async def answered(
        self, borrower: BorrowerId, id: ConversationId, client_message_id: str, text_hash: str
    ) -> dict[str, Any] | None:
        """Know of no answer."""
        return None

    async def append(self, record: dict[str, Any]) -> None:
        """Store nothing."""

    async def turns(self, borrower: BorrowerId, id: ConversationId) -> tuple[StoredTurn, ...]:
        """Know of no turn."""
        return ()

    async def open(
        self,
        borrower: BorrowerId,
        conversation: ConversationId,
        queue: str,
        reason: str,
        summary: str,
    ) -> str:
        """Open nothing."""
        return ""

    async def read(self, name: str, content: bytes) -> FileRead | Refusal:
        """Take no file in."""
        return TOO_LARGE
