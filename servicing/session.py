"""Postgres sessions that can do no more than they should."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

Pool = ConnectionPool[psycopg.Connection[Any]]


@contextmanager
def reading(pool: Pool, borrower_id: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction in which only one borrower's rows exist and nothing can be written."""
    with pool.connection() as connection, connection.transaction():
        connection.execute(
            "SELECT set_config('role', 'linewise_borrower', true),"
            " set_config('linewise.borrower_id', %s, true)",
            [borrower_id],
        )
        yield connection


@contextmanager
def writing(pool: Pool) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction as the servicing role; it commits at the end or leaves nothing."""
    with pool.connection() as connection, connection.transaction():
        connection.execute("SET LOCAL ROLE linewise_servicing")
        yield connection
