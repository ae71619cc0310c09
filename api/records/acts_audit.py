"""Walking the chain of staff's acts, to see whether anything was changed, removed or put in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from api.records.acts import FIRST
from api.records.chain import link
from api.records.repository import Pool

_AS_AUDITOR = "SET LOCAL ROLE linewise_auditor"
_REPEATED = ("borrower_id", "item_id", "staff_id")


@dataclass(frozen=True)
class ActsAnchor:
    """Every act holds: how many there are, and the chain's head, which proves them all.

    `decisions` are the hashes of decisions in the books that acts say were made.
    """

    acts: int
    head: str
    decisions: frozenset[str]


@dataclass(frozen=True)
class ActBreak:
    """The first act that doesn't hold, by its position, and why."""

    position: int
    reason: str


async def acted(pool: Pool) -> tuple[str, ...]:
    """Return the record of every act of staff's as stored, in the chain's order."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        rows = await connection.execute("SELECT record FROM linewise.staff_acts ORDER BY position")
        return tuple(row[0] for row in await rows.fetchall())


async def verify_acts(pool: Pool) -> ActsAnchor | ActBreak:
    """Walk the chain from its start to its head."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(_AS_AUDITOR)
        cursor = await connection.execute("SELECT length, head FROM linewise.staff_acts_head")
        end = await cursor.fetchone()
        async with connection.cursor(row_factory=dict_row) as rows:
            await rows.execute("SELECT * FROM linewise.staff_acts ORDER BY position")
            acts = await rows.fetchall()
    position, head, decisions = 0, FIRST, set()
    for row in acts:
        reason = _fault(row, position + 1, head)
        if reason is not None:
            return ActBreak(position + 1, reason)
        position, head = row["position"], row["hash"]
        decisions.add(json.loads(row["record"])["detail"].get("decision_sha256"))
    if end is None or end != (position, head):
        return ActBreak(position + 1, "the chain doesn't end at its head")
    return ActsAnchor(position, head, frozenset(decisions) - {None})


def _fault(row: dict[str, Any], position: int, previous: str) -> str | None:
    if row["position"] != position:
        return f"act {position} is missing"
    if row["prev_hash"] != previous:
        return "it doesn't continue the act before it"
    if link(previous, position, row["record"]) != row["hash"]:
        return "its content doesn't match its hash"
    record = json.loads(row["record"])
    if any(record.get(name) != row[name] for name in _REPEATED):
        return "its columns don't match its content"
    if datetime.fromisoformat(record["at"]) != row["at"]:
        return "its time doesn't match its content"
    return None
