"""Pools over the demo portfolio: a copy of its own for a test that writes, or the shared one."""

from collections.abc import Iterator

import pytest
from psycopg_pool import ConnectionPool

from servicing.session import Pool


@pytest.fixture
def pool(demo_copy: str) -> Iterator[Pool]:
    with ConnectionPool(demo_copy, min_size=1, max_size=8, open=True) as pool:
        yield pool


@pytest.fixture
def reading_pool(demo_dsn: str) -> Iterator[Pool]:
    """Quoting writes nothing but the quote, which no test of refusals looks at."""
    with ConnectionPool(demo_dsn, min_size=1, max_size=4, open=True) as pool:
        yield pool
