"""A lender's own definition, taken through a year: no code knows that it exists."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing import nightly
from servicing.accounts import draws, repository, subscription
from servicing.accounts.model import Autopay, Line
from servicing.billing.minimum import minimum_payment
from servicing.calendar import DAY, BusinessDays
from servicing.contract.account import account_snapshot
from servicing.contract.books import Rules
from servicing.demo.portfolio import demo_instant
from servicing.ledger.model import Bucket
from servicing.ledger.reconcile import reconcile
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.products import load_products
from servicing.tables import insert_rows
from tests.servicing.builders import a_line, dollars
from tools.clients.embedded import EmbeddedBooks
from tools.ports import BorrowerId

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PRODUCTS = load_products(HERE)
START = date(2025, 11, 21)
END = date(2026, 11, 20)
DAYS = BusinessDays()


@pytest.fixture(scope="module")
def line() -> Line:
    """A year of the third product: draws each month, two payments missed, then caught up."""
    one = replace(
        a_line(opened_on=START, limit="600"), product=PRODUCTS["weekly-cash"], tier="only"
    )
    one.autopay = Autopay("minimum", None, 0)
    day = START
    while day < END:
        if day.day == 5:
            drawn = dollars("60")
            if draws.check_draw(one, drawn, day) is None:
                draws.take(one, drawn, day)
        one.autopay = (
            None if date(2026, 5, 1) <= day < date(2026, 6, 20) else Autopay("minimum", None, 0)
        )
        if day == date(2026, 6, 22):
            due = one.minimum_left()
            receipts.receive(one, receipts.schedule(one, due, day, "one_off", DAYS))
        nightly.evening(one, day)
        receipts.settle_due(one, day + DAY, DAYS)
        nightly.morning(one, day + DAY, DAYS)
        day += DAY
    return one


def posted(line: Line, kind: str) -> list[tuple[date, Money]]:
    return [
        (t.posted_on, Money(sum(e.amount.minor for e in t.entries if e.account in set(Bucket))))
        for t in line.changes.transactions
        if t.kind == kind
    ]


def test_cycles_close_every_two_weeks_and_are_due_two_weeks_later(line: Line) -> None:
    found = line.changes.statements
    assert len(found) == 26
    assert {(s.closing_on - s.opening_on).days for s in found} == {13}
    assert {(s.due_on - s.closing_on).days for s in found} == {14}


def test_a_draw_has_a_fee_with_a_floor(line: Line) -> None:
    assert {amount for _, amount in posted(line, "draw_fee")} == {dollars("4")}
    assert draws.fee_of(line, dollars("200")) == dollars("10")
    assert len(posted(line, "draw_fee")) == len(posted(line, "draw")) >= 8


def test_the_subscription_opens_a_cycle_after_two_free_ones_and_rests_while_past_due(
    line: Line,
) -> None:
    fees = posted(line, "subscription_fee")
    assert {amount for _, amount in fees} == {dollars("5")}
    assert fees[0][0] == START + timedelta(days=28)
    opened = {s.opening_on for s in line.changes.statements}
    assert {day for day, _ in fees} <= opened | {line.state.cycle.opened_on}
    spared = [day for day in opened if date(2026, 5, 30) < day < date(2026, 6, 21)]
    assert spared
    assert not set(spared) & {day for day, _ in fees}
    assert subscription.next_charge(line, END) == (line.next_closing(END) + DAY, dollars("5"))


def test_the_minimum_is_a_share_of_the_limit_and_never_above_its_cap(line: Line) -> None:
    drawn = [s for s in line.changes.statements if s.draws and s.closing_on.month != 5]
    assert len(drawn) >= 8
    assert {s.minimum_due for s in drawn} == {dollars("60")}
    most = minimum_payment(
        line.product,
        principal=dollars("1500"),
        interest=ZERO,
        fees=ZERO,
        past_due=dollars("20"),
        balance=dollars("1500"),
        limit=dollars("1600"),
    )
    assert most == dollars("150") + dollars("20")


def test_draws_bear_interest_and_purchases_have_no_rate(line: Line) -> None:
    interest = [one for s in line.changes.statements for one in s.interest_lines]
    assert {one.bucket for one in interest} == {Bucket.DRAW}
    assert {str(one.apr) for one in interest} == {"36"}
    assert sum(one.amount.minor for one in interest) > 0


def test_late_costs_five_dollars_ten_days_after_the_due_date_and_a_return_nothing(
    line: Line,
) -> None:
    fees = posted(line, "late_fee")
    assert fees
    assert {amount for _, amount in fees} == {dollars("5")}
    dues = {s.due_on for s in line.changes.statements}
    assert all(day - timedelta(days=11) in dues for day, _ in fees)
    assert line.product.penalty("returned_payment") is None


def test_its_books_reconcile_and_are_shown(line: Line, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        _store(connection, line)
        assert reconcile(connection) == []
    snapshot = account_snapshot(line, repository.Holder("Ada", "Ada Quill"), demo_instant(), END)
    assert snapshot.product.id == "weekly-cash"
    assert (snapshot.purchase_apr, str(snapshot.draw_apr)) == (None, "36")
    assert snapshot.open_draw is None
    assert snapshot.subscription is not None


async def test_the_assistants_books_serve_it(line: Line, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        _store(connection, line)
    with ConnectionPool(dsn, min_size=1, max_size=1, open=True) as pool:
        rules = Rules(products=PRODUCTS)
        books = EmbeddedBooks(pool, BorrowerId(line.borrower_id), _Clock(), rules)
        snapshot = await books.snapshot()
        explained = await books.explain_charge(
            next(t.transaction_id for t in line.changes.transactions if t.kind == "draw_fee")
        )
    assert snapshot.balance.current == line.balance.dollars
    assert getattr(explained, "why", None) == "draw_fee"


class _Clock:
    def now(self):  # type: ignore[no-untyped-def]
        return demo_instant()


def _store(connection: psycopg.Connection, line: Line) -> None:  # type: ignore[type-arg]
    insert_rows(
        connection,
        "borrowers",
        [{"borrower_id": line.borrower_id, "first_name": "Ada", "name": "Ada Quill"}],
    )
    insert_rows(connection, "accounts", [repository.account_row(line)])
    repository.write_children(connection, [line], insert_rows)
    connection.commit()


def sources() -> Iterator[tuple[Path, str]]:
    for package in ("servicing", "tools", "agents", "guardrails", "knowledge", "api"):
        for path in sorted((ROOT / package).rglob("*.py")):
            kept = path.relative_to(ROOT).parts[:2]
            if kept not in {("servicing", "products"), ("servicing", "demo")}:
                yield path, path.read_text()


def test_no_code_names_a_product_or_asks_for_its_kind() -> None:
    ids = "|".join(re.escape(id_) for id_ in load_products())
    named = re.compile(rf"""["'](?:{ids}|draw_line)["']|product\.kind\b|product\.id\s*(?:==|in)""")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in sources()
        for match in named.finditer(text)
    ]
    assert found == []
