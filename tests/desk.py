"""A borrower's side of the table: the real assistant over real books, with a provider to order.

Used by the tests of conversations; nothing here decides anything.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.memory import InMemorySaver
from psycopg_pool import AsyncConnectionPool

from agents.assistant import Principal
from agents.borrower import Assistant, Services
from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort
from agents.turn import Turn
from api.assembly import Ears, services
from guardrails.disclosures import Collector
from servicing.session import Pool
from tests.scripted import Answer, ScriptedProvider
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.ports import BorrowerId, Clock, ConversationId
from tools.values import leaves
from tools.views import AccountSnapshot

PROVIDER_TIMEOUT_S = 0.5


@dataclass
class Desk:
    """One borrower in one conversation."""

    dsn: str
    ears: Ears
    pool: AsyncConnectionPool[Any]
    library: Any
    books_pool: Pool
    clock: Clock
    handle: str = "steady"
    provider: ScriptedProvider = field(default_factory=lambda: ScriptedProvider(answers=[]))
    conversation: ConversationId | None = None
    assistant: Assistant | None = None
    checkpointer: InMemorySaver = field(default_factory=InMemorySaver)
    collector: Collector = "first_party"

    async def sign_in(self, handle: str) -> "Desk":
        """Become another borrower, in a new conversation."""
        self.handle, self.conversation = handle, None
        found = await EmbeddedDirectory(self.books_pool).find(handle)
        assert found is not None
        self.who = Principal(found.borrower_id, frozenset({"borrower"}), found.name)
        self.books = self.books_of(found.borrower_id)
        return self

    def books_of(self, borrower: BorrowerId) -> EmbeddedBooks:
        """Return a borrower's books."""
        return EmbeddedBooks(self.books_pool, borrower, self.clock)

    def build(self, provider: Sequence[Answer] | None) -> Assistant:
        """Return an assistant over a scripted provider, or over the embedded engine alone."""
        self.provider = ScriptedProvider(answers=list(provider or ()))
        return self.serve_with(self.provider if provider is not None else None)

    def serve_with(
        self,
        provider: BaseChatModel | None,
        amend: Callable[[Services], Services] = lambda made: made,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> Assistant:
        """Return an assistant over any provider, with any of its services exchanged."""
        model = ModelPort(
            EmbeddedChatModel(),
            provider,
            "openai:scripted",
            monotonic=monotonic,
            timeout_s=PROVIDER_TIMEOUT_S,
        )
        made = services(
            model=model,
            pool=self.pool,
            library=self.library,
            ears=self.ears,
            books_of=self.books_of,
            clock=self.clock,
            collector=self.collector,
        )
        return Assistant(amend(made), self.checkpointer)

    async def ask(
        self, text: str, provider: Sequence[Answer] | None = None, *, keep: bool = False
    ) -> Turn:
        """Send a message. With `keep` the assistant of the last message goes on serving."""
        if self.assistant is None or not keep:
            self.assistant = self.build(provider)
        if self.conversation is None:
            self.conversation, _ = await self.assistant.open(self.who, "app")
        return await self.assistant.message(self.who, self.conversation, text)

    async def press(self, token: str, decision: Any = "confirm") -> Turn:
        """Press a card's button."""
        assert self.assistant is not None
        assert self.conversation is not None
        return await self.assistant.confirm(self.who, self.conversation, token, decision)

    async def snapshot(self) -> AccountSnapshot:
        """Return the line as the books have it."""
        return await self.books.snapshot()

    async def true_amounts(self) -> set[str]:
        """Return every amount of the snapshot."""
        return {leaf.value for leaf in leaves(await self.snapshot()) if leaf.kind == "money"}

    async def writes(self) -> int:
        """Count what was written to the borrower's books beyond the seed: quotes carried out."""
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT count(*) FROM servicing.quotes WHERE outcome IS NOT NULL"
                " AND borrower_id = %s",
                [self.who.borrower_id],
            ).fetchone()
        assert row is not None
        return int(row[0])

    async def last_record(self) -> dict[str, Any]:
        """Return the newest turn record of the conversation."""
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(
                "SELECT record FROM linewise.turns WHERE conversation_id = %s"
                " ORDER BY position DESC LIMIT 1",
                [self.conversation],
            ).fetchone()
        assert row is not None
        record: dict[str, Any] = json.loads(row[0])
        return record
