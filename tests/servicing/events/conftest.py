"""Books that can be written to, and what their outbox says."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from servicing.clock import DemoClock
from servicing.contract.books import BorrowerBooks
from servicing.session import Pool


@pytest.fixture
def pool(demo_copy: str) -> Iterator[Pool]:
    with ConnectionPool(demo_copy, min_size=1, max_size=8, open=True) as pool:
        yield pool


@pytest.fixture
def books_of(pool: Pool, demo_copy: str) -> Callable[[str], BorrowerBooks]:
    def find(handle: str) -> BorrowerBooks:
        with pool.connection() as connection:
            row = connection.execute(
                "SELECT borrower_id FROM servicing.borrowers WHERE handle = %s", [handle]
            ).fetchone()
        assert row is not None
        return BorrowerBooks(pool, row[0], DemoClock(demo_copy))

    return find


@pytest.fixture
def outbox(demo_copy: str) -> Callable[[], list[dict[str, Any]]]:
    def read() -> list[dict[str, Any]]:
        with psycopg.connect(demo_copy, row_factory=dict_row) as connection:
            return connection.execute(
                "SELECT * FROM servicing.outbox ORDER BY account_id, sequence"
            ).fetchall()

    return read
