"""The background work of telling, for the one worker of `servicing.jobs`.

A commit that wrote an event notifies, and one `deliver` job is put in the queue, however many
commits there were. So it is when a postponed attempt is due, and now and then anyhow. Jobs only
wake: what there is to do is in the outbox, so a lost job loses no event.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.jobs import Status

from servicing.events.delivery import Delivery
from servicing.events.outbox import CHANNEL

QUEUE = "events"
TASK = "events.deliver"
TICK_S = 0.5
QUIET_TICKS = 60
LOST_AFTER_S = 60.0


@dataclass(frozen=True)
class Telling:
    """Delivers what the outbox holds: `servicing.jobs.Work`."""

    dsn: str
    delivery: Delivery
    quiet_ticks: int = QUIET_TICKS

    def register(self, app: procrastinate.App) -> None:
        """Add the one task: deliver what is due."""

        @app.task(name=TASK, queue=QUEUE)
        async def deliver() -> None:
            await asyncio.to_thread(self.delivery.drain)

    async def watch(self, app: procrastinate.App) -> None:
        """Wake after commits that wrote events, for postponed attempts, and now and then."""
        async with await psycopg.AsyncConnection.connect(self.dsn, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}".encode())
            while True:
                await wake(app)
                await self._something(connection)

    async def _something(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Return when there may be something to deliver."""
        for _ in range(self.quiet_ticks):
            async for _ in connection.notifies(timeout=TICK_S, stop_after=1):
                return
            # Asked each time: any process may have postponed an attempt meanwhile.
            due = await asyncio.to_thread(self.delivery.next_due)
            if due is not None and due <= self.delivery.now():
                return


async def wake(app: procrastinate.App) -> None:
    """Have what is due delivered soon, once; jobs whose worker died are forgotten."""
    for lost in await app.job_manager.get_stalled_jobs(
        queue=QUEUE, seconds_since_heartbeat=LOST_AFTER_S
    ):
        await app.job_manager.finish_job(lost, Status.FAILED, delete_job=True)
    with contextlib.suppress(exceptions.AlreadyEnqueued):
        await app.configure_task(TASK, queue=QUEUE, queueing_lock=TASK).defer_async()
