"""Postgres sessions that can do no more than they should."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import psycopg

StaffScope = Literal["agent", "lead", "ops"]


class Pool(Protocol):
    """Where connections come from; `psycopg_pool.ConnectionPool` is one."""

    def connection(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """Lend a connection for the length of a `with`."""
        ...


@dataclass(frozen=True)
class Held:
    """A pool of one: the connection of a transaction that is open, to do more within it."""

    held: psycopg.Connection[Any]

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """Lend the connection; what is done on it commits with the transaction it is in."""
        yield self.held


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
def staff_reading(
    pool: Pool, scope: StaffScope, borrower_id: str | None = None
) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction as staff, in which nothing can be written.

    An agent sees the rows of the borrower of the case in hand (`borrower_id`) only, a lead
    everybody's, ops everybody's books but nobody's conversations. Which scope a person has is
    for the caller to know, from their token.
    """
    with pool.connection() as connection, connection.transaction():
        connection.execute(
            "SELECT set_config('role', 'linewise_staff', true),"
            " set_config('linewise.staff_scope', %s, true),"
            " set_config('linewise.borrower_id', %s, true)",
            [scope, borrower_id or ""],
        )
        yield connection


@contextmanager
def writing(pool: Pool) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction as the servicing role; it commits at the end or leaves nothing."""
    with pool.connection() as connection, connection.transaction():
        # Lines are looked up by a list of accounts. Left to choose, Postgres plans that anew each
        # time for the list's length, which takes longer than the looking up.
        connection.execute(
            "SELECT set_config('role', 'linewise_servicing', true),"
            " set_config('plan_cache_mode', 'force_generic_plan', true)"
        )
        yield connection
