"""What a borrower thought of a reply, as a record of the conversation's chain."""

from datetime import datetime
from typing import Any

from agents.ports import FEEDBACK, StoredTurn
from tools.ports import BorrowerId, ConversationId


def feedback_record(
    record_id: str,
    rated: StoredTurn,
    owner: BorrowerId,
    conversation: ConversationId,
    said: tuple[bool, str],
    at: datetime,
) -> dict[str, Any]:
    """Return the record of `said`: whether the reply helped, and redacted words about it.

    It holds no turn of its own; its `inputs` name the one that it is of.
    """
    liked, words = said
    return {
        "turn_id": record_id,
        "conversation_id": conversation,
        "borrower_id": owner,
        "kind": FEEDBACK,
        "at": at.isoformat(),
        "client_message_id": None,
        "text_hash": None,
        "user_text": words,
        "turn": None,
        "inputs": {"of": rated.turn_id, "liked": liked},
    }
