"""The hash chain of a conversation.

genesis = sha256(sorted JSON of the conversation's id, borrower, channel and opening time)
hash(n) = sha256(hash(n - 1) + newline + n + newline + record(n)), with hash(0) = genesis

`record(n)` is stored byte for byte as it was hashed, so anybody can recompute the chain from an
export with a SHA-256 tool. Its keys keep their order: a card's fields are shown in theirs.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from agents.ports import ConversationRecord


def encoded(record: Mapping[str, Any]) -> str:
    """Write a record as it is stored and hashed: keys in their order, no spaces, ASCII.

    Raises `TypeError` or `ValueError` for what JSON can't hold (NaN included).
    """
    return json.dumps(record, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def genesis(conversation: ConversationRecord) -> str:
    """Return the hash that an empty conversation's chain starts from."""
    facts = {
        "id": conversation.id,
        "borrower": conversation.borrower,
        "channel": conversation.channel,
        "opened_at": conversation.opened_at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(encoded(dict(sorted(facts.items()))).encode()).hexdigest()


def link(previous: str, position: int, record: str) -> str:
    """Return the hash of the record at `position` (from 1), given the hash before it."""
    return hashlib.sha256(f"{previous}\n{position}\n{record}".encode()).hexdigest()
