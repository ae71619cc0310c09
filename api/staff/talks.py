"""Conversations as the desk reads them, on Postgres: their records, and the note of who looked.

Whose a conversation is decides which rows an agent may see at all, so that alone is asked of every
line; all else is read in a session of that one borrower's.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.ports import FEEDBACK
from api.records import acts
from api.staff.handoffs import Reading, Writing
from tools.desk import Staff, StaffAct

LOOKED = "conversation.assist"


@dataclass(frozen=True)
class Held:
    """A conversation's turn records, oldest first, and the queues that it was ever handed to."""

    borrower_id: str
    records: tuple[dict[str, Any], ...]
    queues: frozenset[str]


@dataclass(frozen=True)
class Talks:
    """Conversations over sessions that the composition root opens. Its methods block."""

    reading: Reading
    writing: Writing
    now: Callable[[], datetime]

    def find(self, who: Staff, conversation_id: str) -> Held | None:
        """Return a conversation, or None where there is none or this person may see none."""
        if who.role == "ops":
            return None
        owner = self._owner(conversation_id)
        if owner is None:
            return None
        with self.reading(who.role, owner) as connection:
            turns = connection.execute(
                "SELECT record FROM linewise.turns WHERE conversation_id = %s"
                " AND borrower_id = %s AND kind <> %s ORDER BY position",
                [conversation_id, owner, FEEDBACK],
            ).fetchall()
            queues = connection.execute(
                "SELECT DISTINCT queue FROM linewise.work_items WHERE conversation_id = %s"
                " AND borrower_id = %s",
                [conversation_id, owner],
            ).fetchall()
        return Held(
            owner,
            tuple(json.loads(text) for (text,) in turns),
            frozenset(queue for (queue,) in queues),
        )

    def note(
        self,
        who: Staff,
        conversation_id: str,
        borrower_id: str,
        content_sha256: str,
        detail: dict[str, Any],
    ) -> None:
        """Put on record that somebody was shown the advice on a conversation, and which."""
        act = StaffAct(
            what=LOOKED,
            item_id=conversation_id,
            borrower_id=borrower_id,
            staff_id=who.staff_id,
            role=who.role,
            at=self.now(),
            content_sha256=content_sha256,
            detail=detail,
        )
        with self.writing() as connection:
            acts.append(connection, act)

    def _owner(self, conversation_id: str) -> str | None:
        with self.reading("lead") as connection:
            row = connection.execute(
                "SELECT borrower_id FROM linewise.conversations WHERE id = %s", [conversation_id]
            ).fetchone()
        return None if row is None else str(row[0])
