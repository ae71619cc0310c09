"""`linewise core advance | bank`: what the bank was sent and said, and a night that is stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.cli import main
from servicing.accounts import repository as accounts
from servicing.database import EmbeddedPostgres
from servicing.demo import DEMO_DAY
from servicing.ledger.reconcile import reconcile
from servicing.nights import advance
from servicing.payments import receipts
from tests.conftest import REPOSITORY, _clone
from tests.servicing.builders import dollars
from tests.servicing.nights.books import DAYS, PRODUCTS, differing, everything, make_busy

Capture = pytest.CaptureFixture[str]
UNTIL, STOPS = date(2026, 12, 12), 5
COMMAND = "import sys; from api.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def books(few_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINEWISE_DATABASE_URL", few_copy)
    return few_copy


def said(capsys: Capture, *arguments: str) -> list[list[str]]:
    capsys.readouterr()
    assert main(["core", *arguments]) == 0
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_the_banks_files_and_a_return_are_shown(books: str, capsys: Capture) -> None:
    assert said(capsys, "bank") == ["no file went to the bank yet".split()]
    with psycopg.connect(books) as connection:
        row = connection.execute(
            "SELECT borrower_id FROM servicing.borrowers WHERE handle = 'job-loss'"
        ).fetchone()
        assert row is not None
        line, _ = accounts.load(connection, PRODUCTS, row[0], lock=True)
        pays = receipts.schedule(line, dollars("21.50"), DEMO_DAY, "one_off", DAYS)
        receipts.receive(line, pays)
        accounts.save(connection, line)
    said(capsys, "bank", "job-loss", "--returns", "r01")
    said(capsys, "advance", "--to", "2026-11-23")
    heading, *files = said(capsys, "bank")
    assert heading[:3] == ["banking", "day", "kind"]
    assert ["2026-11-23", "payments"] in [one[:2] for one in files]
    _, entry = said(capsys, "bank", "job-loss")
    assert entry[2:4] == [pays.payment_id, "21.50"]
    said(capsys, "advance", "--to", "2026-11-26")
    assert "returned" in {one[1] for one in said(capsys, "bank")[1:]}
    _, entry = said(capsys, "bank", "job-loss")
    assert entry[3:7] == ["21.50", "returned", "2026-11-25", "R01"]
    assert entry[-1] == "2026-11-25"
    assert said(capsys, "bank", "steady") == ["nothing was asked of steady's bank yet".split()]


def test_what_cannot_be_asked_of_the_bank_is_said_in_one_line(books: str, capsys: Capture) -> None:
    for arguments, says in (
        (["--returns", "R01"], "whose bank"),
        (["steady", "--after-days", "3"], "goes with --returns"),
        (["steady", "--returns", "R99"], "not 'R99'"),
        (["nobody"], "no borrower 'nobody'"),
    ):
        assert main(["core", "bank", *arguments]) == 2
        error = capsys.readouterr().err
        assert says in error
        assert error.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_a_night_ends_cleanly_and_the_next_run_goes_on(
    ends: signal.Signals, server: EmbeddedPostgres, few_template: str, tmp_path: Path
) -> None:
    """Stopped again and again it ends with the books of a run that nothing stopped."""
    until = ["core", "advance", "--to", UNTIL.isoformat()]
    for whole, stopped in zip(
        _clone(server, few_template), _clone(server, few_template), strict=True
    ):
        for dsn in (whole, stopped):
            make_busy(dsn)
        advance(whole, UNTIL, PRODUCTS)
        told = []
        for _ in range(STOPS):
            with running(stopped, tmp_path, until) as process:
                _await_night(stopped, process)
                process.send_signal(ends)
                out, error = process.communicate(timeout=60)
            if process.returncode == 0:
                break
            assert (process.returncode, out) == (128 + ends, "")
            last = error.splitlines()[-1]
            found = re.fullmatch(
                r"linewise: stopped in the night to (\S+); run it again to go on from there", last
            )
            assert found is not None, error
            assert "Traceback" not in error
            told.append(date.fromisoformat(found[1]))
        assert len(told) >= 2
        assert told == sorted(told)
        with running(stopped, tmp_path, until) as process:
            out, _ = process.communicate(timeout=120)
            assert (process.returncode, out) == (0, f"the books are at {UNTIL}\n")
        assert differing(everything(stopped), everything(whole)) == {}
        with psycopg.connect(stopped) as connection:
            assert reconcile(connection) == []


@contextmanager
def running(dsn: str, folder: Path, arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own."""
    told = {"LINEWISE_DATABASE_URL": dsn, "LINEWISE_DATA_DIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, **told, "PYTHONPATH": str(REPOSITORY)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _await_night(dsn: str, process: subprocess.Popen[str]) -> None:
    """Wait until the process has taken a line through a morning that is not every line's yet."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        before = _marks(connection)
        while _marks(connection) == before and process.poll() is None:
            time.sleep(0.002)


def _marks(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT account_id, state ->> 'morning_of', state ->> 'evening_of'"
        " FROM servicing.accounts ORDER BY 1"
    ).fetchall()
