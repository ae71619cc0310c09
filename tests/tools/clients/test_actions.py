"""Every action a borrower can ask for, and those that change the line, from quote to posting."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from servicing.ledger.reconcile import reconcile
from servicing.quotes.actions import ACTIONS
from servicing.session import Pool
from tests.tools.clients.books import NOW, TALK, books_of, done, quoted, refused, run_to, why_not
from tools.catalogue import BORROWER
from tools.ports import ActionRequest
from tools.views import QuoteView


def test_every_action_has_a_tool_of_its_name_and_scope() -> None:
    """Each is quoted first but asking for a plan: people look at it, and no line changes."""
    tools = {tool.name: tool for tool in BORROWER.open_to(frozenset({"borrower"}))}
    for name in ACTIONS.names():
        effect = "record" if name == "submit_hardship_draft" else "quote"
        assert (tools[name].effect, tools[name].scope) == (effect, ACTIONS[name].needs)


async def test_an_unknown_action_or_input_is_refused(reading_pool: Pool) -> None:
    books = await books_of(reading_pool, "steady")
    assert (await refused(books, "give_money_away")).code == "unknown_action"
    assert (await refused(books, "draw_funds", amount="abc")).code == "bad_request"
    assert (await refused(books, "draw_funds", amount="50.001")).code == "bad_request"
    assert (await refused(books, "close_line", account="other")).code == "bad_request"


async def test_the_same_payment_twice_a_day_says_so_on_the_card(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    first = await quoted(books, "schedule_payment", amount="40.00", on="2026-11-27")
    assert "already_waiting" not in first.fields
    await books.confirm(first.token, TALK)
    second = await quoted(books, "schedule_payment", amount="40.00", on="2026-11-27")
    assert second.fields["already_waiting"] == "40.00"
    other_day = await quoted(books, "schedule_payment", amount="40.00", on="2026-11-30")
    assert "already_waiting" not in other_day.fields
    assert (await books.confirm(second.token, TALK)).status == "ok"  # knowingly


@pytest.mark.slow
async def test_a_due_day_moves_from_the_running_cycle_on(pool: Pool, demo_copy: str) -> None:
    books = await books_of(pool, "steady")
    card = await quoted(books, "change_due_date", day=24)
    assert card.fields == {
        "due_day": "24",
        "first_due_date": "2027-01-24",
        "still_due": "2026-12-09",
    }
    await books.confirm(card.token, TALK)
    again = await refused(books, "change_due_date", day=20)
    assert (again.code, again.on) == ("due_date_recent", date(2027, 11, 20))
    run_to(demo_copy, date(2027, 3, 10))
    with psycopg.connect(demo_copy) as connection:
        found = connection.execute(
            "SELECT s.due_on, s.due_on - s.closing_on FROM servicing.statements s"
            " JOIN servicing.accounts a USING (account_id) JOIN servicing.borrowers b"
            " ON b.borrower_id = a.borrower_id WHERE b.handle = 'steady'"
            " AND s.due_on > '2026-12-01' ORDER BY 1"
        ).fetchall()
    assert [row[0].isoformat() for row in found] == [
        "2026-12-09",
        "2027-01-24",
        "2027-02-24",
        "2027-03-24",
    ]
    assert {row[1] for row in found} == {25}


@pytest.mark.parametrize(
    ("handle", "day", "code"),
    [
        ("steady", 9, "due_date_same"),
        ("steady", 29, "due_date_day"),
        ("job-loss", 8, "due_date_past_due"),
        ("returned-payment", 8, "due_date_past_due"),
        ("on-plan", 25, "due_date_plan"),
        ("bankruptcy", 8, "bankruptcy_hold"),
    ],
)
async def test_due_days_that_cant_be(reading_pool: Pool, handle: str, day: int, code: str) -> None:
    assert await why_not(reading_pool, handle, "change_due_date", day=day) == code


async def test_a_payment_on_its_way_holds_the_due_day(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    await done(books, "make_payment", amount="40.00")
    refusal = await refused(books, "change_due_date", day=15)
    assert (refusal.code, refusal.limit) == ("due_date_payment_waiting", Decimal("40.00"))


async def test_a_first_late_fee_is_taken_off_once(pool: Pool, demo_copy: str) -> None:
    books = await books_of(pool, "returned-payment")
    before = await books.snapshot()
    card = await quoted(books, "request_fee_waiver", fee="late_fee")
    assert (card.fields["fee"], card.fields["amount"]) == ("late_fee", "30.00")
    assert (await books.snapshot()).balance == before.balance
    outcome = await books.confirm(card.token, TALK)
    assert (await books.confirm(card.token, TALK)).repeated
    after = await books.snapshot()
    assert after.balance.fees == before.balance.fees - 30
    assert after.balance.current == before.balance.current - 30
    with psycopg.connect(demo_copy) as connection:
        row = connection.execute(
            "SELECT t.kind, r.kind FROM servicing.transactions t JOIN servicing.transactions r"
            " ON r.transaction_id = t.reverses WHERE t.transaction_id = %s",
            [outcome.reference],
        ).fetchone()
        assert reconcile(connection) == []
    assert row == ("fee_waiver", "late_fee")
    assert (await refused(books, "request_fee_waiver")).code == "fee_waived_before"


async def test_fees_that_arent_taken_off_on_request(reading_pool: Pool) -> None:
    assert await why_not(reading_pool, "steady", "request_fee_waiver") == "no_fee"
    second = await why_not(reading_pool, "job-loss", "request_fee_waiver")
    assert second == "waiver_not_first"


async def test_a_limit_request_goes_on_record_and_changes_no_limit(pool: Pool) -> None:
    books = await books_of(pool, "limit-request")
    asked = {"limit": "7000.00", "income": "5900.00", "housing": "1120.00"}
    card = await quoted(books, "request_line_increase", **asked)
    assert card.fields == {**asked, "answer_by": "2026-12-02"}
    assert (await books.snapshot()).requests == ()
    outcome = await books.confirm(card.token, TALK)
    seen = await books.snapshot()
    assert seen.credit_limit == Decimal("5000.00")
    assert [(r.reference, r.limit, r.status) for r in seen.requests] == [
        (outcome.reference, Decimal("7000.00"), "open")
    ]
    again = await refused(books, "request_line_increase", **asked)
    assert (again.code, again.on) == ("limit_asked_before", date(2027, 5, 20))


@pytest.mark.parametrize(
    ("handle", "limit", "code"),
    [
        ("limit-request", "5000.00", "limit_not_higher"),
        ("limit-request", "20000.00", "limit_above_maximum"),
        ("returned-payment", "5000.00", "limit_late"),
        ("charged-off", "5000.00", "charged_off_hold"),
    ],
)
async def test_limit_requests_that_cant_be_taken(
    reading_pool: Pool, handle: str, limit: str, code: str
) -> None:
    books = await books_of(reading_pool, handle)
    asked = {"limit": limit, "income": "4000.00", "housing": "900.00"}
    assert (await refused(books, "request_line_increase", **asked)).code == code


async def test_calls_are_turned_off_and_letters_stay(pool: Pool) -> None:
    books = await books_of(pool, "steady")
    await done(books, "set_contact_preference", channel="phone", allowed=False)
    chosen = (await books.snapshot()).contact_preferences
    assert {(one.channel, one.allowed) for one in chosen} == {("phone", False)}
    assert len(chosen) == 3
    same = await refused(books, "set_contact_preference", channel="phone", allowed=False)
    assert same.code == "preference_is_so"
    letters = await refused(books, "set_contact_preference", channel="mail", allowed=False)
    assert letters.code == "letters_stay"
    await done(books, "set_contact_preference", channel="phone", purpose="servicing", allowed=True)
    allowed = [one for one in (await books.snapshot()).contact_preferences if one.allowed]
    assert [one.purpose for one in allowed] == ["servicing"]


@pytest.mark.slow
async def test_a_closed_line_lends_no_more_but_runs_on(pool: Pool, demo_copy: str) -> None:
    books = await books_of(pool, "limit-request")
    await done(books, "set_autopay", kind="minimum")
    card = await quoted(books, "close_line")
    assert card.disclosure_ids == ("line-closing",)
    await books.confirm(card.token, TALK)
    closed = await books.snapshot()
    assert (closed.status, closed.available_credit) == ("closed", Decimal("0.00"))
    assert (await refused(books, "close_line")).code == "line_closed"
    assert (await refused(books, "draw_funds", amount="60.00")).code == "draw_not_open"
    assert isinstance(
        await books.quote(ActionRequest("make_payment", {"amount": "30.00"}), TALK), QuoteView
    )
    run_to(demo_copy, date(2027, 1, 5))
    later = await books_of(pool, "limit-request", NOW + timedelta(days=46))
    statement = await later.statement(None)
    assert statement is not None
    assert statement.closing_date == date(2026, 12, 24)
    assert statement.interest > 0
    assert (await later.payments(1)).payments[0].source == "autopay"


SAMPLES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("steady", "set_autopay", {"kind": "off"}),
    ("steady", "draw_funds", {"amount": "60.00"}),
    ("steady", "change_due_date", {"day": 15}),
    ("returned-payment", "request_fee_waiver", {}),
    (
        "limit-request",
        "request_line_increase",
        {"limit": "7000.00", "income": "5900.00", "housing": "1120.00"},
    ),
    ("steady", "set_contact_preference", {"channel": "text"}),
    ("steady", "close_line", {}),
)


async def test_cards_expire_bind_their_owner_and_are_used_once(pool: Pool) -> None:
    """The shell is one for all actions: what holds for a payment holds for each of them."""
    for handle, action, values in SAMPLES:
        books, stranger = await books_of(pool, handle), await books_of(pool, "residual-interest")
        card = await quoted(books, action, **values)
        foreign = await stranger.confirm(card.token, TALK)
        assert foreign.refusal is not None
        assert foreign.refusal.code == "unknown_quote"
        late = await books_of(pool, handle, NOW + timedelta(minutes=10))
        expired = await late.confirm(card.token, TALK)
        assert expired.refusal is not None
        assert expired.refusal.code == "quote_expired"
        assert expired.fresh_quote is not None
        put_away = await quoted(books, action, **values)
        assert (await books.cancel(put_away.token, TALK)).status == "cancelled"
        assert (await books.confirm(put_away.token, TALK)).status == "cancelled"
        fresh = await late.confirm(expired.fresh_quote.token, TALK)
        assert fresh.status == "ok", action
        repeat = await late.confirm(expired.fresh_quote.token, TALK)
        assert repeat == fresh.model_copy(update={"repeated": True})
        moved = await late.confirm(card.token, TALK)
        assert moved.status == "refused", action
