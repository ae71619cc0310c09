"""The composition root's third part: the worker that `serve` runs beside the API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import structlog
from procrastinate import App

from servicing.events import jobs as events
from servicing.events.delivery import Delivery
from servicing.events.transport import HttpTransport
from servicing.jobs import ensure_schema, job_app
from servicing.session import Pool

CONCURRENCY = 2
RESTART_S = 5.0
POLL_S = 5.0


def delivery(pool: Pool, *, allow_loopback: bool) -> Delivery:
    """Return what delivers events to their subscribers."""
    return Delivery(pool, HttpTransport(allow_loopback), lambda: datetime.now(UTC))


async def prepare(owner_dsn: str, login: str) -> None:
    """Set up the queue, as the database's owner, for the worker's login."""
    await asyncio.to_thread(ensure_schema, owner_dsn, login)


@asynccontextmanager
async def working(dsn: str, delivering: Delivery) -> AsyncIterator[None]:
    """Run jobs and listen for events, for as long as the context lasts.

    Either may fall over with the database; it is taken up again, since `serve` goes on too.
    """
    tasks = [
        asyncio.create_task(_kept_up("worker", lambda: _work(dsn, delivering))),
        asyncio.create_task(_kept_up("listener", lambda: _listen(dsn))),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _work(dsn: str, delivering: Delivery) -> None:
    async with job_app(dsn).open_async() as app:
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL_S,
            install_signal_handlers=False,
            delete_jobs="successful",
            additional_context={events.DELIVERY: delivering},
        )


async def _listen(dsn: str) -> None:
    async with job_app(dsn).open_async() as app:
        await events.listen(dsn, lambda: events.wake(_deliver(app)))


def _deliver(app: App) -> "events.Deliver":
    return app.tasks[f"{events.NAMESPACE}:deliver"]
