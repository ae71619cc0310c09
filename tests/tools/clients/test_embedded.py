"""What the embedded books show of a line, and the rights they keep, on the demo portfolio."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from psycopg_pool import ConnectionPool

from servicing.clock import DemoClock, FixedClock
from servicing.session import Pool
from tests.tools.clients.books import NOW, TALK, TODAY, books_of
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.ports import BooksUnavailable, BorrowerId, NoLine, TransactionQuery
from tools.views import ChargeExplanation, Detail, Payoff, Refusal


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
    assert DemoClock(demo_dsn).now() == NOW


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
    assert found.received_at < NOW
    assert found.clocks


async def test_a_flag_shows_in_the_snapshot_at_once(pool: Pool) -> None:
    books = await books_of(pool, "job-loss")
    await books.record_right("hardship", Detail(), TALK)
    assert (await books.snapshot()).flags == ("hardship",)


async def test_an_unreachable_server_is_said_plainly() -> None:
    with ConnectionPool(
        "host=/nowhere dbname=x", min_size=0, max_size=1, open=True, timeout=0.2
    ) as nowhere:
        books = EmbeddedBooks(nowhere, BorrowerId("b-0001"), FixedClock(NOW))
        with pytest.raises(BooksUnavailable):
            await books.snapshot()


async def test_a_borrower_without_a_line_has_none(reading_pool: Pool) -> None:
    books = EmbeddedBooks(reading_pool, BorrowerId("b-nobody"), FixedClock(NOW))
    with pytest.raises(NoLine):
        await books.snapshot()
