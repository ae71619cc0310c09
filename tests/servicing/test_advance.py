"""The nights, run on the demo portfolio in Postgres."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing import nightly
from servicing.accounts.rows import state_to_json
from servicing.calendar import DAY, BusinessDays
from servicing.clock import DemoClock
from servicing.demo.portfolio import live
from servicing.demo.stories import stories
from servicing.ledger.reconcile import reconcile
from servicing.nights import CannotGoBack, advance
from servicing.payments import receipts
from servicing.products import load_products
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.ports import ActionRequest, ConversationId

TALK = ConversationId("c-1")
PRODUCTS = load_products()


def test_a_pending_payment_settles_and_only_then_lowers_the_balance(demo_copy: str) -> None:
    async def confirmed(pool: Any) -> EmbeddedBooks:
        found = await EmbeddedDirectory(pool).find("steady")
        assert found is not None
        books = EmbeddedBooks(pool, found.borrower_id, DemoClock(demo_copy))
        quote = await books.quote(ActionRequest("make_payment", {"amount": "65"}), TALK)
        await books.confirm(quote.token, TALK)  # type: ignore[union-attr]
        return books

    with ConnectionPool(demo_copy, min_size=1, open=True) as pool:
        books = asyncio.run(confirmed(pool))
        before = asyncio.run(books.snapshot()).balance.current
        advance(demo_copy, date(2026, 11, 21), PRODUCTS)
        assert asyncio.run(books.snapshot()).balance.current == before
        advance(demo_copy, date(2026, 11, 23), PRODUCTS)
        after = asyncio.run(books.snapshot())
        settled = asyncio.run(books.payments(1)).payments[0]
    assert settled.status == "posted"
    # the authorised purchase of the 19th has posted too
    assert after.balance.current == before - Decimal("65") + Decimal("44.25")
    assert after.pending_transactions == ()
    with psycopg.connect(demo_copy) as connection:
        assert reconcile(connection) == []
    assert DemoClock(demo_copy).now().astimezone().date() == date(2026, 11, 23)


@pytest.mark.slow
def test_an_interrupted_run_finished_later_equals_one_in_memory(demo_copy: str) -> None:
    to = date(2026, 12, 12)

    def stop_halfway(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance(demo_copy, to, PRODUCTS, stop_halfway)
    advance(demo_copy, to, PRODUCTS)
    with psycopg.connect(demo_copy) as connection:
        assert reconcile(connection) == []
        stored = dict(
            connection.execute("SELECT account_id, state FROM servicing.accounts").fetchall()
        )
    for line in [one.line for one in live(len(stories()))]:
        while line.state.morning_of < to:
            nightly.evening(line, line.state.morning_of)
            receipts.settle_due(line, line.state.morning_of + DAY, BusinessDays())
            nightly.morning(line, line.state.morning_of + DAY, BusinessDays())
        assert stored[line.account_id] == state_to_json(line.state).obj


def test_the_clock_only_moves_forward(demo_copy: str) -> None:
    with pytest.raises(CannotGoBack):
        advance(demo_copy, date(2026, 11, 20), PRODUCTS)
