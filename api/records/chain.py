"""The hash chain of a conversation.

genesis = sha256(canonical JSON of the conversation's id, borrower, channel and opening time)
hash(n) = sha256(hash(n - 1) + newline + n + newline + record(n)), with hash(0) = genesis

`record(n)` is canonical JSON, stored byte for byte, so anybody can recompute the chain from an
export with a SHA-256 tool.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from agents.ports import ConversationRecord


def canonical(record: Mapping[str, Any]) -> str:
    """Write a record the one way in which it is hashed: sorted keys, no spaces, ASCII.

    Raises `TypeError` or `ValueError` for what JSON can't hold (NaN included).
    """
    return json.dumps(
        record, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def genesis(conversation: ConversationRecord) -> str:
    """Return the hash that an empty conversation's chain starts from."""
    facts = {
        "id": conversation.id,
        "borrower": conversation.borrower,
        "channel": conversation.channel,
        "opened_at": conversation.opened_at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def link(previous: str, position: int, record: str) -> str:
    """Return the hash of the record at `position` (from 1), given the hash before it."""
    return hashlib.sha256(f"{previous}\n{position}\n{record}".encode()).hexdigest()
