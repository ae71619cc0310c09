import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from knowledge import Library


@pytest.fixture(scope="session")
def library_dsn(server, empty_template, embedder) -> Iterator[str]:
    """A database with the packaged policies, for the run to read."""
    name = f"library_{os.getpid()}"
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {empty_template} STRATEGY FILE_COPY")
        dsn = make_conninfo(server.dsn, dbname=name)
        asyncio.run(_fill(dsn, embedder))
        yield dsn
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _fill(dsn: str, embedder) -> None:
    async with AsyncConnectionPool(dsn, min_size=1, max_size=1) as pool:
        await Library(pool, embedder).ensure_policies()


@pytest.fixture
async def library(library_dsn, embedder) -> AsyncIterator[Library]:
    """The packaged policies; read only by custom."""
    async with AsyncConnectionPool(library_dsn, min_size=1, max_size=2) as pool:
        yield Library(pool, embedder)


@pytest.fixture
async def empty_library(dsn, embedder) -> AsyncIterator[Library]:
    """A library with nothing in it."""
    async with AsyncConnectionPool(dsn, min_size=1, max_size=2) as pool:
        yield Library(pool, embedder)
