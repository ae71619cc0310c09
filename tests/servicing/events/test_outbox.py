"""An event is written exactly when its change is, numbered per account without a gap."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import groupby
from typing import Any

import psycopg
import pytest

from servicing.accounts import repository as accounts
from servicing.contract.books import BorrowerBooks
from servicing.events import outbox as writing_events
from servicing.events.model import Happening
from servicing.ledger.model import Bucket
from servicing.money import Money
from servicing.nights import advance
from servicing.products import load_products
from servicing.session import Pool, writing

BooksOf = Callable[[str], BorrowerBooks]
Outbox = Callable[[], list[dict[str, Any]]]


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events]


def test_what_a_borrower_does_is_told_in_order(books_of: BooksOf, outbox: Outbox) -> None:
    books = books_of("steady")
    assert outbox() == []  # history from before anybody could listen is no news
    token = books.quote("make_payment", {"amount": "65.00"}, "c-1").token  # type: ignore[union-attr]
    assert outbox() == []  # a quote moves nothing, so there is nothing to tell
    books.confirm(token, "c-1")
    books.confirm(token, "c-1")
    books.record_right("bankruptcy", {"span": "I filed for chapter 7"}, "c-1")
    told = outbox()
    assert kinds(told) == [
        "payment.scheduled",
        "payment.received",
        "quote.confirmed",
        "right.recorded",
        "flag.raised",
    ]
    assert [event["sequence"] for event in told] == [1, 2, 3, 4, 5]
    assert told[1]["data"]["amount"] == "65.00"
    snapshot = books.snapshot()
    assert snapshot.bank is not None
    said = json.dumps([event["data"] for event in told])
    for personal in (snapshot.holder, snapshot.first_name, snapshot.bank.last4, "chapter 7"):
        assert personal not in said


def charges(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT transaction_id FROM servicing.transactions"
            " WHERE kind = 'interest' OR kind LIKE '%_fee' AND kind <> 'fee_waiver'"
        )
        return {row[0] for row in found}


def test_the_nights_tell_of_payments_charges_and_statements(demo_copy: str, outbox: Outbox) -> None:
    before = charges(demo_copy)
    advance(demo_copy, date(2026, 12, 3), load_products())
    told = outbox()
    assert {"payment.received", "payment.posted", "statement.closed"} <= set(kinds(told))
    for _, events in groupby(told, key=lambda event: event["account_id"]):
        numbers = [event["sequence"] for event in events]
        assert numbers == list(range(1, len(numbers) + 1))
    charged = [one["data"]["transaction_id"] for one in told if one["kind"] == "charge.posted"]
    assert len(charged) > 10
    assert sorted(charged) == sorted(charges(demo_copy) - before)


def test_no_event_without_a_commit_and_no_commit_without_an_event(
    books_of: BooksOf, outbox: Outbox, pool: Pool
) -> None:
    books = books_of("steady")

    def post(fail: bool) -> None:
        from servicing.accounts.postings import charge

        with writing(pool) as connection:
            line, _ = accounts.load(connection, load_products(), books.borrower_id, lock=True)
            charge(line, "purchase", Bucket.PURCHASE, Money(100), date(2026, 11, 20), "A shop")
            accounts.save(connection, line)
            if fail:
                raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        post(fail=True)
    assert outbox() == []
    post(fail=False)
    assert kinds(outbox()) == ["purchase.posted"]
    assert outbox()[0]["data"]["amount"] == "1.00"


def test_writers_at_once_leave_no_gap(books_of: BooksOf, outbox: Outbox, pool: Pool) -> None:
    account_id = books_of("steady").snapshot().account_id

    def tell(number: int) -> None:
        with writing(pool) as connection:
            writing_events.append(
                connection, {account_id: [Happening("flag.raised", {"n": number})] * 2}
            )
            if number % 3 == 0:
                connection.execute("SELECT 1 / 0")

    def attempt(number: int) -> bool:
        try:
            tell(number)
        except psycopg.errors.DivisionByZero:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        written = list(threads.map(attempt, range(24)))
    assert written.count(True) == 16
    assert [event["sequence"] for event in outbox()] == list(range(1, 33))


def test_the_outbox_only_grows(books_of: BooksOf, demo_copy: str) -> None:
    books_of("steady").record_right("complaint", {}, "c-1")
    for change in ("UPDATE servicing.outbox SET kind = 'x'", "DELETE FROM servicing.outbox"):
        with (
            psycopg.connect(demo_copy) as connection,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            connection.execute(change.encode())


def test_a_kind_nobody_could_subscribe_to_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        Happening("payment.imagined", {})
