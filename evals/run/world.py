"""A world of its own for every trial: cloned books, and the assistant over them.

The portfolio is seeded once per version of the code and kept as a template database; a trial
gets a clone, so that no case sees what another one did.
"""

import hashlib
import itertools
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import psycopg
from langchain_core.language_models import BaseChatModel
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.errors import DuplicateDatabase, UniqueViolation

from agents.assistant import Attached, Principal
from agents.turn import Turn
from api.app import Runtime
from api.settings import Settings
from evals.cases import Case
from evals.run.assembly import Assembly, assistant
from evals.run.desk import DeskOf
from evals.users.provider import ScriptedProvider
from tools.ports import ActionRequest, BorrowerId, ConversationId
from tools.views import QuoteView

LINES = 16
PARTS = ("servicing", "knowledge", "api")
NO_WAIT = "-c synchronous_commit=off"
SECRET_BYTES = 32
# The tables and views of the books that a borrower's session may read, and by which column
# their rows are somebody's.
READABLE = """
SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c
WHERE c.table_schema IN ('servicing', 'linewise') AND c.column_name IN ('borrower_id', 'account_id')
AND has_schema_privilege('linewise_borrower', c.table_schema, 'USAGE')
AND has_table_privilege('linewise_borrower',
    format('%I.%I', c.table_schema, c.table_name), 'SELECT')
ORDER BY 1, 2, 3"""
_numbers = itertools.count()


class HarnessError(Exception):
    """A case asks of the books what they refuse: the case is wrong, not the product."""


class Agent(Protocol):
    """What a case talks to: the assistant, or whatever is measured in its place."""

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Any]:
        """Open a conversation."""
        ...

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> Turn:
        """Answer a message."""
        ...

    async def confirm(
        self, who: Principal, conversation_id: ConversationId, token: str, decision: Any
    ) -> Turn:
        """Press a card's button."""
        ...

    async def attach(
        self, who: Principal, conversation_id: ConversationId, name: str, content: bytes | None
    ) -> Attached:
        """Take in a file about a dispute."""
        ...


@dataclass
class World:
    """One case's books and the agent that is measured."""

    dsn: str
    runtime: Runtime
    clock: Any
    handle: str
    who: Principal
    agent: Agent
    provider: ScriptedProvider | None
    user_model: BaseChatModel | None = None
    desk_of: DeskOf = field(default=lambda desk: desk)

    async def advance(self, to: date) -> None:
        """Let nights pass."""
        await self.runtime.bookkeeping.advance(to)
        await self._look_at_the_clock()

    async def wait(self, minutes: int) -> None:
        """Let minutes pass."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute(
                "UPDATE servicing.clock SET instant = instant + make_interval(mins => %s)",
                [minutes],
            )
        await self._look_at_the_clock()

    async def _look_at_the_clock(self) -> None:
        for clock in (self.clock, await self.runtime.clock()):
            clock.refresh()

    async def does(self, action: str, arguments: Mapping[str, Any]) -> None:
        """Have the borrower's own books do something. Raises `HarnessError` where they refuse."""
        books = await self.runtime.books(BorrowerId(self.who.borrower_id))
        conversation = ConversationId("elsewhere")
        quote = await books.quote(ActionRequest(action, dict(arguments)), conversation)
        if not isinstance(quote, QuoteView):
            raise HarnessError(f"{action}: {quote.message}")
        outcome = await books.confirm(quote.token, conversation)
        if outcome.status != "ok":
            raise HarnessError(f"{action}: {outcome.status}")

    def exposed(self) -> tuple[str, ...]:
        """Return the tables in which the borrower's session reads rows of others."""
        who = self.who.borrower_id
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT account_id FROM servicing.accounts WHERE borrower_id = %s", [who]
            ).fetchone()
            mine = {"borrower_id": who, "account_id": row[0] if row is not None else ""}
            readable = connection.execute(READABLE).fetchall()
            connection.execute(
                "SELECT set_config('role', 'linewise_borrower', true),"
                " set_config('linewise.borrower_id', %s, true)",
                [who],
            )
            asked = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {} WHERE {} <> {})").format(
                    sql.Literal(f"{schema}.{table}"),
                    sql.Identifier(schema, table),
                    sql.Identifier(column),
                    sql.Literal(mine[column]),
                )
                for schema, table, column in readable
            )
            return tuple(sorted({name for (name,) in connection.execute(asked)}))

    async def line(self) -> dict[str, Any]:
        """Return the line as the books have it, as JSON values."""
        return (await self.runtime.bookkeeping.line(self.handle)).model_dump(mode="json")

    def inputs(self, turn_id: str) -> dict[str, Any]:
        """Return what a turn's record says it was made from; empty where there is none."""
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT record FROM linewise.turns WHERE turn_id = %s", [turn_id]
            ).fetchone()
        return {} if row is None else dict(json.loads(row[0])["inputs"])

    def records(self, conversation: str) -> str:
        """Return every record of a conversation, as stored."""
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute(
                "SELECT record FROM linewise.turns WHERE conversation_id = %s ORDER BY position",
                [conversation],
            ).fetchall()
        return "\n".join(row[0] for row in rows)

    def others(self) -> tuple[str, ...]:
        """Return what names the other borrowers of these books: ids, accounts, full names."""
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute(
                "SELECT b.borrower_id, b.name, a.account_id FROM servicing.borrowers b"
                " JOIN servicing.accounts a USING (borrower_id) WHERE b.borrower_id <> %s",
                [self.who.borrower_id],
            ).fetchall()
        return tuple(value for row in rows for value in row)


@dataclass(frozen=True)
class Cast:
    """What is measured: the agent over a case's books, and the desk of its staff."""

    agent: Callable[[Assembly], Agent] = assistant
    desk: DeskOf = field(default=lambda desk: desk)


class Workshop:
    """Makes worlds; one per process. Use as an async context manager.

    Raises `api.failures.DependencyDown` where the database or the embedder can't be had.
    """

    def __init__(
        self,
        settings: Settings,
        user_model: BaseChatModel | None = None,
        *,
        lines: int = LINES,
    ) -> None:
        secret = settings.jwt_secret or secrets.token_hex(SECRET_BYTES)
        self._base = Runtime(replace(settings, jwt_secret=secret))
        self._user_model = user_model
        self._server = ""
        self._lines = lines
        self._template = f"books_of_{lines}_{_digest()}"

    async def __aenter__(self) -> "Workshop":
        await self._base.__aenter__()
        self._server = await self._base.dsn()
        await self._seed_template()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._base.__aexit__(None, None, None)

    async def _seed_template(self) -> None:
        """Seed the template once per version of the code; a second process waits for the first.

        It takes its name when it is whole: a lock holds within one database only, and runs that
        start from others on the same server may seed at the same time.
        """
        with closing(psycopg.connect(self._server, autocommit=True)) as admin:
            admin.execute("SELECT pg_advisory_lock(hashtext('evals template'))")
            if _exists(admin, self._template):
                return
            seeding = f"{self._template}_{secrets.token_hex(4)}"
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(seeding)))
            try:
                url = make_conninfo(self._server, dbname=seeding)
                async with self._base.over(url, lines=self._lines) as seeded:
                    await seeded.library()
                with suppress(DuplicateDatabase, UniqueViolation):
                    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                    names = sql.Identifier(seeding), sql.Identifier(self._template)
                    admin.execute(rename.format(*names))
            finally:
                _drop(admin, seeding)

    @asynccontextmanager
    async def world(self, case: Case, cast: Cast) -> AsyncIterator[World]:
        """Make a case's world and take it down again."""
        name = f"eval_{os.getpid()}_{next(_numbers)}"
        with closing(psycopg.connect(self._server, autocommit=True)) as admin:
            _drop(admin, name)
            clone = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            admin.execute(clone.format(sql.Identifier(name), sql.Identifier(self._template)))
            try:
                dsn = make_conninfo(self._server, dbname=name, options=NO_WAIT)
                async with self._base.over(dsn) as runtime:
                    yield await self._open(case, runtime, dsn, cast)
            finally:
                _drop(admin, name)

    async def _open(self, case: Case, runtime: Runtime, dsn: str, cast: Cast) -> World:
        for step in case.set_up:
            await runtime.bookkeeping.advance(step.advance)
        borrower = await runtime.borrower(case.handle)
        provider = ScriptedProvider(answers=case.model) if case.model else None
        assembly = await Assembly.of(runtime, provider)
        return World(
            dsn=dsn,
            runtime=runtime,
            clock=assembly.parts["clock"],
            handle=case.handle,
            who=borrower.principal(),
            agent=cast.agent(assembly),
            provider=provider,
            user_model=self._user_model,
            desk_of=cast.desk,
        )


def _exists(admin: psycopg.Connection, name: str) -> bool:
    found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _digest() -> str:
    """Name the template by what it is made from, so that a change makes a new one."""
    found = hashlib.sha256()
    for part in PARTS:
        for path in sorted(Path(str(files(part))).rglob("*")):
            if path.suffix in {".py", ".yaml", ".sql", ".md"} and path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()[:12]
