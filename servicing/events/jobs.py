"""The background work of telling, as procrastinate jobs on the same Postgres.

A commit that wrote an event notifies; the listener defers one `deliver` job, however many
commits there were. A job every minute sees to what nobody notified of, and a job at the instant
of the next attempt to what was postponed. Jobs only wake: what there is to do is in the outbox,
so a lost job loses no event.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import psycopg
from procrastinate import Blueprint, JobContext
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from servicing.events.delivery import Delivery
from servicing.events.outbox import CHANNEL

DELIVERY = "delivery"
NAMESPACE = "events"
_WAKING = "events.deliver"
_AGAIN = "events.deliver-again"

blueprint = Blueprint()


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="deliver", queueing_lock=_WAKING, pass_context=True)
async def deliver(context: JobContext, timestamp: int | None = None) -> None:
    """Deliver what is due, and see to it that postponed attempts are made in time."""
    delivery: Delivery = context.additional_context[DELIVERY]
    await asyncio.to_thread(delivery.drain)
    again = await asyncio.to_thread(delivery.next_due)
    if again is not None and context.task is not None:
        at = max(again.astimezone(UTC), datetime.now(UTC))
        await _defer(context.task.configure(queueing_lock=_AGAIN, schedule_at=at).defer_async)


async def wake(task: Task[..., object, ...]) -> None:
    """Have what is due delivered soon, once."""
    await _defer(task.configure(queueing_lock=_WAKING).defer_async)


async def listen(conninfo: str, on_commit: Callable[[], Awaitable[None]]) -> None:
    """Call back after commits that wrote events, until cancelled."""
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}".encode())
        async for _ in connection.notifies():
            await on_commit()


async def _defer(defer: Callable[[], Awaitable[int]]) -> None:
    with contextlib.suppress(AlreadyEnqueued):
        await defer()
