"""An office over real books: borrowers who ask, and staff of each role who decide over HTTP."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from api.auth import Tokens
from api.auth.roles import find
from api.http import build
from api.records import PostgresConversations, PostgresTurnLog, acts
from api.services import Services
from api.staff.handoffs import Handoffs
from api.work import PostgresWorkItems
from servicing.clock import DemoClock
from servicing.contract.books import BorrowerBooks
from servicing.contract.quotes import Quote
from servicing.session import staff_reading, writing
from tests.api.conftest import SECRET, FakeAssistant
from tools.clients.embedded.desk import EmbeddedDesk
from tools.desk import Staff
from tools.ports import BorrowerId, ConversationId, lender_today

ANA, MARCUS, PRIYA, TOM, DANA = "st-101", "st-102", "st-201", "st-202", "st-301"
ASKED = {
    "program": "reduced-payment-6",
    "income": {"low": "1800", "high": "2000"},
    "essentials": {"low": "1500", "high": "1600"},
    "lasts_months": 6,
    "reason": "lost job",
}
CONVERSATION = "c-office"


@dataclass
class Office:
    """Books with a desk; every call is a request of somebody's."""

    dsn: str
    books_pool: ConnectionPool[Any]
    pool: AsyncConnectionPool[Any]
    clock: DemoClock
    services: Services
    web: httpx.AsyncClient

    async def get(self, staff_id: str, path: str, **more: Any) -> httpx.Response:
        return await self.web.get(f"/v1/staff{path}", headers=self.headers(staff_id), **more)

    async def post(self, staff_id: str, path: str, **body: Any) -> httpx.Response:
        return await self.web.post(f"/v1/staff{path}", headers=self.headers(staff_id), json=body)

    async def case(self, staff_id: str, item_id: str) -> Any:
        answer = await self.get(staff_id, f"/work-items/{item_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def decide(self, staff_id: str, item_id: str, decision: str, **more: Any) -> Any:
        return await self.post(staff_id, f"/approvals/{item_id}", decision=decision, **more)

    async def queue(self, staff_id: str = ANA, **asked: Any) -> list[Any]:
        answer = await self.get(staff_id, "/work-items", params=asked)
        assert answer.status_code == 200, answer.text
        found: list[Any] = answer.json()["items"]
        return found

    def headers(self, staff_id: str) -> dict[str, str]:
        who = find(staff_id)
        assert who is not None
        return self.signed_in(who)

    def signed_in(self, who: Staff, **changes: Any) -> dict[str, str]:
        made = replace(who, **changes)
        token, _ = self.services.tokens.issue_staff(made, now=datetime.now(UTC))
        return {"Authorization": f"Bearer {token}"}

    def borrower(self, handle: str) -> str:
        return str(
            self.value("SELECT borrower_id FROM servicing.borrowers WHERE handle = %s", handle)
        )

    def value(self, query: str, *values: Any) -> Any:
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute(query.encode(), values).fetchone()
        return None if row is None else row[0]

    def books(self, handle: str) -> BorrowerBooks:
        return BorrowerBooks(self.books_pool, self.borrower(handle), self.clock)

    def does(self, handle: str, action: str, **values: Any) -> str:
        """Let a borrower do something through a quote; return its reference."""
        books = self.books(handle)
        quote = books.quote(action, values, CONVERSATION)
        assert isinstance(quote, Quote), quote
        done = books.confirm(quote.token, CONVERSATION)
        assert done.reference is not None, done
        return done.reference

    def drafted(self, handle: str = "job-loss", **asked: Any) -> str:
        """Let a borrower ask for a plan; return the item to decide on."""
        return self.does(handle, "submit_hardship_draft", **(ASKED | asked)) + ".1"

    def disputed(self, kind: str = "unauthorized_use", merchant: str = "NVX Digital") -> str:
        """Let strange-charges dispute what a merchant charged; return the claim."""
        found = self.books("strange-charges").transactions(merchant=merchant).transactions
        ids = [row.id for row in found][: 2 if kind == "unauthorized_use" else 1]
        claims = [{"kind": kind, "transaction_ids": ids}]
        reference = self.does("strange-charges", "file_dispute", claims=claims)
        query = "SELECT claim_id FROM servicing.claims WHERE reference = %s"
        return str(self.value(query, reference))

    async def handed_off(self, handle: str, queue: str, reason: str, summary: str) -> str:
        """Let a conversation of a borrower's wait for a person."""
        borrower, at = BorrowerId(self.borrower(handle)), self.clock.now()
        name = ConversationId(f"c-{handle}")
        with psycopg.connect(self.dsn) as connection:
            connection.execute(
                "INSERT INTO linewise.conversations (id, borrower_id, channel, opened_at, head)"
                " VALUES (%s, %s, 'app', %s, repeat('0', 64)) ON CONFLICT DO NOTHING",
                [name, borrower, at],
            )
        numbers = itertools.count(int(self.value("SELECT count(*) FROM linewise.work_items")) + 1)
        work = PostgresWorkItems(self.pool, self.clock, lambda kind: f"{kind}_{next(numbers):024d}")
        return await work.open(borrower, name, queue, reason, summary)

    def acts(self) -> list[tuple[str, str, str | None]]:
        """Return what the record says was done: what, by whom, refused why."""
        with psycopg.connect(self.dsn) as connection:
            found = connection.execute(
                "SELECT record::jsonb->>'what', staff_id, record::jsonb->>'refused'"
                " FROM linewise.staff_acts ORDER BY position"
            ).fetchall()
        return [(what, by, refused) for what, by, refused in found]


@pytest.fixture
def office_pool(few_copy: str) -> Iterator[ConnectionPool[Any]]:
    with ConnectionPool(few_copy, min_size=1, max_size=4, open=True) as pool:
        yield pool


@pytest.fixture
async def office(few_copy: str, office_pool: ConnectionPool[Any]) -> AsyncIterator[Office]:
    async with AsyncConnectionPool(few_copy, min_size=1, max_size=4, open=False) as pool:
        clock = DemoClock(few_copy)

        async def ready() -> None:
            pass

        conversations, turns = PostgresConversations(pool), PostgresTurnLog(pool)
        services = Services(
            assistant=FakeAssistant(conversations, turns),
            conversations=conversations,
            turns=turns,
            tokens=Tokens(SECRET),
            directory=None,
            ready=ready,
            now=lambda: datetime.now(UTC),
            new_id=lambda: "m",
            books_today=lambda: lender_today(clock),
            handoffs=Handoffs(
                partial(staff_reading, office_pool), partial(writing, office_pool), clock.now
            ),
            desk=EmbeddedDesk(office_pool, clock, acts.append),
        )
        transport = httpx.ASGITransport(build(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            yield Office(few_copy, office_pool, pool, clock, services, web)
