"""What the HTTP face keeps beyond the suite: its database away, its limits, its stored answers."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg_pool import ConnectionPool

from servicing.clock import FixedClock
from servicing.http.app import create_app
from servicing.http.rate import Allowance, Rate, TooMany
from servicing.http.replies import KEPT
from servicing.http.sessions import Core
from servicing.session import Pool
from tests.contract.conftest import SECRET, UNLIMITED, token_of
from tools.clients.http import CoreFault, HttpBooks, Wire
from tools.ports import ActionRequest, BooksUnavailable, ConversationId, TransactionQuery
from tools.views import QuoteView

TALK = ConversationId("c-1")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
Client = httpx.AsyncClient


def client_of(app: FastAPI) -> Client:
    return Client(transport=httpx.ASGITransport(app), base_url="http://core/")


def signed(borrower: str, key: str | None = None) -> dict[str, str]:
    bearer = {"Authorization": f"Bearer {token_of(borrower)}"}
    return bearer if key is None else {**bearer, "Idempotency-Key": key}


async def test_a_database_that_is_away_is_503_and_says_when_to_come_back() -> None:
    pool: ConnectionPool[Any] = ConnectionPool(
        "host=127.0.0.1 port=9 dbname=none", min_size=0, max_size=2, timeout=0.2, open=False
    )
    pool.open(wait=False)
    app = create_app(Core(pool, FixedClock(NOW), SECRET))
    try:
        async with client_of(app) as client:
            for reply in (
                await client.get("/account", headers=signed("b-1")),
                await client.get("/health"),
                await client.post(
                    "/rights",
                    json={"kind": "complaint", "conversation": "c-1"},
                    headers=signed("b-1", "key-00000001"),
                ),
            ):
                assert reply.status_code == 503
                assert reply.headers["content-type"] == "application/problem+json"
                assert reply.headers["retry-after"] == "2"
                assert reply.json()["retryable"] is True
            books = HttpBooks(Wire(client, lambda: token_of("b-1"), lambda: "key-00000002"))
            with pytest.raises(BooksUnavailable):
                await books.snapshot()
    finally:
        await asyncio.to_thread(pool.close)


async def test_a_borrower_without_a_line_is_told_nothing(core: Core) -> None:
    async with client_of(create_app(core)) as client:
        reply = await client.get("/account", headers=signed("b-nobody"))
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_too_many_requests_of_one_borrower_leave_the_others_served(
    pool: Pool, core: Core, borrower_of: Callable[[str], Any]
) -> None:
    app = create_app(Core(pool, core.clock, SECRET, Allowance(burst=3, per_s=0.001)))
    greedy, other = await borrower_of("steady"), await borrower_of("job-loss")
    async with client_of(app) as client:
        statuses = [
            (await client.get("/rights", headers=signed(greedy))).status_code for _ in range(5)
        ]
        assert statuses == [200, 200, 200, 429, 429]
        assert (await client.get("/rights", headers=signed(other))).status_code == 200


def test_an_allowance_refills_with_time() -> None:
    instants = iter([0.0, 0.0, 0.0, 1.0])
    rate = Rate(Allowance(burst=2, per_s=1.0), lambda: next(instants))
    rate.take("b")
    rate.take("b")
    with pytest.raises(TooMany):
        rate.take("b")
    rate.take("b")


async def test_stored_answers_hold_no_token_and_are_forgotten_in_time(
    pool: Pool, core: Core, demo_copy: str, borrower_of: Callable[[str], Any]
) -> None:
    borrower, now = await borrower_of("steady"), NOW
    app = create_app(Core(pool, core.clock, SECRET, UNLIMITED, lambda: now))
    body = {"action": "make_payment", "values": {"amount": "25.00"}, "conversation": "c-1"}
    async with client_of(app) as client:

        async def quote(key: str) -> httpx.Response:
            return await client.post("/quotes", json=body, headers=signed(borrower, key))

        first = (await quote("key-00000001")).json()["token"]
        with psycopg.connect(demo_copy) as connection:
            (stored,) = connection.execute("SELECT body FROM servicing.replies").fetchall()
            assert first not in stored[0]
        now += KEPT - timedelta(minutes=1)
        assert (await quote("key-00000001")).json()["token"] == first
        now += timedelta(minutes=2)
        again = await quote("key-00000001")
        assert again.json()["token"] != first
        assert "idempotent-replayed" not in again.headers
    assert KEPT >= timedelta(hours=24)


async def test_what_fails_midway_is_not_stored_and_the_key_stays_free(
    core: Core, borrower_of: Callable[[str], Any]
) -> None:
    borrower = await borrower_of("steady")
    async with client_of(create_app(core)) as client:
        headers = signed(borrower, "key-00000001")
        body = {"kind": "no_such_right", "conversation": "c-1"}
        unknown = await client.post("/rights", json=body, headers=headers)
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_right")
        body = {"kind": "complaint", "conversation": "c-1"}
        assert (await client.post("/rights", json=body, headers=headers)).status_code == 201


async def test_pages_stay_whole_while_rows_are_added(
    client: Client, borrower_of: Callable[[str], Any]
) -> None:
    borrower = await borrower_of("steady")
    books = HttpBooks(Wire(client, lambda: token_of(borrower), iter_keys()))

    async def page(cursor: str | None) -> dict[str, Any]:
        params = {"limit": "5"} | ({"cursor": cursor} if cursor else {})
        reply = await client.get("payments", params=params, headers=signed(borrower))
        told: dict[str, Any] = reply.json()
        return told

    whole = [one.id for one in (await books.payments(1000)).payments]
    first = await page(None)
    quote = await books.quote(ActionRequest("make_payment", {"amount": "25.00"}), TALK)
    assert isinstance(quote, QuoteView)
    assert (await books.confirm(quote.token, TALK)).status == "ok"
    seen, cursor = [one["id"] for one in first["payments"]], first["next_cursor"]
    while cursor is not None:
        following = await page(cursor)
        seen += [one["id"] for one in following["payments"]]
        cursor = following["next_cursor"]
    assert seen == whole


def iter_keys() -> Callable[[], str]:
    numbers = iter(range(1, 1_000_000))
    return lambda: f"key-{next(numbers):08d}"


async def test_a_call_that_did_not_arrive_is_sent_once_more_with_its_key() -> None:
    keys: list[str] = []

    def flaky(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx.ReadTimeout("too slow", request=request)
        return httpx.Response(409, json={"code": "no_bank_linked", "refusal": REFUSAL})

    async with Client(transport=httpx.MockTransport(flaky), base_url="http://x/") as client:
        books = HttpBooks(Wire(client, lambda: "t", iter_keys()))
        found = await books.quote(ActionRequest("make_payment"), TALK)
    assert keys == ["key-00000001", "key-00000001"]
    assert (found.model_dump()["code"], found.model_dump()["policy"]) == ("no_bank_linked", None)


REFUSAL = {"code": "no_bank_linked", "message": "There is no bank.", "of_tomorrow": True}


@pytest.mark.parametrize(
    ("status", "fault"),
    [(500, BooksUnavailable), (503, BooksUnavailable), (401, CoreFault), (302, CoreFault)],
)
async def test_what_nobody_in_the_conversation_can_mend_is_raised(
    status: int, fault: type[Exception]
) -> None:
    answer = httpx.MockTransport(
        lambda _: httpx.Response(status, headers={"location": "http://elsewhere/"})
    )
    async with Client(transport=answer, base_url="http://x/") as client:
        books = HttpBooks(Wire(client, lambda: "t", iter_keys()))
        with pytest.raises(fault):
            await books.transactions(TransactionQuery())


async def test_an_id_cannot_name_another_address() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    async with Client(transport=httpx.MockTransport(nobody), base_url="http://x/") as client:
        books = HttpBooks(Wire(client, lambda: "t", iter_keys()))
        for id in ("../rights?x=", "a/b", "..", "", "t-1\n"):
            found = await books.explain_charge(id)
            assert found.model_dump()["code"] == "transaction_unknown"


async def test_an_endless_answer_counts_as_none() -> None:
    endless = httpx.MockTransport(lambda _: httpx.Response(200, content=b"[" * 5_000_000))
    async with Client(transport=endless, base_url="http://x/") as client:
        with pytest.raises(BooksUnavailable):
            await HttpBooks(Wire(client, lambda: "t", iter_keys())).snapshot()
