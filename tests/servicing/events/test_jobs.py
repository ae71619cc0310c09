"""The queue that delivers: woken by a commit, run by any worker."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg

from servicing.contract.books import BorrowerBooks
from servicing.events import delivery as events
from servicing.events import jobs
from servicing.events.delivery import Delivery
from servicing.events.model import Patience
from servicing.jobs import ensure_schema, job_app
from servicing.session import Pool
from tests.servicing.events.consumer import Heard

HOOK = "https://consumer.example/hook"


async def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


async def test_a_commit_wakes_a_worker_and_a_failure_is_tried_again(
    pool: Pool, demo_copy: str, books_of: Callable[[str], BorrowerBooks]
) -> None:
    for _ in range(2):
        ensure_schema(demo_copy, "linewise_books")
    heard = Heard(lambda event, times: 500 if times == 1 else 200)
    patience = Patience(first_wait_s=0.2, factor=1.0)
    delivery = Delivery(pool, heard, lambda: datetime.now(UTC), patience)
    app = job_app(demo_copy)
    events.subscribe(pool, HOOK, ["right.recorded"])
    async with app.open_async():
        wake = app.tasks[f"{jobs.NAMESPACE}:deliver"]
        listening = asyncio.create_task(jobs.listen(demo_copy, lambda: jobs.wake(wake)))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(books_of("steady").record_right, "complaint", {}, "c-1")
        await until(lambda: queued(demo_copy) == 1)
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=1,
                fetch_job_polling_interval=0.1,
                install_signal_handlers=False,
                additional_context={jobs.DELIVERY: delivery},
            )
        )
        await until(lambda: heard.numbers() == [1])
        for task in (listening, work):
            task.cancel()
        await asyncio.gather(listening, work, return_exceptions=True)
    assert len(heard.sent) == 2


async def test_a_worker_drains_what_nobody_was_woken_for(
    pool: Pool, demo_copy: str, books_of: Callable[[str], BorrowerBooks]
) -> None:
    ensure_schema(demo_copy, "linewise_books")
    heard = Heard()
    events.subscribe(pool, HOOK, ())
    books_of("steady").record_right("bankruptcy", {}, "c-1")
    delivery = Delivery(pool, heard, lambda: datetime.now(UTC))
    app = job_app(demo_copy)
    async with app.open_async():
        task = app.tasks[f"{jobs.NAMESPACE}:deliver"]
        for _ in range(3):
            await jobs.wake(task)
        assert queued(demo_copy) == 1
        await app.run_worker_async(
            wait=False,
            install_signal_handlers=False,
            additional_context={jobs.DELIVERY: delivery},
        )
    assert [event["kind"] for event in heard.taken] == ["right.recorded", "flag.raised"]


def queued(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT count(*) FROM jobs.procrastinate_jobs WHERE status = 'todo'"
            " AND task_name = 'events:deliver'"
        ).fetchone()
    assert row is not None
    return int(row[0])
