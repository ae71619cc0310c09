"""A server over a fake assistant, so that endpoints are tested by what they pass on and return."""

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

import httpx
import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from agents.assistant import Attached, Attachments, Event, Opening, Principal
from agents.errors import FileRefused, UnknownConversation, UnknownToken
from agents.ports import ConversationRecord
from agents.turn import Citation, Confirmation, Turn
from api.auth import Tokens
from api.http import build
from api.ports import DemoBorrower
from api.records import PostgresConversations, PostgresTurnLog, acts
from api.services import Services
from api.staff.handoffs import Handoffs
from servicing.clock import FixedClock
from servicing.session import staff_reading, writing
from tools.clients.embedded.desk import EmbeddedDesk
from tools.ports import BorrowerId, ConversationId

SECRET = "a secret that only tests know, 32 bytes+"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
AVA = DemoBorrower("steady", "borrower-ava", "Ava Stone", "Current, on autopay.")
BEN = DemoBorrower("job-loss", "borrower-ben", "Ben Marsh", "Lost a job in September.")


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class FakeAssistant:
    """Keeps conversations and turns in the real records; its replies echo what it was given."""

    conversations: PostgresConversations
    turns: PostgresTurnLog
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    runs: int = 0
    fail_with: Exception | None = None
    files: list[tuple[str, bytes | None]] = field(default_factory=list)

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Opening]:
        id = ConversationId(f"c{next(self.numbers)}")
        owner = BorrowerId(who.borrower_id)
        await self.conversations.create(ConversationRecord(id, owner, channel, NOW))
        return id, Opening(text="Hello.", quick_replies=("Balance",), disclosures=())

    async def _own(self, who: Principal, id: ConversationId) -> None:
        if await self.conversations.get(BorrowerId(who.borrower_id), id) is None:
            raise UnknownConversation

    async def message(
        self, who: Principal, conversation_id: ConversationId, text: str, cmid: str | None
    ) -> Turn:
        await self._own(who, conversation_id)
        if self.fail_with is not None:
            raise self.fail_with
        if cmid is not None:
            stored = await self.conversations.answered(
                BorrowerId(who.borrower_id), conversation_id, cmid, hash_of(text)
            )
            if stored is not None:
                return Turn.model_validate(stored)
        self.runs += 1
        turn = Turn(
            turn_id=f"t{next(self.numbers)}",
            conversation_id=conversation_id,
            reply=f"You said: {text}",
            engine="embedded",
            model_calls=1,
            citations=(
                Citation(
                    document="payments",
                    version="1",
                    section="Dates",
                    quote="A payment posts the next business day.",
                    effective_from=NOW.date(),
                ),
            ),
            confirmation=Confirmation(
                token="tok-1",
                action="make_payment",
                summary="Pay $75.00",
                fields={"amount": "75.00"},
                disclosures=(),
                expires_at=NOW,
            ),
        )
        await self.turns.append(record_of(who.borrower_id, turn, text, cmid))
        return turn

    async def stream(
        self, who: Principal, conversation_id: ConversationId, text: str, cmid: str | None
    ) -> AsyncIterator[Event]:
        turn = await self.message(who, conversation_id, text, cmid)
        yield Event("status", {"text": "Looking at your account"})
        yield Event("delta", {"text": turn.reply})
        if "wait" in text:
            await self.gate.wait()
        if "break" in text:
            raise RuntimeError("secret detail")
        yield Event("done", turn.model_dump(mode="json"))

    async def attach(
        self,
        who: Principal,
        conversation_id: ConversationId,
        name: str,
        content: bytes | None,
        about: str | None = None,
    ) -> Attached:
        await self._own(who, conversation_id)
        code = "file_too_large" if content is None else "no_dispute"
        turn = Turn(
            turn_id=f"t{next(self.numbers)}",
            conversation_id=conversation_id,
            reply=f"Not kept: {name}",
            engine="embedded",
            model_calls=0,
        )
        self.files.append((name, content))
        raise FileRefused(code, turn)

    async def attachments(self, who: Principal, conversation_id: ConversationId) -> Attachments:
        await self._own(who, conversation_id)
        return Attachments(accepts=False, files=())

    async def confirm(
        self,
        who: Principal,
        conversation_id: ConversationId,
        token: str,
        decision: Literal["confirm", "cancel"],
    ) -> Turn:
        await self._own(who, conversation_id)
        if self.fail_with is not None:
            raise self.fail_with
        if token != "tok-1":
            raise UnknownToken
        return self.plain(conversation_id, decision)

    async def handoff(self, who: Principal, conversation_id: ConversationId) -> Turn:
        await self._own(who, conversation_id)
        return self.plain(conversation_id, "handoff")

    def plain(self, conversation_id: str, reply: str) -> Turn:
        return Turn(
            turn_id=f"t{next(self.numbers)}",
            conversation_id=conversation_id,
            reply=reply,
            engine="embedded",
            model_calls=0,
        )


def record_of(borrower_id: str, turn: Turn, text: str, cmid: str | None) -> dict[str, Any]:
    return {
        "turn_id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "borrower_id": borrower_id,
        "kind": "message",
        "at": NOW.isoformat(),
        "client_message_id": cmid,
        "text_hash": hash_of(text),
        "user_text": text,
        "turn": turn.model_dump(mode="json"),
        "inputs": {"clock": NOW.isoformat()},
    }


class FakeDirectory:
    async def borrowers(self) -> tuple[DemoBorrower, ...]:
        return (AVA, BEN)

    async def find(self, handle: str) -> DemoBorrower | None:
        return next((b for b in (AVA, BEN) if b.handle == handle), None)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    async with AsyncConnectionPool(dsn, min_size=1, max_size=4, open=False) as pool:
        yield pool


@pytest.fixture
def assistant(pool: AsyncConnectionPool[Any]) -> FakeAssistant:
    return FakeAssistant(PostgresConversations(pool), PostgresTurnLog(pool))


@pytest.fixture
def books_pool(dsn: str) -> Iterator[ConnectionPool[Any]]:
    """The books' connections; these books are empty."""
    with ConnectionPool(dsn, min_size=1, max_size=4, open=True) as pool:
        yield pool


@pytest.fixture
def services(assistant: FakeAssistant, books_pool: ConnectionPool[Any]) -> Services:
    async def ready() -> None:
        pass

    ids = itertools.count(1)
    return Services(
        assistant=assistant,
        conversations=assistant.conversations,
        turns=assistant.turns,
        tokens=Tokens(SECRET),
        directory=FakeDirectory(),
        ready=ready,
        now=lambda: datetime.now(UTC),
        new_id=lambda: f"generated-{next(ids)}",
        books_today=NOW.date,
        handoffs=Handoffs(
            partial(staff_reading, books_pool), partial(writing, books_pool), lambda: NOW
        ),
        desk=EmbeddedDesk(books_pool, FixedClock(NOW), acts.append),
    )


def bearer(who: DemoBorrower, services: Services, **kwargs: Any) -> dict[str, str]:
    token, _ = services.tokens.issue(who.principal(), now=kwargs.pop("now", services.now()))
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def web(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token."""
    transport = httpx.ASGITransport(build(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    await services.streams.close()


@pytest.fixture
async def ava(web: httpx.AsyncClient, services: Services) -> httpx.AsyncClient:
    """The client, signed in as Ava."""
    web.headers.update(bearer(AVA, services))
    return web


@pytest.fixture
async def conversation(ava: httpx.AsyncClient) -> str:
    """A conversation of Ava's."""
    opened = await ava.post("/v1/conversations", json={"channel": "app"})
    id: str = opened.json()["id"]
    return id
