"""A conversation as the desk asks about it: its records, and what the copilot makes of them."""

import json
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

from agents.copilot import Advice, Copilot
from tests.desk import Desk
from tools.ports import BorrowerId

TABLES = (
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    " AND n.nspname NOT LIKE 'pg_%' ORDER BY 1, 2"
)


@dataclass
class Observer:
    """Asks the copilot about the borrower's conversation, and looks at the whole database."""

    desk: Desk

    def records(self) -> list[dict[str, Any]]:
        with psycopg.connect(self.desk.dsn) as connection:
            rows = connection.execute(
                "SELECT record FROM linewise.turns WHERE conversation_id = %s ORDER BY position",
                [self.desk.conversation],
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def queues(self) -> frozenset[str]:
        with psycopg.connect(self.desk.dsn) as connection:
            rows = connection.execute(
                "SELECT queue FROM linewise.work_items WHERE conversation_id = %s",
                [self.desk.conversation],
            ).fetchall()
        return frozenset(row[0] for row in rows)

    async def advice(self, records: list[dict[str, Any]] | None = None) -> Advice:
        assert self.desk.assistant is not None
        assert self.desk.conversation is not None
        copilot = Copilot(self.desk.assistant.services)
        borrower = BorrowerId(self.desk.who.borrower_id)
        found = self.records() if records is None else records
        return await copilot.advise(borrower, self.desk.conversation, found, self.queues())

    def tables(self) -> dict[str, tuple[int, str | None]]:
        return contents(self.desk.dsn)


def contents(dsn: str) -> dict[str, tuple[int, str | None]]:
    """Return of every table of the database how many rows it has, and a digest of them all."""
    found: dict[str, tuple[int, str | None]] = {}
    with psycopg.connect(dsn) as connection:
        for schema, name in connection.execute(TABLES).fetchall():
            query = sql.SQL(
                "SELECT count(*), sum(hashtextextended(t::text, 0))::text FROM {} t"
            ).format(sql.Identifier(schema, name))
            row = connection.execute(query).fetchone()
            assert row is not None
            found[f"{schema}.{name}"] = (row[0], row[1])
    return found


@pytest.fixture
def observer(desk: Desk) -> Observer:
    return Observer(desk)
