"""The composition root's part for the database: the server, what it holds, and its logins.

Two processes may start at once on an empty database: one migrates and seeds, the other waits and
finds it done.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from api.failures import DependencyDown
from api.settings import Settings

if TYPE_CHECKING:
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

ROOT = Path(__file__).parent.parent
PACKAGES = ("servicing", "knowledge", "api")
CHECKPOINTS_LOCK = 0x6C696E65636B7074  # "lineckpt"
BOOKS = "linewise_books"
POOL_MAX = 16
WAIT_S = 10.0
POLL_S = 0.05
LOOKED_AT = 1_000
"""Lines whose shape a start looks at: all of a demo's, and enough to know a release by."""


class Report(Protocol):
    """Told how far a long start is: what, how much of it is done, how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take note."""
        ...


def silent(what: str, done: int, total: int) -> None:
    """Take no note."""


class Database:
    """One process's way to its database, opened on demand; `closing` closes what was opened.

    `lines` is how large a demo portfolio empty books are seeded with. Every method may raise
    `DependencyDown`.
    """

    def __init__(
        self, settings: Settings, closing: AsyncExitStack, report: Report, lines: int | None
    ) -> None:
        self.settings = settings
        self._closing = closing
        self._report = report
        self._lines = lines
        self._dsn: str | None = None
        self._pool: AsyncConnectionPool[Any] | None = None
        self._books_pool: ConnectionPool[Any] | None = None

    async def dsn(self) -> str:
        """Return a database that is migrated and holds a portfolio; the first call starts it."""
        if self._dsn is None:
            self._dsn = await asyncio.to_thread(self._prepare)
        return self._dsn

    def _prepare(self) -> str:
        from servicing.database import MigrationError, PostgresUnavailable, migrate

        try:
            dsn = self._server()
            migrate(dsn, [ROOT / package / "migrations" for package in PACKAGES])
            self._seed_once(dsn)
            self._check_shape(dsn)
        except MigrationError as error:
            raise DependencyDown(f"{error}{self._begin_anew()}") from error
        except PostgresUnavailable as error:
            raise DependencyDown(str(error)) from error
        except (psycopg.OperationalError, OSError) as error:
            raise DependencyDown(f"the database can't be had: {error}") from error
        return dsn

    def _begin_anew(self) -> str:
        """Return what a user can do about a demo's database of another release; else nothing."""
        if self.settings.database_url is not None:
            return ""
        folder = self.settings.data_dir
        return f". To begin anew, set LINEWISE_DATA_DIR to another folder, or remove {folder}"

    def _server(self) -> str:
        """Return the configured database, or start the embedded one and keep a share in it."""
        from servicing.database import EmbeddedPostgres

        if self.settings.database_url is not None:
            return self.settings.database_url
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        server = EmbeddedPostgres.start(self.settings.data_dir)
        self._closing.callback(server.stop)
        return server.dsn

    def _seed_once(self, dsn: str) -> None:
        """Seed the demo portfolio into empty books; of two processes, the second waits."""
        with psycopg.connect(dsn) as connection:
            row = connection.execute("SELECT EXISTS (SELECT FROM servicing.clock)").fetchone()
        if row is None or not row[0]:
            from servicing.demo import LINES, seed

            seed(
                dsn,
                lambda done, total: self._report("Seeding the demo portfolio", done, total),
                self._lines or LINES,
            )

    def _check_shape(self, dsn: str) -> None:
        """Refuse books that another release wrote in a shape that this one can't read."""
        from servicing.accounts.repository import unreadable

        with psycopg.connect(dsn) as connection:
            found = unreadable(connection, LOOKED_AT)
        if found is not None:
            account_id, what = found
            advice = self._begin_anew() or ". Run the release that wrote them, or seed empty books"
            raise DependencyDown(
                "the books were written by another release: the state of line"
                f" {account_id} can't be read ({what}){advice}"
            )

    async def dsn_as(self, login: str) -> str:
        """Return the database as one of its logins sees it (servicing's 0004_access_staff.sql).

        The embedded server lets each log in by itself. A configured database is reached by its
        one URL, and the session switched: row-level security and rights are the same, but code
        that could run SQL of its own could switch back to the URL's login.
        """
        dsn = await self.dsn()
        if self.settings.database_url is None:
            return make_conninfo(dsn, user=login)
        options = f"{conninfo_to_dict(dsn).get('options') or ''} -c role={login}"
        return make_conninfo(dsn, options=options.strip())

    async def pool(self) -> AsyncConnectionPool[Any]:
        """Return connections for records and knowledge, which have no right on the books."""
        if self._pool is None:
            pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
                await self.dsn_as("linewise_api"),
                min_size=1,
                max_size=POOL_MAX,
                timeout=WAIT_S,
                open=False,
            )
            self._pool = await self._closing.enter_async_context(pool)
        return self._pool

    @asynccontextmanager
    async def auditing(self) -> AsyncIterator[AsyncConnectionPool[Any]]:
        """Open connections of the database's owner, who may become the auditor."""
        async with AsyncConnectionPool(
            await self.dsn(), min_size=1, max_size=1, timeout=WAIT_S, open=False
        ) as pool:
            yield pool

    async def books_pool(self) -> ConnectionPool[Any]:
        """Return the connections that the books' own work runs on, in threads."""
        if self._books_pool is None:
            pool = ConnectionPool(
                await self.dsn_as(BOOKS),
                min_size=1,
                max_size=POOL_MAX,
                timeout=WAIT_S,
                open=True,
            )
            self._closing.callback(pool.close)
            self._books_pool = pool
        return self._books_pool

    async def checkpointer(self) -> "AsyncPostgresSaver":
        """Return LangGraph's checkpoints in a schema of their own.

        They needn't survive a power cut: the books and the turn records do, and decide.
        """
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

        dsn = await self.dsn_as("linewise_api")
        options = conninfo_to_dict(dsn).get("options") or ""
        pool: AsyncConnectionPool[psycopg.AsyncConnection[DictRow]] = AsyncConnectionPool(
            dsn,
            kwargs={
                "autocommit": True,
                "prepare_threshold": 0,
                "row_factory": dict_row,
                "options": f"{options} -c search_path=checkpoints -c synchronous_commit=off",
            },
            min_size=1,
            max_size=POOL_MAX,
            timeout=WAIT_S,
            open=False,
        )
        opened = await self._closing.enter_async_context(pool)
        saver = AsyncPostgresSaver(opened, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        async with _alone(dsn):
            await saver.setup()
        return saver


@asynccontextmanager
async def _alone(dsn: str) -> AsyncIterator[None]:
    """Let one process at a time set up the checkpoints, whose set-up doesn't see to it itself.

    It builds indexes concurrently, which waits for every open statement: so the others ask for
    the lock again and again, instead of waiting in a statement that would block it for ever.
    """
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        while True:
            cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [CHECKPOINTS_LOCK])
            row = await cursor.fetchone()
            if row is not None and row[0]:
                break
            await asyncio.sleep(POLL_S)
        yield
