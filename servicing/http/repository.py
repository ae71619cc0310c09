"""What was answered under an idempotency key, in Postgres. The caller owns the transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True)
class StoredReply:
    """An answer as it is kept: quote tokens stand in `body` as their hash."""

    request_sha256: str
    nonce: bytes
    tokens: int
    status: int
    media_type: str
    body: str
    answered_at: datetime


def claim(connection: psycopg.Connection[Any], borrower_id: str, key: str) -> bool:
    """Take a key until the transaction ends; False when another request holds it."""
    row = connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{borrower_id}\n{key}"]
    ).fetchone()
    return row is not None and bool(row[0])


def find(connection: psycopg.Connection[Any], borrower_id: str, key: str) -> StoredReply | None:
    """Return what was answered under a key, or None."""
    with connection.cursor(row_factory=class_row(StoredReply)) as cursor:
        return cursor.execute(
            "SELECT request_sha256, nonce, tokens, status, media_type, body, answered_at"
            " FROM servicing.replies WHERE borrower_id = %s AND key = %s",
            [borrower_id, key],
        ).fetchone()


def add(
    connection: psycopg.Connection[Any], borrower_id: str, key: str, reply: StoredReply
) -> None:
    """Keep an answer under its key."""
    connection.execute(
        "INSERT INTO servicing.replies (borrower_id, key, request_sha256, nonce, tokens, status,"
        " media_type, body, answered_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            borrower_id,
            key,
            reply.request_sha256,
            reply.nonce,
            reply.tokens,
            reply.status,
            reply.media_type,
            reply.body,
            reply.answered_at,
        ],
    )


def forget(connection: psycopg.Connection[Any], borrower_id: str, before: datetime) -> None:
    """Drop a borrower's answers from before an instant."""
    connection.execute(
        "DELETE FROM servicing.replies WHERE borrower_id = %s AND answered_at < %s",
        [borrower_id, before],
    )
