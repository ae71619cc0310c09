"""Conversations that wait for a person, on Postgres.

Read in staff sessions: an agent finds every open hand-off, and the rows of a conversation once
its case is in hand; ops find none.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import psycopg
from psycopg.rows import class_row

from api.records import acts
from tools.desk import Role, Staff, StaffAct
from tools.views import Refusal

Connection = psycopg.Connection[Any]
_COLUMNS = (
    "id, borrower_id, conversation_id, queue, reason, summaries, status, opened_at,"
    " done_by, done_at, done_note FROM linewise.work_items"
)
_UNKNOWN = Refusal(code="item_unknown", message="There is no such item.")
_DONE = Refusal(code="handoff_done", message="Somebody is done with this already.")


@dataclass(frozen=True)
class Handoff:
    """A conversation in a queue."""

    id: str
    borrower_id: str
    conversation_id: str
    queue: str
    reason: str
    summaries: list[str]
    status: str
    opened_at: datetime
    done_by: str | None
    done_at: datetime | None
    done_note: str | None


class Reading(Protocol):
    """What opens a staff session, in which nothing can be written."""

    def __call__(
        self, scope: Role, borrower_id: str | None = None
    ) -> AbstractContextManager[Connection]:
        """Open it for a scope, with the borrower of the case in hand."""
        ...


Writing = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Handoffs:
    """Hand-offs over sessions that the composition root opens. Its methods block."""

    reading: Reading
    writing: Writing
    now: Callable[[], datetime]

    def waiting(self, who: Staff) -> list[Handoff]:
        """Return those that wait, as far as this person may see them."""
        return self._select(who, "status = 'open' ORDER BY opened_at, id", [])

    def find(self, who: Staff, item_id: str) -> Handoff | None:
        """Return one, done or not, or None."""
        found = self._select(who, "id = %s", [item_id])
        return found[0] if found else None

    def close(self, who: Staff, item_id: str, note: str) -> Handoff | Refusal:
        """Note that a person has answered; the same person's same note again changes nothing."""
        before = self.find(who, item_id)
        if before is None:
            return _UNKNOWN
        now = self.now()
        with self.writing() as connection:
            row = connection.execute(
                "UPDATE linewise.work_items SET status = 'done', done_by = %s, done_at = %s,"
                " done_note = %s WHERE id = %s AND status = 'open' RETURNING id",
                [who.staff_id, now, note, item_id],
            ).fetchone()
            if row is not None:
                act = StaffAct(
                    what="handoff.done",
                    item_id=item_id,
                    borrower_id=before.borrower_id,
                    staff_id=who.staff_id,
                    role=who.role,
                    at=now,
                    reasons=(note,),
                    detail={"conversation_id": before.conversation_id, "queue": before.queue},
                )
                acts.append(connection, act)
        after = self.find(who, item_id)
        if after is None:
            return _UNKNOWN
        mine = (after.done_by, after.done_note) == (who.staff_id, note)
        return after if mine else _DONE

    def _select(self, who: Staff, condition: str, values: list[str]) -> list[Handoff]:
        # `condition` is one of the two above.
        query = f"SELECT {_COLUMNS} WHERE {condition}"
        with self.reading(who.role) as connection:
            cursor = connection.cursor(row_factory=class_row(Handoff))
            return cursor.execute(query.encode(), values).fetchall()
