"""Shared fixtures: one embedded Postgres per run, a fresh cloned database per test."""

import asyncio
import hashlib
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from servicing.database import EmbeddedPostgres, migrate

if TYPE_CHECKING:
    from api.assembly import Ears
    from knowledge.embeddings import MiniLM
    from tests.desk import Desk

REPOSITORY = Path(__file__).parent.parent
PACKAGES = ("servicing", "knowledge", "api")
# Tests lose nothing in a crash, so they needn't wait for the disk; durability has tests that
# start a server of their own.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
FEW = 24
# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def shared_file() -> Callable[[str], Path]:
    """Return a file of the shared material, or skip the test where there is none."""

    def find(name: str) -> Path:
        path = REPOSITORY.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"shared/{name} isn't here")
        return path

    return find


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """A cache that outlives the run: the server's files, model weights, templates."""
    path = Path(os.environ.get("LINEWISE_TEST_DIR", REPOSITORY / ".cache"))
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture(scope="session")
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(data_dir, FAST) as running:
        yield running


@pytest.fixture(scope="session")
def embedder(data_dir: Path) -> "MiniLM":
    from knowledge.embeddings import MiniLM

    return MiniLM.load(data_dir / "models")


def migration_folders() -> list[Path]:
    return [REPOSITORY / package / "migrations" for package in PACKAGES]


def _digest(paths: list[Path]) -> str:
    """Name a template by what it is made from, so that a change makes a new one."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def _sql_files() -> list[Path]:
    return [path for folder in migration_folders() for path in sorted(folder.glob("*.sql"))]


def _ensure_template(server: EmbeddedPostgres, name: str, fill: Callable[[str], None]) -> str:
    """Make a template database once per content; parallel workers wait for each other."""
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext('templates'))")
        found = admin.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone()
        if found is None:
            _drop(admin, name)
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            fill(make_conninfo(server.dsn, dbname=name))
            admin.execute(
                sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name))
            )
    return name


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _clone(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"t_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        _drop(admin, name)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield make_conninfo(server.dsn, dbname=name)
        _drop(admin, name)


@pytest.fixture(scope="session")
def empty_template(server: EmbeddedPostgres) -> str:
    name = f"empty_{_digest(_sql_files())}"
    return _ensure_template(server, name, lambda dsn: void(migrate(dsn, migration_folders())))


def void(_: object) -> None:
    """Drop a result."""


@pytest.fixture
def dsn(server: EmbeddedPostgres, empty_template: str) -> Iterator[str]:
    """A fresh database with every package's migrations applied."""
    yield from _clone(server, empty_template)


@pytest.fixture(scope="session")
def demo_template(server: EmbeddedPostgres, embedder: "MiniLM") -> str:
    from knowledge import Library
    from servicing.demo import seed

    async def store_policies(dsn: str) -> None:
        async with AsyncConnectionPool(dsn, min_size=1, max_size=2, open=False) as pool:
            await Library(pool, embedder).ensure_policies()

    def fill(dsn: str) -> None:
        migrate(dsn, migration_folders())
        seed(dsn, progress=lambda done, total: None)
        asyncio.run(store_policies(dsn))

    parts = [p for folder in ("servicing", "knowledge") for p in (REPOSITORY / folder).rglob("*")]
    made_from = sorted(p for p in parts if p.suffix in {".py", ".yaml", ".md"} and p.is_file())
    return _ensure_template(server, f"demo_{_digest(_sql_files() + made_from)}", fill)


@pytest.fixture(scope="session")
def demo_dsn(server: EmbeddedPostgres, demo_template: str) -> Iterator[str]:
    """The demo portfolio, shared by the run: read it, don't write it."""
    yield from _clone(server, demo_template)


@pytest.fixture
def demo_copy(server: EmbeddedPostgres, demo_template: str) -> Iterator[str]:
    """The demo portfolio for one test to write to."""
    yield from _clone(server, demo_template)


@pytest.fixture(scope="session")
def few_template(server: EmbeddedPostgres) -> str:
    from servicing.demo import seed

    def fill(dsn: str) -> None:
        migrate(dsn, migration_folders())
        seed(dsn, progress=lambda done, total: None, lines=FEW)

    parts = (REPOSITORY / "servicing").rglob("*")
    made_from = sorted(p for p in parts if p.suffix in {".py", ".yaml"} and p.is_file())
    return _ensure_template(server, f"few_{_digest(_sql_files() + made_from)}", fill)


@pytest.fixture
def few_copy(server: EmbeddedPostgres, few_template: str) -> Iterator[str]:
    """The stories and a few lines more, without policies: for tests that run many nights."""
    yield from _clone(server, few_template)


@pytest.fixture(scope="session")
def ears(embedder: "MiniLM", data_dir: Path) -> "Ears":
    from api.assembly import Ears

    return Ears.load(embedder, data_dir / "models", lambda what, done, total: None)


@pytest.fixture
async def desk(demo_copy: str, embedder: "MiniLM", ears: "Ears") -> AsyncIterator["Desk"]:
    """A borrower at the assistant, over books of the test's own."""
    from knowledge import Library
    from servicing.clock import DemoClock
    from tests.desk import Desk

    async with AsyncConnectionPool(demo_copy, min_size=1, max_size=4, open=False) as pool:
        with ConnectionPool(demo_copy, min_size=1, max_size=4, open=True) as books:
            library, clock = Library(pool, embedder), DemoClock(demo_copy)
            at = Desk(demo_copy, ears, pool, library, books, clock)
            yield await at.sign_in("steady")
