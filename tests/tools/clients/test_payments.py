"""A payment from quote to posting in the embedded books: bound, once, and only its owner's."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest

from servicing.session import Pool
from tests.tools.clients.books import NOW, TALK, TODAY, books_of, quoted, refused, waiting
from tools.clients.embedded import EmbeddedBooks
from tools.ports import (
    BooksUnavailable,
    ConversationId,
)
from tools.views import Detail, Outcome, QuoteView

NEXT_WEEK = date(2026, 11, 27)


async def scheduled(books: EmbeddedBooks) -> QuoteView:
    return await quoted(books, "schedule_payment", amount="75", on=NEXT_WEEK.isoformat())


async def test_a_quote_moves_nothing(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    before = await books.snapshot()
    quote = await scheduled(books)
    assert (quote.action, quote.amount, quote.on) == ("schedule_payment", Decimal("75"), NEXT_WEEK)
    assert quote.fields["from"] == "Union Mills Bank ending 4417"
    assert quote.disclosure_ids == ("payment-authorization",)
    assert quote.expires_at == NOW + timedelta(minutes=10)
    assert await books.snapshot() == before


async def test_confirming_schedules_one_payment_and_repeats_the_outcome(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    quote = await scheduled(books)
    first = await books.confirm(quote.token, TALK)
    again = await books.confirm(quote.token, TALK)
    assert first.status == "ok"
    assert first.payment is not None
    assert first.payment.status == "scheduled"
    assert again == first.model_copy(update={"repeated": True})
    assert await waiting(books) == 1


async def test_a_payment_today_is_pending_and_the_posted_balance_stays(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    before = await books.snapshot()
    quote = await quoted(books, "make_payment", amount="65")
    assert (quote.action, quote.on) == ("make_payment", TODAY)
    outcome = await books.confirm(quote.token, TALK)
    assert outcome.payment is not None
    assert (outcome.payment.status, outcome.payment.cancellable) == ("pending", False)
    after = await books.snapshot()
    assert after.balance == before.balance
    assert after.available_credit == before.available_credit
    assert after.minimum_due == Decimal("0.00")
    assert after.version == before.version + 1


async def test_after_the_cut_off_a_payment_counts_tomorrow(pool: Pool) -> None:
    books = await books_of(pool, "steady", NOW + timedelta(hours=10))
    quote = await quoted(books, "make_payment", amount="65")
    assert (quote.action, quote.on) == ("make_payment", TODAY + timedelta(days=1))
    outcome = await books.confirm(quote.token, TALK)
    assert outcome.payment is not None
    assert outcome.payment.status == "scheduled"


async def test_cancelling_a_scheduled_payment(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    made = await books.confirm((await scheduled(books)).token, TALK)
    assert made.payment is not None
    card = await quoted(books, "cancel_payment", payment_id=made.payment.id)
    assert (card.action, card.amount) == ("cancel_payment", Decimal("75.00"))
    assert await waiting(books) == 1
    outcome = await books.confirm(card.token, TALK)
    assert outcome.payment is not None
    assert outcome.payment.status == "cancelled"
    assert (await books.confirm(card.token, TALK)).repeated
    assert await waiting(books) == 0
    again = await refused(books, "cancel_payment", payment_id=made.payment.id)
    assert again.code == "already_cancelled"


async def test_a_payment_on_its_way_cannot_be_undone(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    made = await books.confirm((await quoted(books, "make_payment", amount="65")).token, TALK)
    assert made.payment is not None
    refusal = await refused(books, "cancel_payment", payment_id=made.payment.id)
    assert refusal.code == "too_late_to_cancel"


async def test_a_withdrawn_card_stays_withdrawn(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    quote = await quoted(books, "make_payment", amount="50")
    assert (await books.cancel(quote.token, TALK)).status == "cancelled"
    late = await books.confirm(quote.token, TALK)
    assert (late.status, late.repeated) == ("cancelled", True)
    assert await waiting(books) == 0


async def test_an_expired_card_is_refused_with_a_fresh_one(pool: Pool) -> None:
    quote = await quoted(
        await books_of(pool, "steady"), "schedule_payment", amount="75", on=NEXT_WEEK.isoformat()
    )
    books = await books_of(pool, "steady", NOW + timedelta(minutes=10))
    outcome = await books.confirm(quote.token, TALK)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "quote_expired"
    assert await waiting(books) == 0
    assert outcome.fresh_quote is not None
    assert outcome.fresh_quote.token != quote.token
    assert (await books.confirm(outcome.fresh_quote.token, TALK)).status == "ok"


async def test_moved_books_refuse_with_a_fresh_card(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    old = await scheduled(books)
    await books.confirm((await quoted(books, "make_payment", amount="20")).token, TALK)
    outcome = await books.confirm(old.token, TALK)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "books_moved"
    assert outcome.fresh_quote is not None
    assert await waiting(books) == 1


async def test_moved_books_that_forbid_it_offer_no_fresh_card(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    old = await quoted(books, "make_payment", amount="75")
    await books.record_right("bankruptcy", Detail(), TALK)
    outcome = await books.confirm(old.token, TALK)
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.fresh_quote) == ("bankruptcy_hold", None)


async def test_nobody_elses_token_works_nor_shows_that_it_exists(pool: Pool) -> None:
    mine, other = await books_of(pool, "steady"), await books_of(pool, "job-loss")
    token = (await quoted(mine, "make_payment", amount="75")).token
    foreign = await other.confirm(token, TALK)
    elsewhere = await mine.confirm(token, ConversationId("c-2"))
    unknown = await mine.confirm("no-such-token", TALK)
    cancelled = await other.cancel(token, TALK)
    assert foreign == elsewhere == unknown == cancelled
    assert foreign.refusal is not None
    assert foreign.refusal.code == "unknown_quote"
    assert (await mine.confirm(token, TALK)).status == "ok"


@pytest.mark.parametrize(
    ("handle", "code"),
    [("bankruptcy", "bankruptcy_hold"), ("charged-off", "charged_off_hold")],
)
async def test_lines_that_take_no_payment(reading_pool: Pool, handle: str, code: str) -> None:
    assert (
        await refused(await books_of(reading_pool, handle), "make_payment", amount="20")
    ).code == code


async def test_a_refusal_names_its_limit(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "steady")
    seen = await books.snapshot()
    refusal = await refused(books, "make_payment", amount="99999")
    assert (refusal.code, refusal.limit) == ("amount_above_balance", seen.balance.current)
    assert str(seen.balance.current).replace("2071", "2,071") in refusal.message


def test_two_confirmations_at_once_post_once(pool: Pool) -> None:
    books = asyncio.run(books_of(pool, "steady"))
    quote = asyncio.run(scheduled(books))

    def press(_: int) -> Outcome:
        return asyncio.run(books.confirm(quote.token, TALK))

    with ThreadPoolExecutor(8) as presses:
        outcomes = list(presses.map(press, range(8)))
    assert [one.repeated for one in outcomes].count(False) == 1
    assert len({one.payment.id for one in outcomes if one.payment}) == 1
    assert asyncio.run(waiting(books)) == 1


def test_two_cards_at_once_post_once(pool: Pool) -> None:
    books = asyncio.run(books_of(pool, "steady"))
    cards = [asyncio.run(scheduled(books)) for _ in range(6)]

    def press(card: QuoteView) -> Outcome:
        return asyncio.run(books.confirm(card.token, TALK))

    with ThreadPoolExecutor(6) as presses:
        outcomes = list(presses.map(press, cards))
    assert sorted(one.status for one in outcomes) == ["ok"] + ["refused"] * 5
    assert asyncio.run(waiting(books)) == 1


async def test_a_confirmation_cut_off_before_its_commit_leaves_nothing(
    pool: Pool, demo_copy: str
) -> None:
    books = await books_of(pool, "steady")
    quote = await scheduled(books)
    with psycopg.connect(demo_copy, autocommit=True) as admin:
        # The commit itself is made to fail, which is the last moment something can go wrong.
        admin.execute(
            "CREATE FUNCTION servicing.cut() RETURNS trigger LANGUAGE plpgsql"
            " SECURITY DEFINER AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON servicing.payments"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION servicing.cut()"
        )
        with pytest.raises(BooksUnavailable):
            await books.confirm(quote.token, TALK)
        admin.execute("DROP TRIGGER cut ON servicing.payments")
    assert await waiting(books) == 0
    outcome = await books.confirm(quote.token, TALK)
    assert (outcome.status, outcome.repeated) == ("ok", False)
    assert await waiting(books) == 1
