"""Whatever kills a night, and wherever: run again, it gives the books it would have given."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from servicing.database import EmbeddedPostgres, migrate
from servicing.demo import seed
from servicing.demo.source import Chance
from servicing.ledger.reconcile import reconcile
from servicing.nights import advance
from servicing.nights.run import CannotGoBack
from tests.conftest import FEW, REPOSITORY, _clone, migration_folders
from tests.servicing.nights.books import (
    DAYS,
    PRODUCTS,
    TO,
    differing,
    everything,
    make_busy,
)

pytestmark = pytest.mark.slow
KILLS = 20


@pytest.fixture(scope="module")
def undisturbed(server: EmbeddedPostgres, few_template: str) -> Iterator[tuple[str, float]]:
    """The books after 35 nights that nothing interrupted, and the seconds they took."""
    for dsn in _clone(server, few_template):
        make_busy(dsn)
        started = time.monotonic()
        advance(dsn, TO, PRODUCTS)
        yield dsn, time.monotonic() - started


@contextmanager
def running(dsn: str) -> Iterator[subprocess.Popen[str]]:
    """The nights in a process of their own, at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.servicing.nights.books", dsn, TO.isoformat()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        yield process
        process.kill()
        process.wait()


def test_the_month_has_what_can_go_wrong(undisturbed: tuple[str, float]) -> None:
    """Otherwise the comparison below would compare too little."""
    with psycopg.connect(undisturbed[0]) as connection:
        codes = dict(
            connection.execute(
                "SELECT code, count(*) FROM servicing.bank_answers WHERE code IS NOT NULL"
                " GROUP BY 1"
            ).fetchall()
        )
        retried = connection.execute(
            "SELECT status, count(*) FROM servicing.payments WHERE retry_of IS NOT NULL GROUP BY 1"
        ).fetchall()
        autopay = connection.execute(
            "SELECT count(*) FROM servicing.payments WHERE source = 'autopay'"
            " AND on_date > '2026-11-20'"
        ).fetchone()
        unpaid_out = connection.execute(
            "SELECT count(*) FROM servicing.bank_answers a JOIN servicing.bank_entries e"
            " USING (trace) WHERE e.draw_id IS NOT NULL AND a.kind = 'settled'"
        ).fetchone()
        assert reconcile(connection) == []
    assert codes.keys() >= {"R01", "R02", "R08", "R10"}
    assert codes["R01"] >= 5
    assert {"posted", "returned"} <= dict(retried).keys()
    assert autopay is not None
    assert autopay[0] >= 4
    assert unpaid_out is not None
    assert unpaid_out[0] >= 2


def test_killed_twenty_times_at_chance(
    undisturbed: tuple[str, float], server: EmbeddedPostgres, few_template: str
) -> None:
    reference, took_s = undisturbed
    seed_of_run = secrets.randbits(32)
    print("killed at chance from seed", seed_of_run)  # noqa: T201  # shown when it fails
    chance, nights = Chance(seed_of_run, "kills"), set()
    for dsn in _clone(server, few_template):
        make_busy(dsn)
        killed = 0
        while killed < KILLS:
            with running(dsn) as process:
                assert process.stdout is not None
                first = process.stdout.readline()  # it is at work from here on
                if not first:
                    break
                time.sleep(took_s / KILLS * chance.between(0, 150) / 100)
                if process.poll() is not None:
                    break
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                killed += 1
            nights.add(books_at(dsn))
        assert killed >= KILLS * 3 // 4
        assert len(nights) > 5
        with suppress(CannotGoBack):  # nothing is left to run
            advance(dsn, TO, PRODUCTS)
        assert differing(everything(dsn), everything(reference)) == {}
        with psycopg.connect(dsn) as connection:
            assert reconcile(connection) == []


def test_the_server_killed_instead(undisturbed: tuple[str, float], tmp_path: Path) -> None:
    with EmbeddedPostgres.start(tmp_path) as own:
        migrate(own.dsn, migration_folders())
        seed(own.dsn, lines=FEW)
        make_busy(own.dsn)
        with running(own.dsn) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("9/"):
                    break
            pid = int((tmp_path / "postgres/data/postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, signal.SIGKILL)
            assert process.wait(60) != 0
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)
    with EmbeddedPostgres.start(tmp_path) as own:
        assert books_at(own.dsn) < TO
        advance(own.dsn, TO, PRODUCTS)
        assert differing(everything(own.dsn), everything(undisturbed[0])) == {}


def test_two_at_once_follow_each_other(
    undisturbed: tuple[str, float], server: EmbeddedPostgres, few_template: str
) -> None:
    for dsn in _clone(server, few_template):
        make_busy(dsn)
        with running(dsn) as first, running(dsn) as second:
            ends = sorted((first.wait(120), second.wait(120)))
        assert ends[0] == 0  # the other finds nothing left to do, and says so
        assert differing(everything(dsn), everything(undisturbed[0])) == {}


def test_nights_one_by_one_give_the_same_books(
    undisturbed: tuple[str, float], few_copy: str
) -> None:
    make_busy(few_copy)
    for day in range(1, 36):
        advance(few_copy, date(2026, 11, 20) + timedelta(days=day), PRODUCTS)
    assert differing(everything(few_copy), everything(undisturbed[0])) == {}
    assert DAYS.is_open(TO) is False  # Christmas: a night without a bank


def books_at(dsn: str) -> date:
    """The morning that every line has had."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT min((state ->> 'morning_of')::date) FROM servicing.accounts"
        ).fetchone()
    assert row is not None
    return row[0]
