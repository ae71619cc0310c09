"""Work items on Postgres; one open item a conversation and queue."""

import json
from collections.abc import Callable

from api.records.repository import Pool, session
from tools.ports import BorrowerId, Clock, ConversationId

# A summary that says the same again adds nothing for the person who reads it.
_OPEN = """
INSERT INTO linewise.work_items AS item
    (id, borrower_id, conversation_id, queue, reason, summaries, opened_at, updated_at)
VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s)
ON CONFLICT (conversation_id, queue) WHERE status = 'open' DO UPDATE
SET summaries = CASE WHEN item.summaries @> excluded.summaries THEN item.summaries
                     ELSE item.summaries || excluded.summaries END,
    updated_at = excluded.updated_at
RETURNING id
"""


class PostgresWorkItems:
    """`agents.ports.WorkItems` on the schema `linewise`."""

    def __init__(self, pool: Pool, clock: Clock, ids: Callable[[str], str]) -> None:
        self._pool, self._clock, self._ids = pool, clock, ids

    async def open(
        self,
        borrower: BorrowerId,
        conversation: ConversationId,
        queue: str,
        reason: str,
        summary: str,
    ) -> str:
        """Open a work item and return its id; one open item a conversation and queue.

        Opening it again adds the newer summary and returns the same id.
        """
        now = self._clock.now()
        async with session(self._pool, borrower) as connection:
            cursor = await connection.execute(
                _OPEN,
                [
                    self._ids("work"),
                    borrower,
                    conversation,
                    queue,
                    reason,
                    json.dumps([summary]),
                    now,
                    now,
                ],
            )
            row = await cursor.fetchone()
        if row is None:
            raise RuntimeError("the insert returned no work item")
        return str(row[0])
