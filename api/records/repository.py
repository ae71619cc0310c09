"""Conversations and the turn log on Postgres.

Every statement runs as the role `linewise_records` with the borrower of the session set, so
row-level security answers for isolation, not the WHERE clause. Appends to one conversation are
serialised by a lock on its row: two replicas that write at once extend one chain, and different
conversations never wait for each other.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection, errors
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from agents.errors import Busy, MessageConflict, Unavailable, UnknownConversation
from agents.ports import FEEDBACK, ConversationRecord, StoredTurn
from api.records.chain import encoded, genesis, link
from tools.ports import BorrowerId, ConversationId

Pool = AsyncConnectionPool[AsyncConnection[TupleRow]]


@asynccontextmanager
async def session(pool: Pool, borrower: str) -> AsyncIterator[AsyncConnection[TupleRow]]:
    """One transaction that sees only the borrower's rows; raises `Unavailable` without a server."""
    try:
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('role', 'linewise_records', true),"
                " set_config('linewise.borrower_id', %s, true)",
                [borrower],
            )
            yield connection
    except (errors.OperationalError, PoolTimeout) as error:
        raise Unavailable from error


class PostgresConversations:
    """`agents.ports.Conversations` on the schema `linewise`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(self, record: ConversationRecord) -> None:
        """Store a new conversation with an empty chain."""
        async with session(self._pool, record.borrower) as connection:
            await connection.execute(
                "INSERT INTO linewise.conversations (id, borrower_id, channel, opened_at, head)"
                " VALUES (%s, %s, %s, %s, %s)",
                [record.id, record.borrower, record.channel, record.opened_at, genesis(record)],
            )

    async def get(self, borrower: BorrowerId, id: ConversationId) -> ConversationRecord | None:
        """Return the borrower's conversation, or None if it is another's or nobody's."""
        async with session(self._pool, borrower) as connection:
            cursor = await connection.execute(
                "SELECT borrower_id, channel, opened_at FROM linewise.conversations WHERE id = %s",
                [id],
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        return ConversationRecord(id, BorrowerId(row[0]), row[1], row[2])

    async def answered(
        self, borrower: BorrowerId, id: ConversationId, client_message_id: str, text_hash: str
    ) -> dict[str, Any] | None:
        """Return the stored turn of this client message, or None if it is new.

        Raises `MessageConflict` when the id was used for another text.
        """
        async with session(self._pool, borrower) as connection:
            cursor = await connection.execute(
                "SELECT text_hash, record FROM linewise.turns"
                " WHERE conversation_id = %s AND client_message_id = %s",
                [id, client_message_id],
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        if row[0] != text_hash:
            raise MessageConflict
        turn: dict[str, Any] = json.loads(row[1])["turn"]
        return turn


class PostgresTurnLog:
    """`agents.ports.TurnLog` on the schema `linewise`, one hash chain per conversation."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def append(self, record: dict[str, Any]) -> None:
        """Store one turn record at the end of its conversation's chain, or raise.

        Raises `UnknownConversation` when the borrower has no such conversation, and `Busy` when
        another process has just answered the same client message: a retry then gets its turn.
        """
        text = encoded(record)
        conversation_id = record["conversation_id"]
        async with session(self._pool, record["borrower_id"]) as connection:
            cursor = await connection.execute(
                "SELECT length, head FROM linewise.conversations WHERE id = %s FOR UPDATE",
                [conversation_id],
            )
            row = await cursor.fetchone()
            if row is None:
                raise UnknownConversation
            position, previous = row[0] + 1, row[1]
            head = link(previous, position, text)
            try:
                await connection.execute(
                    "INSERT INTO linewise.turns (conversation_id, position, borrower_id, turn_id,"
                    " kind, at, client_message_id, text_hash, record, prev_hash, hash)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [
                        conversation_id,
                        position,
                        record["borrower_id"],
                        record["turn_id"],
                        record["kind"],
                        datetime.fromisoformat(record["at"]),
                        record.get("client_message_id"),
                        record.get("text_hash"),
                        text,
                        previous,
                        head,
                    ],
                )
            except errors.UniqueViolation as error:
                raise Busy from error
            await connection.execute(
                "UPDATE linewise.conversations SET length = %s, head = %s WHERE id = %s",
                [position, head, conversation_id],
            )

    async def turns(self, borrower: BorrowerId, id: ConversationId) -> tuple[StoredTurn, ...]:
        """Return a conversation's turns, oldest first; none for a conversation of another."""
        async with session(self._pool, borrower) as connection:
            cursor = await connection.execute(
                "SELECT turn_id, kind, at, record FROM linewise.turns"
                " WHERE conversation_id = %s ORDER BY position",
                [id],
            )
            rows = await cursor.fetchall()
        found: dict[str, StoredTurn] = {}
        for turn_id, kind, at, text in rows:
            record = json.loads(text)
            if kind == FEEDBACK:
                of, liked = record["inputs"]["of"], record["inputs"]["liked"]
                found[of] = replace(found[of], liked=liked)
            else:
                found[turn_id] = StoredTurn(turn_id, kind, record["user_text"], record["turn"], at)
        return tuple(found.values())
