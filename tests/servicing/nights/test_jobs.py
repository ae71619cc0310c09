"""The nights as jobs: queued at midnight, once, and taken up again after a worker died."""

import asyncio
import time
from datetime import date, datetime

import psycopg
import pytest
from procrastinate.jobs import Status

from servicing.calendar import NEW_YORK, lender_date
from servicing.clock import DemoClock
from servicing.jobs import ensure_schema, jobs_app, keep_running
from servicing.ledger.reconcile import reconcile
from servicing.nights import Night, advance
from servicing.nights.jobs import QUEUE, TASK, Nights
from servicing.products import load_products

PRODUCTS = load_products()
BOOKS = "linewise_books"


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 20, 23, 59, tzinfo=NEW_YORK)

    def now(self) -> datetime:
        return self.instant

    def catch_up(self) -> None:
        pass

    def to(self, day: int, hour: int = 0) -> None:
        self.instant = datetime(2026, 11, day, hour, 0, 30, tzinfo=NEW_YORK)


def opened(dsn: str) -> date:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT min((state ->> 'morning_of')::date) FROM servicing.accounts"
        ).fetchone()
    assert row is not None
    return row[0]


async def until(dsn: str, day: date) -> None:
    deadline = time.monotonic() + 60
    while await asyncio.to_thread(opened, dsn) < day:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_a_night_runs_once_the_clock_has_passed_midnight(few_copy: str) -> None:
    clock, told = Hands(), list[Night]()
    ensure_schema(few_copy, BOOKS)
    nights = Nights(few_copy, clock, PRODUCTS, told.append, tick_s=0.1)
    keeping = asyncio.create_task(keep_running(few_copy, [nights]))
    await asyncio.sleep(1)
    assert told == []
    clock.to(21)
    await until(few_copy, date(2026, 11, 21))
    clock.to(24, 3)  # the process slept for days
    await until(few_copy, date(2026, 11, 24))
    await asyncio.sleep(0.5)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert [night.day.day for night in told] == [21, 22, 23, 24]
    assert lender_date(DemoClock(few_copy).now()) == date(2026, 11, 24)
    with psycopg.connect(few_copy) as connection:
        assert reconcile(connection) == []


async def test_two_processes_queue_a_night_once(few_copy: str) -> None:
    ensure_schema(few_copy, BOOKS)
    clock = Hands()
    clock.to(21)
    nights = Nights(few_copy, clock, PRODUCTS)
    async with jobs_app(few_copy, [nights]).open_async() as app:
        assert await nights.tick(app)
        assert not await nights.tick(app)
        assert len(list(await app.job_manager.list_jobs_async(queue=QUEUE))) == 1


@pytest.mark.parametrize("waiting", [False, True])
async def test_a_night_whose_worker_died_is_taken_up_again(few_copy: str, *, waiting: bool) -> None:
    """Also where the next job waited already, as it does in any night longer than a tick."""
    ensure_schema(few_copy, BOOKS)
    clock = Hands()
    clock.to(21)
    nights = Nights(few_copy, clock, PRODUCTS, lost_after_s=0)
    async with jobs_app(few_copy, [nights]).open_async() as app:
        await nights.tick(app)
        worker = await app.job_manager.register_worker()
        taken = await app.job_manager.fetch_job([QUEUE], worker_id=worker)
        assert taken is not None
        if waiting:
            again = app.configure_task(TASK, queueing_lock=taken.queueing_lock, lock=QUEUE)
            await again.defer_async(to="2026-11-21")
        await app.job_manager.unregister_worker(worker)  # it is gone, its job still in hand
        await nights.tick(app)
        (left,) = await app.job_manager.list_jobs_async(queue=QUEUE)
        assert (left.status, left.id == taken.id) == (Status.TODO.value, False)
        await app.run_worker_async(queues=[QUEUE], wait=False, install_signal_handlers=False)
    assert opened(few_copy) == date(2026, 11, 21)


def test_nights_run_by_hand_leave_the_job_nothing_to_do(few_copy: str) -> None:
    advance(few_copy, date(2026, 11, 22), PRODUCTS)
    told = list[Night]()
    nights = Nights(few_copy, Hands(), PRODUCTS, told.append)
    run = jobs_app(few_copy, [nights]).tasks[TASK]
    run(to="2026-11-22")
    assert told == []


def test_a_clock_follows_another_process_and_never_goes_back(few_copy: str) -> None:
    clock = DemoClock(few_copy)
    advance(few_copy, date(2026, 11, 21), PRODUCTS)
    assert lender_date(clock.now()) == date(2026, 11, 20)
    clock.catch_up()
    assert lender_date(clock.now()) == date(2026, 11, 21)
    with psycopg.connect(few_copy) as connection:
        connection.execute("UPDATE servicing.clock SET instant = instant - interval '1 day'")
    clock.catch_up()
    assert lender_date(clock.now()) == date(2026, 11, 21)
