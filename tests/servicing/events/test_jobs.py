"""The queue that delivers: woken by a commit, run by any worker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import psycopg
import pytest

from servicing.contract.books import BorrowerBooks
from servicing.events import delivery as events
from servicing.events.delivery import Delivery
from servicing.events.jobs import Telling, wake
from servicing.events.model import Patience
from servicing.jobs import OtherJobs, ensure_schema, jobs_app, keep_running
from servicing.session import Pool
from tests.servicing.events.consumer import Heard

HOOK = "https://consumer.example/hook"
BOOKS = "linewise_books"


async def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(dsn: str, telling: Telling) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_running(dsn, [telling], again_s=0.2))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_commit_wakes_the_worker_and_a_failure_is_tried_again_in_its_time(
    pool: Pool, demo_copy: str, books_of: Callable[[str], BorrowerBooks]
) -> None:
    for _ in range(2):
        ensure_schema(demo_copy, BOOKS)
    heard = Heard(lambda event, times: 500 if times == 1 else 200)
    patience = Patience(first_wait_s=0.2, factor=1.0)
    delivery = Delivery(pool, heard, lambda: datetime.now(UTC), patience)
    events.subscribe(pool, HOOK, ["right.recorded"])
    as_books = psycopg.conninfo.make_conninfo(demo_copy, user=BOOKS)
    async with running(as_books, Telling(as_books, delivery)):
        await until(lambda: listeners(demo_copy) == 1 and queued(demo_copy) == 0)
        await asyncio.to_thread(books_of("steady").record_right, "complaint", {}, "c-1")
        await until(lambda: heard.numbers() == [1])
        # A database that hangs up is come back to.
        with psycopg.connect(demo_copy, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
                " AND datname = current_database()",
                [BOOKS],
            )
        await asyncio.to_thread(books_of("steady").record_right, "hardship", {}, "c-2")
        await until(lambda: heard.numbers() == [1, 2])
    assert len(heard.sent) == 4


async def test_a_worker_drains_what_nobody_was_woken_for(
    pool: Pool, demo_copy: str, books_of: Callable[[str], BorrowerBooks]
) -> None:
    ensure_schema(demo_copy, BOOKS)
    heard = Heard()
    events.subscribe(pool, HOOK, ())
    books_of("steady").record_right("bankruptcy", {}, "c-1")
    app = jobs_app(
        demo_copy, [Telling(demo_copy, Delivery(pool, heard, lambda: datetime.now(UTC)))]
    )
    async with app.open_async():
        for _ in range(3):
            await wake(app)
        assert queued(demo_copy) == 1
        await app.run_worker_async(wait=False, install_signal_handlers=False)
    assert [event["kind"] for event in heard.taken] == ["right.recorded", "flag.raised"]


def test_the_queue_of_another_release_is_left_alone(demo_copy: str) -> None:
    ensure_schema(demo_copy, BOOKS)
    with psycopg.connect(demo_copy) as connection:
        connection.execute("COMMENT ON SCHEMA jobs IS 'procrastinate 0.1'")
    with pytest.raises(OtherJobs, match=r"procrastinate 0\.1"):
        ensure_schema(demo_copy, BOOKS)


def queued(dsn: str) -> int:
    return count(dsn, "jobs.procrastinate_jobs WHERE status = 'todo'")


def listeners(dsn: str) -> int:
    return count(
        dsn,
        "pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN linewise_outbox'",
    )


def count(dsn: str, of: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(f"SELECT count(*) FROM {of}".encode()).fetchone()
    assert row is not None
    return int(row[0])
