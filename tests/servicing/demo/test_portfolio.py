"""The demo portfolio: each story truly holds, and everything derives from the journal."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from servicing.accounts import draws
from servicing.accounts.model import Line
from servicing.accounts.rows import state_to_json
from servicing.demo import seed
from servicing.demo.portfolio import DEMO_DAY, live
from servicing.demo.stories import stories
from servicing.ledger.model import Bucket
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, Money
from servicing.payments import autopay

Connection = psycopg.Connection[Any]
TOLD = len(stories())


@pytest.fixture(scope="module")
def lines() -> dict[str, Line]:
    return {one.story.handle: one.line for one in live(TOLD)}


@pytest.fixture
def connection(demo_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(demo_dsn) as connection:
        yield connection
        connection.rollback()


def kinds(line: Line, *wanted: str) -> list[tuple[str, date]]:
    return [(t.kind, t.posted_on) for t in line.changes.transactions if t.kind in wanted]


def test_everything_reproduces_from_the_journal(connection: Connection) -> None:
    assert reconcile(connection) == []


@pytest.mark.parametrize(
    ("tamper", "check"),
    [
        (
            "UPDATE servicing.accounts SET state = jsonb_set(state, '{buckets,fees,minor}', '7')"
            " WHERE account_id = '104000'",
            "projection equals postings",
        ),
        (
            "UPDATE servicing.statements SET purchases_minor = purchases_minor + 1,"
            " new_balance_minor = new_balance_minor + 1"
            " WHERE account_id = '104000' AND closing_on = '2026-11-14'",
            "statement reproduces",
        ),
        (
            "UPDATE servicing.statements SET opening_on = opening_on + 1"
            " WHERE account_id = '104000' AND closing_on = '2026-11-14'",
            "statements follow each other",
        ),
        (
            "UPDATE servicing.payments SET status = 'scheduled' WHERE payment_id = 'p-104000-0001'",
            "payment has its posting",
        ),
    ],
)
def test_reconciliation_finds_what_was_tampered_with(
    connection: Connection, tamper: str, check: str
) -> None:
    connection.execute(tamper.encode())
    assert check in {finding.check for finding in reconcile(connection)}


def test_two_hundred_lines_with_two_years(connection: Connection) -> None:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE opened_on <= '2024-11-20') FROM servicing.accounts"
    ).fetchone()
    assert row is not None
    assert row[0] >= 200
    assert row[1] >= 170


def test_a_fifth_are_draw_lines_with_a_fee_every_cycle(connection: Connection) -> None:
    rows = connection.execute(
        "SELECT a.product_id, count(DISTINCT a.account_id),"
        " count(*) FILTER (WHERE t.kind = 'subscription_fee'),"
        " count(*) FILTER (WHERE t.kind IN ('interest', 'late_fee', 'returned_fee', 'purchase')),"
        " count(*) FILTER (WHERE t.kind = 'draw') FROM servicing.accounts a"
        " JOIN servicing.transactions t USING (account_id) GROUP BY 1"
    ).fetchall()
    found = {product: tuple(counts) for product, *counts in rows}
    draw_lines, fees, never, drawn = found["draw-line"]
    assert draw_lines * 5 >= sum(lines for lines, *_ in found.values())
    assert fees > draw_lines * 18
    assert never == 0
    assert drawn > draw_lines * 5
    assert found["revolving"][1] == 0


def test_every_statement_of_a_draw_line_asks_for_all_that_is_owed(connection: Connection) -> None:
    """What was paid and hadn't settled by the closing day is the only difference."""
    rows = connection.execute(
        "SELECT s.account_id, s.closing_on FROM servicing.statements s"
        " JOIN servicing.accounts a USING (account_id)"
        " LEFT JOIN LATERAL (SELECT coalesce(sum(p.amount_minor), 0) AS minor"
        "   FROM servicing.payments p WHERE p.account_id = s.account_id"
        "   AND p.on_date <= s.closing_on AND p.settles_on > s.closing_on) waiting ON true"
        " WHERE a.product_id = 'draw-line'"
        " AND s.minimum_due_minor <> s.new_balance_minor - waiting.minor"
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize(
    ("handle", "account", "balance"),
    [
        ("steady", "104000", "2071.14"),
        ("job-loss", "104037", "3266.73"),
        ("strange-charges", "104074", "1226.07"),
        ("residual-interest", "104111", "289.85"),
        ("active-duty", "104148", "1133.86"),
        ("on-plan", "104185", "2876.00"),
        ("bankruptcy", "104222", "2546.17"),
        ("returned-payment", "104259", "3380.10"),
        ("limit-request", "104296", "4568.73"),
        ("charged-off", "104333", "2843.25"),
        ("draw-line", "104370", "250.00"),
    ],
)
def test_a_story_keeps_its_books_to_the_cent(
    lines: dict[str, Line], handle: str, account: str, balance: str
) -> None:
    assert lines[handle].account_id == account
    assert lines[handle].balance == Money.of(balance)


def test_draw_line(lines: dict[str, Line]) -> None:
    line = lines["draw-line"]
    assert draws.open_draw(line) == draws.OpenDraw(
        amount=Money.of("240"),
        left=Money.of("240"),
        taken_on=date(2026, 10, 22),
        due_on=date(2026, 11, 26),
    )
    assert line.autopay is not None
    assert line.autopay.kind == "fee"
    assert (autopay.run_date(line), autopay.amount_to_take(line)) == (
        date(2026, 11, 26),
        Money.of("10"),
    )
    assert {t.kind for t in line.changes.transactions} == {"draw", "subscription_fee", "payment"}
    assert line.days_past_due(DEMO_DAY) == 0


def test_a_second_seeding_changes_nothing(demo_copy: str) -> None:
    assert seed(demo_copy) is False


def test_the_same_seed_gives_the_same_books() -> None:
    def digest() -> str:
        made = hashlib.sha256()
        for one in live(TOLD + 3):
            for transaction in one.line.changes.transactions:
                made.update(repr(transaction).encode())
            state: Jsonb = state_to_json(one.line.state)
            made.update(repr(state.obj).encode())
        return made.hexdigest()

    assert digest() == digest()


def test_steady(lines: dict[str, Line]) -> None:
    line = lines["steady"]
    assert not kinds(line, "late_fee", "returned_fee", "payment_return")
    assert line.autopay is not None
    assert line.autopay.kind == "minimum"
    assert any(p.source == "autopay" for p in line.changes.payments.values())
    assert (line.days_past_due(DEMO_DAY), line.waiting, len(line.holds)) == (0, [], 1)
    october = sorted(
        transaction.entries[0].amount
        for transaction in line.changes.transactions
        if transaction.kind == "purchase"
        and date(2026, 10, 1) <= transaction.posted_on
        and transaction.posted_on <= date(2026, 10, 31)
    )
    assert len(october) == 5
    assert october[-1].minor > 2 * october[-2].minor


def test_job_loss(lines: dict[str, Line]) -> None:
    line = lines["job-loss"]
    assert line.days_past_due(DEMO_DAY) == 45
    missed = [due for due in line.state.dues if due.remaining and due.due_on < DEMO_DAY]
    assert [due.due_on for due in missed] == [date(2026, 10, 6), date(2026, 11, 6)]
    assert kinds(line, "late_fee") == [
        ("late_fee", date(2026, 10, 7)),
        ("late_fee", date(2026, 11, 7)),
    ]


def test_strange_charges(lines: dict[str, Line]) -> None:
    line = lines["strange-charges"]
    last = line.state.last
    assert last is not None
    assert last.closing_on < DEMO_DAY
    bought = [t for t in line.changes.transactions if t.merchant]
    strange = [t for t in bought if t.merchant and t.merchant.name == "NVX Digital"]
    doubled = [t for t in bought if t.entries[0].amount == Money.of("73.18")]
    assert (len(strange), len(doubled)) == (2, 2)
    assert doubled[0].transacted_on == doubled[1].transacted_on
    opened = line.changes.statements[-1].opening_on
    assert all(opened <= t.posted_on <= last.closing_on for t in (*strange, *doubled))


def test_residual_interest(lines: dict[str, Line]) -> None:
    line = lines["residual-interest"]
    october, november = line.changes.statements[-2:]
    assert (october.closing_on, november.closing_on) == (date(2026, 10, 13), date(2026, 11, 12))
    assert november.payments == october.new_balance
    assert ZERO < november.interest < Money.of("10")
    assert [one.bucket for one in november.interest_lines] == [Bucket.DRAW]
    assert line.state.buckets[Bucket.DRAW] == ZERO


def test_active_duty_is_noted_and_not_verified(lines: dict[str, Line]) -> None:
    assert dict(lines["active-duty"].flags) == {"active_duty": False}


def test_on_plan(lines: dict[str, Line]) -> None:
    line = lines["on-plan"]
    assert line.plan is not None
    assert (str(line.plan.apr), line.plan.months) == ("9.99", 6)
    assert line.days_past_due(DEMO_DAY) == 0
    assert line.minimum_left() == line.plan.payment
    by_closing = {s.closing_on: s.interest_lines for s in line.changes.statements}
    assert {str(one.apr) for one in by_closing[date(2026, 11, 3)]} == {"9.99"}
    assert {str(one.apr) for one in by_closing[date(2026, 8, 3)]} == {"26.99"}


def test_bankruptcy_is_asked_for_nothing(lines: dict[str, Line]) -> None:
    line = lines["bankruptcy"]
    assert set(line.flags) == {"bankruptcy", "attorney_represented"}
    assert line.minimum_left() == ZERO
    assert all(
        t.posted_on < date(2026, 10, 7)
        for t in line.changes.transactions
        if t.kind in {"interest", "late_fee"}
    )


def test_returned_payment_bears_one_fee(lines: dict[str, Line]) -> None:
    line = lines["returned-payment"]
    returned = [p for p in line.changes.payments.values() if p.status == "returned"]
    assert [(p.return_code, p.returned_on) for p in returned] == [("R01", date(2026, 11, 13))]
    assert kinds(line, "late_fee", "returned_fee") == [("late_fee", date(2026, 11, 13))]


def test_limit_request_has_little_room(lines: dict[str, Line]) -> None:
    line = lines["limit-request"]
    assert 80 <= line.balance.minor * 100 // line.credit_limit.minor <= 99
    assert not kinds(line, "late_fee")


def test_charged_off_in_august_and_quiet_since(lines: dict[str, Line]) -> None:
    line = lines["charged-off"]
    off = line.state.charged_off_on
    assert off is not None
    assert (off.year, off.month) == (2026, 8)
    assert line.days_past_due(off) == 180
    assert line.changes.transactions[-1].kind == "charge_off"
    assert line.balance > ZERO
