"""Walking the chains, to see whether anything was changed, removed or put in between.

A chain proves its own middle. Its end is proved by the head kept beside it, and both could be
rewritten together by whoever owns the database, so `verify` also yields one digest over all
heads: kept elsewhere from time to time, it proves everything up to that day.
"""

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection, AsyncServerCursor
from psycopg.rows import DictRow, dict_row

from agents.ports import ConversationRecord
from api.records.chain import genesis, link
from api.records.repository import Pool
from tools.ports import BorrowerId, ConversationId

_REPEATED = ("turn_id", "kind", "conversation_id", "borrower_id", "client_message_id", "text_hash")

_AS_AUDITOR = "SET LOCAL ROLE linewise_auditor"  # forced row-level security binds the owner too
_WALK = """
SELECT c.id, c.borrower_id AS owner, c.channel, c.opened_at, c.length, c.head,
       t.conversation_id, t.position, t.borrower_id, t.turn_id, t.kind, t.at,
       t.client_message_id, t.text_hash, t.record, t.prev_hash, t.hash
FROM linewise.conversations c LEFT JOIN linewise.turns t ON t.conversation_id = c.id
ORDER BY c.id, t.position
"""


@dataclass(frozen=True)
class Anchor:
    """Everything holds: how much there is, and one digest over all of it."""

    conversations: int
    records: int
    sha256: str


@dataclass(frozen=True)
class Break:
    """The first record that doesn't hold, and why. `turn_id` is None where a turn is missing."""

    conversation_id: str
    position: int
    turn_id: str | None
    reason: str


class _Walk:
    """One conversation's chain as far as it was followed."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.position = 0
        self.hash = genesis(
            ConversationRecord(
                ConversationId(row["id"]),
                BorrowerId(row["owner"]),
                row["channel"],
                row["opened_at"],
            )
        )

    def follow(self, row: Mapping[str, Any]) -> str | None:
        """Take the next turn; return what is wrong with it, or None."""
        if row["position"] != self.position + 1:
            return f"turn {self.position + 1} is missing"
        if row["prev_hash"] != self.hash:
            return "it doesn't continue the record before it"
        if link(row["prev_hash"], row["position"], row["record"]) != row["hash"]:
            return "its content doesn't match its hash"
        record = json.loads(row["record"])
        if any(record.get(name) != row[name] for name in _REPEATED):
            return "its columns don't match its content"
        if datetime.fromisoformat(record["at"]) != row["at"]:
            return "its time doesn't match its content"
        self.position, self.hash = row["position"], row["hash"]
        return None

    def ended(self) -> Break | None:
        """Take the chain's end; return what is wrong with it, or None."""
        if self.position != self.row["length"]:
            reason = f"turn {self.position + 1} is missing"
        elif self.hash != self.row["head"]:
            reason = "the chain doesn't end at its head"
        else:
            return None
        return Break(self.row["id"], self.position + 1, None, reason)


async def verify(pool: Pool) -> Anchor | Break:
    """Walk every chain in a stable order and return the first break, or the anchor."""
    async with aclosing(_rows(pool)) as rows:
        return await _walk(rows)


async def _walk(rows: AsyncIterator[DictRow]) -> Anchor | Break:
    digest, conversations, records = hashlib.sha256(), 0, 0
    walk: _Walk | None = None
    async for row in rows:
        if walk is None or row["id"] != walk.row["id"]:
            if walk is not None and (broken := walk.ended()):
                return broken
            if walk is not None:
                digest.update(walk.hash.encode())
            walk = _Walk(row)
            conversations += 1
        if row["position"] is not None:
            reason = walk.follow(row)
            if reason is not None:
                return Break(row["id"], row["position"], row["turn_id"], reason)
            records += 1
    if walk is not None:
        if broken := walk.ended():
            return broken
        digest.update(walk.hash.encode())
    return Anchor(conversations, records, digest.hexdigest())


async def _rows(pool: Pool) -> AsyncGenerator[DictRow, None]:
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        async with AsyncServerCursor(connection, "audit_walk", row_factory=dict_row) as cursor:
            await cursor.execute(_WALK)
            async for row in cursor:
                yield row


async def export(pool: Pool, conversation_id: str) -> tuple[dict[str, Any], ...] | None:
    """Return a conversation as it is stored, opening facts first; None if there is none.

    The first entry holds what genesis is computed from; the others hold position, prev_hash,
    hash and `record` as the text that was hashed.
    """
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        opening = await _one(
            connection,
            "SELECT id, borrower_id AS borrower, channel, opened_at, length, head"
            " FROM linewise.conversations WHERE id = %s",
            conversation_id,
        )
        if opening is None:
            return None
        async with connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                "SELECT position, prev_hash, hash, record FROM linewise.turns"
                " WHERE conversation_id = %s ORDER BY position",
                [conversation_id],
            )
            turns = await cursor.fetchall()
    opening["opened_at"] = opening["opened_at"].isoformat()
    return (opening, *turns)


async def find(pool: Pool, turn_id: str) -> str | None:
    """Return a turn's record as the text that was hashed; None if there is no such turn."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        row = await _one(
            connection, "SELECT record FROM linewise.turns WHERE turn_id = %s", turn_id
        )
    return None if row is None else str(row["record"])


async def recorded(pool: Pool) -> tuple[str, ...]:
    """Return every turn's record as stored, conversation by conversation, each in its order."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        rows = await connection.execute(
            "SELECT t.record FROM linewise.turns t"
            " JOIN linewise.conversations c ON c.id = t.conversation_id"
            " ORDER BY c.opened_at, c.id, t.position"
        )
        return tuple(row[0] for row in await rows.fetchall())


async def _one(connection: AsyncConnection[Any], query: str, value: str) -> DictRow | None:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), [value])
        return await cursor.fetchone()
