"""Evidence in Postgres. The caller owns the transaction, and has locked the line to write."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from servicing.accounts.model import Line
from servicing.evidence.admission import Admitted
from servicing.evidence.model import Disputed, Evidence, Offered
from servicing.tables import insert_rows

_OF_LINE = """
    SELECT e.evidence_id, r.right_id, r.reference, e.number, e.conversation_id, e.received_at,
        e.name, e.media_type, e.size_bytes, e.sha256, e.text, e.pages, e.injection_score,
        e.injection_flag, e.after_decision
    FROM servicing.evidence e JOIN servicing.rights r ON r.right_id = coalesce((SELECT p.right_id
        FROM servicing.evidence_placements p WHERE p.evidence_id = e.evidence_id
        ORDER BY p.number DESC LIMIT 1), e.right_id)
    WHERE e.account_id = %s ORDER BY e.received_at, e.evidence_id
"""
_DISPUTES = """
    SELECT r.right_id, r.reference, r.kind, r.conversation_id, r.status = 'open' AS is_open,
        (SELECT min(c.resolve_by) FROM servicing.claims c WHERE c.right_id = r.right_id
            AND c.decided_on IS NULL) AS resolve_by,
        (SELECT CASE WHEN bool_and(c.decided_on IS NOT NULL) THEN max(c.decided_on) END
            FROM servicing.claims c WHERE c.right_id = r.right_id AND c.state <> 'withdrawn')
            AS decided_on
    FROM servicing.rights r
    WHERE r.account_id = %(account)s
        AND (r.status = 'open' AND r.kind = ANY(%(kinds)s) OR EXISTS (SELECT FROM servicing.claims c
            WHERE c.right_id = r.right_id AND c.state <> 'withdrawn'))
    ORDER BY r.status = 'open' DESC, r.conversation_id = %(conversation)s DESC,
        r.received_at DESC, r.right_id DESC
"""


def disputes(
    connection: psycopg.Connection[Any],
    account_id: str,
    kinds: Sequence[str],
    conversation_id: str,
) -> Sequence[Disputed]:
    """Return a line's disputes: open ones first, of those this conversation's, then the newest.

    Open rights of the kinds, and every right that a claim was filed under. One that was taken back
    is none.
    """
    asked = {"account": account_id, "kinds": list(kinds), "conversation": conversation_id}
    with connection.cursor(row_factory=class_row(Disputed)) as cursor:
        return cursor.execute(_DISPUTES, asked).fetchall()


def of_line(connection: psycopg.Connection[Any], account_id: str) -> Sequence[Evidence]:
    """Return every file on record for a line, oldest first, as far as the session sees them."""
    with connection.cursor(row_factory=class_row(Evidence)) as cursor:
        return cursor.execute(_OF_LINE, [account_id]).fetchall()


def content(connection: psycopg.Connection[Any], evidence_id: str) -> bytes | None:
    """Return a file as it came, or None where the session sees no such file."""
    row = connection.execute(
        "SELECT content FROM servicing.evidence WHERE evidence_id = %s", [evidence_id]
    ).fetchone()
    return None if row is None else bytes(row[0])


def place(
    connection: psycopg.Connection[Any],
    line: Line,
    evidence_id: str,
    right_id: str,
    by: str,
    now: datetime,
) -> None:
    """Put a file with another dispute; where it came first stays on record."""
    row = connection.execute(
        "SELECT count(*) FROM servicing.evidence_placements WHERE evidence_id = %s", [evidence_id]
    ).fetchone()
    placement = {
        "evidence_id": evidence_id,
        "number": (row[0] if row else 0) + 1,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "right_id": right_id,
        "placed_by": by,
        "placed_at": now,
    }
    insert_rows(connection, "evidence_placements", [placement])


def next_number(connection: psycopg.Connection[Any], right_id: str) -> int:
    """Return the number of the next file that comes with a dispute: none is given twice."""
    row = connection.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM servicing.evidence WHERE right_id = %s",
        [right_id],
    ).fetchone()
    return int(row[0]) if row else 1


def add(
    connection: psycopg.Connection[Any],
    line: Line,
    dispute: Disputed,
    number: int,
    file: Admitted,
    offered: Offered,
    conversation_id: str,
    now: datetime,
) -> Evidence:
    """Put a file on record with a dispute, and return it."""
    kept = Evidence(
        evidence_id=f"e-{dispute.right_id}-{number}",
        right_id=dispute.right_id,
        reference=dispute.reference,
        number=number,
        conversation_id=conversation_id,
        received_at=now,
        name=file.name,
        media_type=file.media_type,
        size_bytes=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        text=offered.text,
        pages=offered.pages,
        injection_score=offered.injection_score,
        injection_flag=offered.injection_flag,
        after_decision=dispute.decided_on is not None,
    )
    row = {name: getattr(kept, name) for name in Evidence.__slots__ if name != "reference"}
    owner = {"account_id": line.account_id, "borrower_id": line.borrower_id}
    insert_rows(connection, "evidence", [{**row, **owner, "content": file.content}])
    return kept
