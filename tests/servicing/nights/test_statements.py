"""Closing the statements of many lines at once."""

from datetime import date
from typing import Any

import psycopg
import pytest

from servicing.ledger.reconcile import reconcile
from servicing.nights import run_statements
from servicing.products import load_products

PRODUCTS = load_products()
DAY = date(2026, 11, 20)


def on_one_day(dsn: str) -> int:
    """Give every open line the due day that makes its cycle end on `DAY`."""
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "UPDATE servicing.accounts SET due_day = 15 WHERE status = 'open'"
        ).rowcount


def statements(dsn: str) -> list[Any]:
    with psycopg.connect(dsn) as connection:
        assert reconcile(connection) == []
        return connection.execute(
            "SELECT * FROM servicing.statements WHERE closing_on = %s ORDER BY account_id", [DAY]
        ).fetchall()


@pytest.mark.parametrize("processes", [1, 2])
def test_every_line_gets_one_statement_however_often_it_is_run(
    demo_copy: str, processes: int
) -> None:
    lines = on_one_day(demo_copy)
    assert run_statements(demo_copy, DAY, PRODUCTS, processes=processes) == lines
    made = statements(demo_copy)
    assert len(made) == lines
    run_statements(demo_copy, DAY, PRODUCTS)
    assert statements(demo_copy) == made
