import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import pytest

from servicing.session import Held, writing
from servicing.tables import Together


@contextmanager
def at(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


class Explaining:
    """A connection that says how Postgres would carry out what it is given, and does nothing."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.plan = ""

    def execute(self, statement: bytes, values: list[str]) -> None:
        rows = self.connection.execute(b"EXPLAIN " + statement, values)
        self.plan = "\n".join(row[0] for row in rows)


def closing(accounts: list[str], connection: psycopg.Connection[Any]) -> str:
    together = Together()
    records = [{"account_id": one, "status": "closed"} for one in accounts]
    together.update(
        "accounts", "account_id", ("status",), json.dumps(records).encode(), len(records)
    )
    explaining = Explaining(connection)
    together.write(cast("psycopg.Connection[Any]", explaining))
    return explaining.plan


def test_one_line_is_written_without_reading_all_the_others(demo_copy: str) -> None:
    with at(demo_copy) as connection:
        connection.execute("ANALYZE servicing.accounts")
        rows = connection.execute("SELECT account_id FROM servicing.accounts LIMIT 2").fetchall()
        first, second = (row[0] for row in rows)
        assert "Seq Scan" not in closing([first], connection)
        assert "Limit" not in closing([first, second], connection)


@pytest.mark.parametrize("count", [1, 2])
def test_as_many_are_written_as_were_given(demo_copy: str, count: int) -> None:
    with at(demo_copy) as connection:
        rows = connection.execute("SELECT account_id FROM servicing.accounts LIMIT 2").fetchall()
        records = [{"account_id": row[0], "status": "closed"} for row in rows[:count]]
        before = _closed(connection)
        together = Together()
        together.update(
            "accounts", "account_id", ("status",), json.dumps(records).encode(), len(records)
        )
        together.write(connection)
        assert _closed(connection) == before | {record["account_id"] for record in records}


def test_plans_are_made_once_within_a_writing_session_only(dsn: str) -> None:
    with at(dsn) as connection:
        with writing(Held(connection)):
            assert connection.execute("SHOW plan_cache_mode").fetchone() == ("force_generic_plan",)
            assert connection.execute("SELECT current_user").fetchone() == ("linewise_servicing",)
        assert connection.execute("SHOW plan_cache_mode").fetchone() == ("auto",)


def _closed(connection: psycopg.Connection[Any]) -> set[str]:
    found = connection.execute(
        "SELECT account_id FROM servicing.accounts WHERE status = 'closed'"
    ).fetchall()
    return {row[0] for row in found}
