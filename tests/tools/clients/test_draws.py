"""Draws from quote to paying out, and those that can't be."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from servicing.session import Pool
from tests.tools.clients.books import (
    NOW,
    TALK,
    TODAY,
    books_of,
    done,
    quoted,
    refused,
    run_to,
    why_not,
)


async def test_a_draw_holds_credit_at_once_and_is_owed_when_it_goes_out(
    pool: Pool, demo_copy: str
) -> None:
    books = await books_of(pool, "steady")
    before = await books.snapshot()
    card = await quoted(books, "draw_funds", amount="300.00")
    assert card.fields == {
        "amount": "300.00",
        "to": "Union Mills Bank ending 4417",
        "date": TODAY.isoformat(),
    }
    assert card.disclosure_ids == ("draw-cost",)
    assert (await books.snapshot()).available_credit == before.available_credit
    await books.confirm(card.token, TALK)
    held = await books.snapshot()
    assert held.available_credit == before.available_credit - 300
    assert held.balance == before.balance
    assert [draw.amount for draw in held.pending_draws] == [Decimal("300.00")]
    assert (await books.confirm(card.token, TALK)).repeated
    run_to(demo_copy, TODAY + timedelta(days=1))
    owed = await (await books_of(pool, "steady", NOW + timedelta(days=1))).snapshot()
    assert owed.balance.draw == before.balance.draw + 300
    assert owed.pending_draws == ()


async def test_a_draw_after_the_cut_off_goes_out_the_next_business_day(
    reading_pool: Pool,
) -> None:
    for local, on in (("14:30", "2026-11-20"), ("14:31", "2026-11-23")):
        now = datetime.fromisoformat(f"2026-11-20T{local}:00-05:00")
        books = await books_of(reading_pool, "steady", now)
        assert (await quoted(books, "draw_funds", amount="60.00")).fields["date"] == on


async def test_a_card_from_before_the_cut_off_is_refused_after_it(pool: Pool) -> None:
    early = await books_of(pool, "steady", datetime.fromisoformat("2026-11-20T14:28:00-05:00"))
    card = await quoted(early, "draw_funds", amount="60.00")
    late = await books_of(pool, "steady", datetime.fromisoformat("2026-11-20T14:33:00-05:00"))
    outcome = await late.confirm(card.token, TALK)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "books_moved"
    assert outcome.fresh_quote is not None
    assert outcome.fresh_quote.fields["date"] == "2026-11-23"
    assert (await late.snapshot()).pending_draws == ()


@pytest.mark.parametrize(
    ("handle", "amount", "code"),
    [
        ("steady", "20.00", "draw_too_small"),
        ("steady", "6000.00", "draw_above_available"),
        ("job-loss", "100.00", "draw_past_due"),
        ("on-plan", "100.00", "draw_plan"),
        ("returned-payment", "100.00", "draw_past_due"),
        ("bankruptcy", "100.00", "draw_not_open"),
        ("charged-off", "100.00", "draw_not_open"),
    ],
)
async def test_draws_that_cant_be(reading_pool: Pool, handle: str, amount: str, code: str) -> None:
    assert await why_not(reading_pool, handle, "draw_funds", amount=amount) == code


async def test_a_recent_return_blocks_draws(pool: Pool) -> None:
    books = await books_of(pool, "returned-payment")
    past_due = (await books.snapshot()).past_due
    await done(books, "make_payment", amount=f"{past_due:.2f}")
    assert (await refused(books, "draw_funds", amount="100.00")).code == "draw_recent_return"
