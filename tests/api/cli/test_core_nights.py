"""`linewise core advance | bank`: what the bank was sent and said, and a night that is stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.cli import main
from servicing.database import EmbeddedPostgres
from servicing.ledger.reconcile import reconcile
from servicing.nights import advance
from tests.conftest import REPOSITORY, _clone
from tests.servicing.nights.books import PRODUCTS, TO, differing, everything, make_busy

Capture = pytest.CaptureFixture[str]
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
        (handle,) = connection.execute(
            "SELECT handle FROM servicing.borrowers JOIN servicing.payments USING (borrower_id)"
            " JOIN servicing.bank_accounts USING (borrower_id) WHERE handle = 'on-plan' LIMIT 1"
        ).fetchone() or ("",)
        connection.execute(
            "UPDATE servicing.payments SET status = 'pending', settles_on = '2026-11-23',"
            " received_after = 0 WHERE payment_id = (SELECT max(payment_id) FROM"
            " servicing.payments JOIN servicing.borrowers USING (borrower_id) WHERE handle = %s)",
            [handle],
        )
    assert handle
