"""A core to check: the books in this process, and the same books behind HTTP."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from psycopg_pool import ConnectionPool
from starlette.applications import Starlette
from starlette.routing import Mount

from servicing.clock import DemoClock
from servicing.http.app import create_app
from servicing.http.rate import Allowance
from servicing.http.sessions import Core
from servicing.http.tokens import ALGORITHM, CoreTokens
from servicing.session import Pool
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.clients.http import HttpBooks, Wire
from tools.conformance import Subject
from tools.ports import BorrowerId

SECRET = "a secret of the tests that is long enough"
UNLIMITED = Allowance(burst=1_000_000, per_s=1_000_000.0)
Client = httpx.AsyncClient


def id_source() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"id-{next(numbers):06d}"


@pytest.fixture
def pool(demo_copy: str) -> Iterator[Pool]:
    with ConnectionPool(demo_copy, min_size=1, max_size=12, open=True) as pool:
        yield pool


@pytest.fixture
def core(pool: Pool, demo_copy: str) -> Core:
    return Core(pool, DemoClock(demo_copy), SECRET, UNLIMITED)


@pytest.fixture
def app(core: Core) -> Starlette:
    """The core where `linewise serve` has it."""
    return Starlette(routes=[Mount("/core/v1", create_app(core))])


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[Client]:
    async with Client(transport=httpx.ASGITransport(app), base_url="http://core/core/v1/") as made:
        yield made


@pytest.fixture
def borrower_of(pool: Pool) -> Callable[[str], Any]:
    async def find(handle: str) -> BorrowerId:
        found = await EmbeddedDirectory(pool).find(handle)
        assert found is not None
        return found.borrower_id

    return find


def token_of(borrower: str) -> str:
    return CoreTokens(SECRET).issue(borrower, now=datetime.now(UTC))


def signer(borrower: str) -> Callable[[dict[str, object]], str]:
    """Return what makes a token of changed claims under the core's own secret."""

    def sign(changed: dict[str, object]) -> str:
        now = datetime.now(UTC)
        claims = {"sub": borrower, "scope": "core", "aud": "linewise-core", "iat": now}
        return jwt.encode(claims | {"exp": now + timedelta(minutes=5)} | changed, SECRET, ALGORITHM)

    return sign


def wire_of(client: Client, borrower: str, ids: Callable[[], str]) -> Wire:
    return Wire(client, lambda: token_of(borrower), lambda: f"key-{ids()}")


@pytest.fixture
def embedded(pool: Pool, core: Core, borrower_of: Callable[[str], Any]) -> Callable[..., Any]:
    async def subject(handle: str, other: str = "job-loss") -> Subject:
        books = EmbeddedBooks(pool, await borrower_of(handle), core.clock)
        others = EmbeddedBooks(pool, await borrower_of(other), core.clock)
        return Subject(books, id_source(), other=others, write=True)

    return subject


@pytest.fixture
def over_http(client: Client, borrower_of: Callable[[str], Any]) -> Callable[..., Any]:
    async def subject(handle: str, other: str = "job-loss") -> Subject:
        ids, borrower = id_source(), await borrower_of(handle)
        wire = wire_of(client, borrower, ids)
        others = HttpBooks(wire_of(client, await borrower_of(other), ids))
        return Subject(HttpBooks(wire), ids, wire, others, signer(borrower), write=True)

    return subject
