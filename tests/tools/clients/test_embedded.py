"""The embedded books, as the tools see them, on the demo portfolio."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.clock import DemoClock, FixedClock
from servicing.session import Pool
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.ports import (
    ActionRequest,
    BooksUnavailable,
    BorrowerId,
    ConversationId,
    NoLine,
    TransactionQuery,
)
from tools.views import ChargeExplanation, Detail, Outcome, Payoff, QuoteView, Refusal

TALK = ConversationId("c-1")
TODAY = date(2026, 11, 20)
NEXT_WEEK = date(2026, 11, 27)


@pytest.fixture
def pool(demo_copy: str) -> Iterator[Pool]:
    with ConnectionPool(demo_copy, min_size=1, max_size=8, open=True) as pool:
        yield pool


@pytest.fixture
def reading_pool(demo_dsn: str) -> Iterator[Pool]:
    with ConnectionPool(demo_dsn, min_size=1, max_size=4, open=True) as pool:
        yield pool


async def books_of(pool: Pool, handle: str, later: timedelta = timedelta()) -> EmbeddedBooks:
    found = await EmbeddedDirectory(pool).find(handle)
    assert found is not None
    return EmbeddedBooks(pool, found.borrower_id, FixedClock(DEMO_NOW + later))


DEMO_NOW = datetime.fromisoformat("2026-11-20T10:00:00-05:00")


def pay(amount: str, on: date | None = None) -> ActionRequest:
    day = {"on": on.isoformat()} if on else {}
    return ActionRequest("schedule_payment" if on else "make_payment", {"amount": amount, **day})


def cancelling(payment_id: str) -> ActionRequest:
    return ActionRequest("cancel_payment", {"payment_id": payment_id})


async def quoted(books: EmbeddedBooks, request: ActionRequest) -> QuoteView:
    quote = await books.quote(request, TALK)
    assert isinstance(quote, QuoteView)
    return quote


async def refused(books: EmbeddedBooks, request: ActionRequest) -> Refusal:
    refusal = await books.quote(request, TALK)
    assert isinstance(refusal, Refusal)
    return refusal


async def waiting(books: EmbeddedBooks) -> int:
    return len((await books.snapshot()).pending_payments)


async def test_snapshot_adds_up(reading_pool: Pool) -> None:
    for borrower in await EmbeddedDirectory(reading_pool).stories():
        assert borrower.handle is not None
        seen = await (await books_of(reading_pool, borrower.handle)).snapshot()
        balance = seen.balance
        parts = (balance.purchase, balance.draw, balance.interest, balance.fees, balance.disputed)
        assert balance.current == sum(parts) - balance.credit
        assert seen.holder == borrower.name
        if seen.available_credit:
            authorised = sum(one.amount for one in seen.pending_transactions)
            assert seen.available_credit <= seen.credit_limit - balance.current - authorised


async def test_the_demo_clock_stands_at_the_demo_day(demo_dsn: str) -> None:
    assert DemoClock(demo_dsn).now() == DEMO_NOW


async def test_transactions_filter(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "strange-charges")
    stranger = await books.transactions(TransactionQuery(merchant="nvx"))
    assert [one.amount for one in stranger.transactions] == [Decimal("129.50"), Decimal("84.99")]
    assert (stranger.count, stranger.total) == (2, Decimal("214.49"))
    pair = await books.transactions(TransactionQuery(amount=Decimal("73.18")))
    assert {one.merchant for one in pair.transactions} == {"Greenfield Foods"}
    assert len({one.transacted_on for one in pair.transactions}) == 1
    assert pair.count == 2
    first = await books.transactions(TransactionQuery(limit=1))
    assert (len(first.transactions), first.count > 100) == (1, True)


async def test_statement_lists_its_own_transactions(reading_pool: Pool) -> None:
    statement = await (await books_of(reading_pool, "residual-interest")).statement(None)
    assert statement is not None
    listed = sum(one.amount for one in statement.transactions)
    assert listed == statement.new_balance - statement.previous_balance
    assert all(
        one.statement_closing_date == statement.closing_date for one in statement.transactions
    )


async def test_every_interest_charge_of_the_stories_is_explained_to_the_cent(
    reading_pool: Pool,
) -> None:
    explained = 0
    for borrower in await EmbeddedDirectory(reading_pool).stories():
        assert borrower.handle is not None
        books = await books_of(reading_pool, borrower.handle)
        page = await books.transactions(TransactionQuery(kinds=("interest",), limit=1000))
        for charge in page.transactions:
            found = await books.explain_charge(charge.id)
            assert isinstance(found, ChargeExplanation)
            assert sum(step.amount for step in found.interest_steps) == found.total == charge.amount
            for step in found.interest_steps:
                weighted = sum(span.balance * span.days for span in step.spans)
                assert abs(weighted * step.apr / 36500 - step.amount) <= Decimal("0.005")
                assert sum(span.days for span in step.spans) == step.cycle_days
                assert all(
                    before.last_day + timedelta(days=1) == after.first_day
                    for before, after in pairwise(step.spans)
                )
            explained += 1
    assert explained > 50


async def test_trailing_interest_names_draw_and_payment(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "residual-interest")
    page = await books.transactions(TransactionQuery(kinds=("interest",), limit=1))
    found = await books.explain_charge(page.transactions[0].id)
    assert isinstance(found, ChargeExplanation)
    assert found.why == "trailing_draw"
    assert found.previous_statement_paid_on == found.draw_paid_on == date(2026, 11, 2)
    assert (found.draw_taken_on, found.draw_amount) == (date(2026, 9, 28), Decimal("300.00"))


async def test_a_late_fee_is_explained(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "returned-payment")
    page = await books.transactions(TransactionQuery(kinds=("late_fee",)))
    assert page.count == 1
    found = await books.explain_charge(page.transactions[0].id)
    assert isinstance(found, ChargeExplanation)
    assert found.fee_step is not None
    assert (found.fee_step.rule, found.fee_step.amount) == ("late_payment", Decimal("30.00"))
    assert found.fee_step.due_date == date(2026, 11, 9)


async def test_what_isnt_a_charge_has_no_explanation(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "steady")
    page = await books.transactions(TransactionQuery(kinds=("purchase",), limit=1))
    for transaction_id, code in (
        (page.transactions[0].id, "not_a_charge"),
        ("t-104037-00001", "transaction_unknown"),  # another borrower's
    ):
        found = await books.explain_charge(transaction_id)
        assert isinstance(found, Refusal)
        assert found.code == code


async def test_payoff_grows_with_the_days_and_ends_at_the_horizon(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "steady")
    totals = []
    for day in (TODAY, date(2026, 12, 31), date(2027, 1, 15)):
        found = await books.payoff(day)
        assert isinstance(found, Payoff)
        assert found.total == found.balance + found.interest_to_date - found.pending_payments
        totals.append(found.total)
    assert totals == sorted(set(totals))
    for day, code in (
        (TODAY - timedelta(days=1), "date_in_past"),
        (TODAY + timedelta(days=91), "date_too_far"),
    ):
        refusal = await books.payoff(day)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code


async def test_a_paid_draw_costs_nothing_per_day(reading_pool: Pool) -> None:
    found = await (await books_of(reading_pool, "residual-interest")).daily_interest()
    assert found.draw_per_day == found.draw_balance == Decimal("0.00")


async def test_a_quote_moves_nothing(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    before = await books.snapshot()
    quote = await quoted(books, pay("75", NEXT_WEEK))
    assert (quote.action, quote.amount, quote.on) == ("schedule_payment", Decimal("75"), NEXT_WEEK)
    assert quote.fields["from"] == "Union Mills Bank ending 4417"
    assert quote.disclosure_ids == ("payment-authorization",)
    assert quote.expires_at == DEMO_NOW + timedelta(minutes=10)
    assert await books.snapshot() == before


async def test_confirming_schedules_one_payment_and_repeats_the_outcome(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    quote = await quoted(books, pay("75", NEXT_WEEK))
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
    quote = await quoted(books, pay("65"))
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
    books = await books_of(pool, "steady", timedelta(hours=10))
    quote = await quoted(books, pay("65"))
    assert (quote.action, quote.on) == ("make_payment", TODAY + timedelta(days=1))
    outcome = await books.confirm(quote.token, TALK)
    assert outcome.payment is not None
    assert outcome.payment.status == "scheduled"


async def test_cancelling_a_scheduled_payment(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    made = await books.confirm((await quoted(books, pay("75", NEXT_WEEK))).token, TALK)
    assert made.payment is not None
    card = await books.quote(cancelling(made.payment.id), TALK)
    assert isinstance(card, QuoteView)
    assert (card.action, card.amount) == ("cancel_payment", Decimal("75.00"))
    assert await waiting(books) == 1
    outcome = await books.confirm(card.token, TALK)
    assert outcome.payment is not None
    assert outcome.payment.status == "cancelled"
    assert (await books.confirm(card.token, TALK)).repeated
    assert await waiting(books) == 0
    again = await books.quote(cancelling(made.payment.id), TALK)
    assert isinstance(again, Refusal)
    assert again.code == "already_cancelled"


async def test_a_payment_on_its_way_cannot_be_undone(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    made = await books.confirm((await quoted(books, pay("65"))).token, TALK)
    assert made.payment is not None
    refusal = await books.quote(cancelling(made.payment.id), TALK)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "too_late_to_cancel"


async def test_a_withdrawn_card_stays_withdrawn(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    quote = await quoted(books, pay("50"))
    assert (await books.cancel(quote.token, TALK)).status == "cancelled"
    late = await books.confirm(quote.token, TALK)
    assert (late.status, late.repeated) == ("cancelled", True)
    assert await waiting(books) == 0


async def test_an_expired_card_is_refused_with_a_fresh_one(pool: Pool) -> None:
    quote = await quoted(await books_of(pool, "steady"), pay("75", NEXT_WEEK))
    books = await books_of(pool, "steady", timedelta(minutes=10))
    outcome = await books.confirm(quote.token, TALK)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "quote_expired"
    assert await waiting(books) == 0
    assert outcome.fresh_quote is not None
    assert outcome.fresh_quote.token != quote.token
    assert (await books.confirm(outcome.fresh_quote.token, TALK)).status == "ok"


async def test_moved_books_refuse_with_a_fresh_card(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    old = await quoted(books, pay("75", NEXT_WEEK))
    await books.confirm((await quoted(books, pay("20"))).token, TALK)
    outcome = await books.confirm(old.token, TALK)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "books_moved"
    assert outcome.fresh_quote is not None
    assert await waiting(books) == 1


async def test_moved_books_that_forbid_it_offer_no_fresh_card(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    old = await quoted(books, pay("75"))
    await books.record_right("bankruptcy", Detail(), TALK)
    outcome = await books.confirm(old.token, TALK)
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.fresh_quote) == ("bankruptcy_hold", None)


async def test_nobody_elses_token_works_nor_shows_that_it_exists(pool: Pool) -> None:
    mine, other = await books_of(pool, "steady"), await books_of(pool, "job-loss")
    token = (await quoted(mine, pay("75"))).token
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
    assert (await refused(await books_of(reading_pool, handle), pay("20"))).code == code


async def test_a_refusal_names_its_limit(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "steady")
    seen = await books.snapshot()
    refusal = await refused(books, pay("99999"))
    assert (refusal.code, refusal.limit) == ("amount_above_balance", seen.balance.current)
    assert str(seen.balance.current).replace("2071", "2,071") in refusal.message


def test_two_confirmations_at_once_post_once(pool: Pool) -> None:
    books = asyncio.run(books_of(pool, "steady"))
    quote = asyncio.run(quoted(books, pay("75", NEXT_WEEK)))

    def press(_: int) -> Outcome:
        return asyncio.run(books.confirm(quote.token, TALK))

    with ThreadPoolExecutor(8) as presses:
        outcomes = list(presses.map(press, range(8)))
    assert [one.repeated for one in outcomes].count(False) == 1
    assert len({one.payment.id for one in outcomes if one.payment}) == 1
    assert asyncio.run(waiting(books)) == 1


def test_two_cards_at_once_post_once(pool: Pool) -> None:
    books = asyncio.run(books_of(pool, "steady"))
    cards = [asyncio.run(quoted(books, pay("75", NEXT_WEEK))) for _ in range(6)]

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
    quote = await quoted(books, pay("75", NEXT_WEEK))
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


async def test_a_right_is_recorded_once_an_event(pool: Pool) -> None:
    books = await books_of(pool, "strange-charges")
    first = await books.record_right("unauthorized_use", Detail(span="not mine"), TALK)
    again = await books.record_right("unauthorized_use", Detail(span="still"), TALK)
    assert (first.status, again.status) == ("new", "known")
    assert again == first.model_copy(update={"status": "known"})
    due = {clock.name: (clock.due, clock.cite) for clock in first.clocks}
    assert due["acknowledge"] == (date(2026, 12, 20), "12 CFR 1026.13(c)(1)")
    assert due["resolve"] == (date(2027, 2, 11), "12 CFR 1026.13(c)(2)")
    error = await books.record_right("billing_error", Detail(span="double"), TALK)
    assert error.status == "new"
    assert error.reference != first.reference
    assert [one.kind for one in await books.rights()] == ["billing_error", "unauthorized_use"]


async def test_another_transaction_is_another_event(pool: Pool) -> None:
    books = await books_of(pool, "strange-charges")
    kind = "billing_error"
    one = await books.record_right(kind, Detail(transaction_ids=("t-1",)), TALK)
    two = await books.record_right(kind, Detail(transaction_ids=("t-2",)), TALK)
    same = await books.record_right(kind, Detail(transaction_ids=("t-2", "t-3")), TALK)
    assert [one.status, two.status, same.status] == ["new", "new", "known"]
    assert same.id == two.id


@pytest.mark.parametrize(
    ("handle", "kind"),
    [
        ("bankruptcy", "bankruptcy"),
        ("bankruptcy", "attorney_represented"),
        ("active-duty", "active_duty"),
    ],
)
async def test_what_the_books_hold_is_known(pool: Pool, handle: str, kind: str) -> None:
    found = await (await books_of(pool, handle)).record_right(kind, Detail(), TALK)
    assert found.status == "known"
    assert found.received_at < DEMO_NOW
    assert found.clocks


async def test_a_flag_shows_in_the_snapshot_at_once(pool: Pool) -> None:
    books = await books_of(pool, "job-loss")
    await books.record_right("hardship", Detail(), TALK)
    assert (await books.snapshot()).flags == ("hardship",)


async def test_an_unreachable_server_is_said_plainly() -> None:
    with ConnectionPool(
        "host=/nowhere dbname=x", min_size=0, max_size=1, open=True, timeout=0.2
    ) as nowhere:
        books = EmbeddedBooks(nowhere, BorrowerId("b-0001"), FixedClock(DEMO_NOW))
        with pytest.raises(BooksUnavailable):
            await books.snapshot()


async def test_a_borrower_without_a_line_has_none(reading_pool: Pool) -> None:
    books = EmbeddedBooks(reading_pool, BorrowerId("b-nobody"), FixedClock(DEMO_NOW))
    with pytest.raises(NoLine):
        await books.snapshot()
