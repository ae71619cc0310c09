"""The composition root: every part is built here, and only here.

A `Runtime` builds what a command asks for and nothing else: `scan` needs no database, `token` no
model. Whatever it opened it closes. Two processes may start at once on an empty database: one
migrates and seeds, the other waits and finds it done.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout

from api.bookkeeping import Bookkeeping
from api.database import BOOKS, ROOT, Database, Report, silent
from api.failures import BadInput, DependencyDown
from api.settings import Settings
from tools.ports import BorrowerId, lender_today

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from agents.borrower import Assistant
    from agents.triage import Triage
    from api.auth.tokens import Tokens
    from api.ears import Ears
    from api.ports import DemoBorrower
    from api.scanner import Scanner
    from api.services import Services
    from api.staff.assist import Assistance
    from api.staff.handoffs import Handoffs
    from knowledge import Library
    from knowledge.embeddings import MiniLM
    from servicing.clock import DemoClock
    from servicing.speed import Ratio
    from tools.clients.embedded import EmbeddedDirectory
    from tools.desk import Desk
    from tools.ports import Books

__all__ = ["ROOT", "Report", "Runtime", "ledger_ratios", "plan_ratios"]

# The frameworks under the assistant send nothing anywhere and load plain data only, whatever
# the environment says.
PRIVATE = {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGGRAPH_STRICT_MSGPACK": "true",
}
READY_WAIT_S = 2.0


class Runtime:
    """One process's parts, built on demand. Use as an async context manager.

    `lines` is how large a demo portfolio empty books are seeded with, the stories first. Every
    method may raise `DependencyDown`, saying what isn't there.
    """

    def __init__(
        self,
        settings: Settings,
        report: Report = silent,
        *,
        running_clock: bool = False,
        lines: int | None = None,
    ) -> None:
        self.settings = settings
        self.report = report
        self._running_clock = running_clock
        self._closing = AsyncExitStack()
        self._database = Database(settings, self._closing, report, lines)
        self._clock: DemoClock | None = None
        self._library: Library | None = None
        self._assistant: Assistant | None = None
        self._loaded: Runtime | None = None

    @classmethod
    def from_env(cls, report: Report = silent, *, running_clock: bool = False) -> "Runtime":
        """Return a runtime as the environment says. Raises `SettingsError`."""
        return cls(Settings.from_env(), report, running_clock=running_clock)

    def over(self, database_url: str, *, lines: int | None = None) -> "Runtime":
        """Return a runtime over another database that shares what this one has loaded to read."""
        other = Runtime(replace(self.settings, database_url=database_url), lines=lines)
        other._loaded = self
        return other

    async def __aenter__(self) -> "Runtime":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._closing.aclose()

    def now(self) -> datetime:
        """Return the machine's time, which tokens and logs go by; the books have their own."""
        return datetime.now(UTC)

    def tokens(self) -> "Tokens":
        """Return what signs and checks bearer tokens. Raises `SettingsError`."""
        from api.auth.tokens import Tokens

        return Tokens(self.settings.signing_secret())

    @cached_property
    def embedder(self) -> "MiniLM":
        """The sentence embedder; its graph is built once per data directory."""
        from knowledge.embeddings import MiniLM, WeightsError

        if self._loaded is not None:
            return self._loaded.embedder
        try:
            return MiniLM.load(self.settings.cache_dir)
        except (WeightsError, OSError) as error:
            raise DependencyDown(f"the embedding model can't be loaded: {error}") from error

    async def library(self) -> "Library":
        """Return the policies and regulations, with the packaged policies stored."""
        if self._library is None:
            from knowledge import Library

            library = Library(await self.pool(), self.embedder)
            await library.ensure_policies()
            self._library = library
        return self._library

    @cached_property
    def ears(self) -> "Ears":
        """What reads a borrower's text; trained once per data directory."""
        from api.ears import Ears

        if self._loaded is not None:
            return self._loaded.ears
        return Ears.load(
            self.embedder, self.settings.cache_dir, self.report, names=self.settings.names
        )

    def scanner(self) -> "Scanner":
        """Return the input rails together; no database is needed for them."""
        from api.scanner import Scanner

        return Scanner(self.ears, self.now().date())

    def triage(self) -> "Triage":
        """Return what sorts long complaints; no database is needed for it."""
        from agents.triage import Triage
        from api.core import deadlines

        self.report("Loading the triage", 0, 1)
        found = Triage.load(self.embedder.embed, deadlines)
        self.report("Loading the triage", 1, 1)
        return found

    async def clock(self) -> "DemoClock":
        """Return the books' clock."""
        if self._clock is None:
            from servicing.clock import DemoClock

            dsn = await self.dsn()
            self._clock = await asyncio.to_thread(DemoClock, dsn, self._running_clock)
        return self._clock

    def forget_clock(self) -> None:
        """Read the books' clock anew when it is next asked for: the books are about to move on."""
        self._clock = None

    async def today(self) -> date:
        """Return the books' calendar day."""
        return lender_today(await self.clock())

    async def dsn(self) -> str:
        """Return a database that is migrated and holds a portfolio; the first call starts it."""
        return await self._database.dsn()

    async def pool(self) -> AsyncConnectionPool[Any]:
        """Return connections for records and knowledge, which have no right on the books."""
        return await self._database.pool()

    async def books_pool(self) -> ConnectionPool[Any]:
        """Return the connections that the books' own work runs on, in threads."""
        return await self._database.books_pool()

    @asynccontextmanager
    async def auditing(self) -> AsyncIterator[AsyncConnectionPool[Any]]:
        """Open connections of the database's owner, who may become the auditor."""
        async with self._database.auditing() as pool:
            yield pool

    async def directory(self) -> "EmbeddedDirectory":
        """Return the demo portfolio's borrowers, by handle."""
        from tools.clients.embedded import EmbeddedDirectory

        return EmbeddedDirectory(await self.books_pool())

    async def borrower(self, handle: str) -> "DemoBorrower":
        """Return a borrower of the demo. Raises `BadInput` naming those there are."""
        from api.demo.directory import DemoDirectory

        directory = DemoDirectory(await self.directory())
        found = await directory.find(handle)
        if found is None:
            known = ", ".join(borrower.handle for borrower in await directory.borrowers())
            raise BadInput(f"there is no borrower {handle!r}; there are {known}")
        return found

    async def books(self, borrower: BorrowerId) -> "Books":
        """Return the books as one borrower's session sees them."""
        return (await self._books_of())(borrower)

    async def _books_of(self) -> "Callable[[BorrowerId], Books]":
        """Return what opens a borrower's books, here or at the core of `LINEWISE_CORE_URL`."""
        from api.core import http_books, http_client
        from tools.clients.embedded import EmbeddedBooks

        if self.settings.core_url is not None:
            client = await self._closing.enter_async_context(http_client(self.settings.core_url))
            return http_books(client, self.settings.core_signing_secret())
        pool, clock = await self.books_pool(), await self.clock()
        return lambda borrower: EmbeddedBooks(pool, borrower, clock)

    async def core(self) -> "ASGIApp":
        """Return the books' own HTTP application. Raises `SettingsError`."""
        from api.core import core_app

        secret = self.settings.core_signing_secret()
        return core_app(await self.books_pool(), await self.clock(), secret)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Do the books' background work while the context lasts: events, and the nights.

        With a lender's own core there is none to do: its nights and events are its own.
        """
        if self.settings.core_url is not None:
            yield
            return
        from api.background import working

        owner, dsn = await self.dsn(), await self._database.dsn_as(BOOKS)
        async with working(owner, dsn, BOOKS, await self.books_pool(), await self.clock()):
            yield

    @cached_property
    def bookkeeping(self) -> Bookkeeping:
        """What the books' own commands ask."""
        return Bookkeeping(self)

    async def assistant(self) -> "Assistant":
        """Return the borrower assistant."""
        if self._assistant is None:
            os.environ.update(PRIVATE)
            from api.assembly import assemble, model_port, token_key
            from guardrails.disclosures import DisclosureError

            try:
                self._assistant = assemble(
                    model=model_port(self.settings),
                    pool=await self.pool(),
                    library=await self.library(),
                    ears=self.ears,
                    books_of=await self._books_of(),
                    clock=await self.clock(),
                    checkpointer=await self._database.checkpointer(),
                    collector=self.settings.collector,
                    token_key=token_key(self.settings),
                )
            except DisclosureError as error:
                raise DependencyDown(f"the disclosure library can't be used: {error}") from error
        return self._assistant

    async def services(self, *, demo: bool) -> "Services":
        """Return what the HTTP application serves; `demo` opens the demo's sign-in."""
        from api.assembly import new_id
        from api.demo.directory import DemoDirectory
        from api.records import PostgresConversations, PostgresTurnLog
        from api.services import Services

        pool, clock = await self.pool(), await self.clock()
        return Services(
            assistant=await self.assistant(),
            conversations=PostgresConversations(pool),
            turns=PostgresTurnLog(pool),
            tokens=self.tokens(),
            directory=DemoDirectory(await self.directory()) if demo else None,
            ready=self._ready,
            now=self.now,
            new_id=lambda: new_id("message"),
            books_today=lambda: lender_today(clock),
            handoffs=await self._handoffs(),
            desk=await self.desk() if self.settings.core_url is None else None,
            assistance=await self._assistance(),
            core=await self.core() if self.settings.core_url is None else None,
        )

    async def desk(self) -> "Desk":
        """Return what staff decide in the books, each act on record with what it did."""
        from api.records import acts
        from tools.clients.embedded.desk import EmbeddedDesk

        return EmbeddedDesk(await self.books_pool(), await self.clock(), acts.append)

    async def _handoffs(self) -> "Handoffs":
        """Return the conversations that wait for a person."""
        from api.staff.handoffs import Handoffs
        from servicing.session import staff_reading, writing

        pool, clock = await self.books_pool(), await self.clock()
        return Handoffs(partial(staff_reading, pool), partial(writing, pool), clock.now)

    async def _assistance(self) -> "Assistance":
        """Return what staff are shown beside a conversation."""
        from agents.copilot import Copilot
        from api.staff.assist import Assistance
        from api.staff.talks import Talks
        from servicing.session import staff_reading, writing

        pool, clock = await self.books_pool(), await self.clock()
        talks = Talks(partial(staff_reading, pool), partial(writing, pool), clock.now)
        return Assistance(Copilot((await self.assistant()).services), talks)

    async def _ready(self) -> None:
        from api.errors import Unready

        try:
            pool = await self.pool()
            async with pool.connection(timeout=READY_WAIT_S) as connection:
                await connection.execute("SELECT 1")
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unready("The database doesn't answer.") from error


async def ledger_ratios(report: Callable[[str], None]) -> "list[Ratio]":
    """Measure the books' speeds on a server of their own; minutes. `report` hears what is next."""
    from servicing.speed import ledger_ratios as measure

    return await asyncio.to_thread(measure, report)


async def plan_ratios(report: Report, lines: int) -> "list[Ratio]":
    """Measure planning on a server of its own. `report` hears how far the scan is."""
    from servicing.speed import plan_ratios as measure

    def progress(done: int, total: int) -> None:
        report("Scanning for eligibility", done, total)

    return await asyncio.to_thread(measure, progress, lines)
