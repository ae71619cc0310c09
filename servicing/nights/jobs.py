"""The nights as jobs: one a day, queued as the clock passes midnight.

A job may be lost, doubled or killed in the middle: the nights themselves know what is done, so a
job only says that it is time.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.jobs import Status

from servicing.calendar import lender_date
from servicing.clock import Clock
from servicing.nights import repository
from servicing.nights.run import CannotGoBack, Night, advance
from servicing.products import Product

QUEUE = "nights"
TASK = "nights.run"
TICK_S = 5.0
ATTEMPTS_MOST = 8
LOST_AFTER_S = 60.0
MIDNIGHT = time()
_LATER = (psycopg.OperationalError, exceptions.ConnectorException, OSError)

Told = Callable[[Night], None]
"""Hears of each night that was run."""


class RunningClock(Clock, Protocol):
    """A clock that goes on, and follows when another process has moved it."""

    def catch_up(self) -> None:
        """Go on from the stored instant if that lies ahead."""
        ...


@dataclass(frozen=True)
class Nights:
    """Runs each night once the clock has passed midnight: `servicing.jobs.Work`.

    `dsn` connects as the books' owner, whose nights may write. Jobs follow each other, and one
    that failed for want of the database is tried again.
    """

    dsn: str
    clock: RunningClock
    products: Mapping[str, Product]
    told: Told = lambda night: None
    tick_s: float = TICK_S
    lost_after_s: float = LOST_AFTER_S

    def register(self, app: procrastinate.App) -> None:
        """Add the one task: run the nights up to a morning."""
        again = procrastinate.RetryStrategy(
            max_attempts=ATTEMPTS_MOST, exponential_wait=2, retry_exceptions=list(_LATER)
        )

        @app.task(name=TASK, queue=QUEUE, lock=QUEUE, retry=again)
        def run_nights(to: str) -> None:
            try:
                nights = advance(self.dsn, date.fromisoformat(to), self.products, wake=MIDNIGHT)
            except CannotGoBack:
                return  # somebody else has run them
            for night in nights:
                self.told(night)

    async def watch(self, app: procrastinate.App) -> None:
        """Look at the clock now and then."""
        while True:
            await self.tick(app)
            await asyncio.sleep(self.tick_s)

    async def tick(self, app: procrastinate.App) -> bool:
        """Queue the nights up to the clock's today if they aren't run; return whether it did.

        Another process may have advanced the demo: the clock follows. A job whose worker died is
        forgotten, and makes way for the next one.
        """
        await asyncio.to_thread(self.clock.catch_up)
        for lost in await app.job_manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=self.lost_after_s
        ):
            # Put back, it could meet its successor in the queue; the books know what is due.
            await app.job_manager.finish_job(lost, Status.FAILED, delete_job=True)
        today = lender_date(self.clock.now())
        if await asyncio.to_thread(_opened, self.dsn) >= today:
            return False
        job = app.configure_task(TASK, queueing_lock=f"{QUEUE}:{today}", lock=QUEUE, queue=QUEUE)
        try:
            await job.defer_async(to=today.isoformat())
        except exceptions.AlreadyEnqueued:
            return False
        return True


def _opened(dsn: str) -> date:
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL ROLE linewise_servicing")
        return repository.books_at(connection)[1]
