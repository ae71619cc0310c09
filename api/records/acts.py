"""What staff did at the desk, in one hash chain.

hash(n) = sha256(hash(n - 1) + newline + n + newline + record(n)), with hash(0) = 64 zeros

An act is written in the transaction that carries it out, so neither stands without the other. The
chain's head is locked last and to the end of the transaction: acts come one after the other.
"""

from typing import Any

import psycopg

from api.records.chain import encoded, link
from tools.desk import StaffAct

FIRST = "0" * 64


def append(connection: psycopg.Connection[Any], act: StaffAct) -> None:
    """Put an act at the end of the chain, in the caller's transaction."""
    row = connection.execute(
        "SELECT length, head FROM linewise.staff_acts_head FOR UPDATE"
    ).fetchone()
    if row is None:
        raise RuntimeError("the chain of staff's acts has no head")
    position, previous = row[0] + 1, row[1]
    text = encoded(record(act))
    head = link(previous, position, text)
    connection.execute(
        "INSERT INTO linewise.staff_acts (position, borrower_id, item_id, staff_id, at, record,"
        " prev_hash, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [position, act.borrower_id, act.item_id, act.staff_id, act.at, text, previous, head],
    )
    connection.execute(
        "UPDATE linewise.staff_acts_head SET length = %s, head = %s", [position, head]
    )


def record(act: StaffAct) -> dict[str, Any]:
    """Return what is written and hashed of an act."""
    return {
        "what": act.what,
        "item_id": act.item_id,
        "borrower_id": act.borrower_id,
        "staff_id": act.staff_id,
        "role": act.role,
        "at": act.at.isoformat(),
        "content_sha256": act.content_sha256,
        "reasons": list(act.reasons),
        "refused": act.refused,
        "detail": dict(act.detail),
    }
