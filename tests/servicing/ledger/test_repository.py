from datetime import date
from typing import Any

import psycopg
import pytest

from servicing.ledger.model import (
    Bucket,
    Entry,
    JournalTransaction,
    UnbalancedTransaction,
)
from servicing.ledger.repository import balances_as_of
from servicing.ledger.requests import IdempotencyConflict, once
from servicing.money import Money, total

LINE = ("104000", "b-0001")


def test_balances_as_of_a_closing_day_are_the_statement(demo_dsn: str) -> None:
    with psycopg.connect(demo_dsn) as connection:
        stated = connection.execute(
            "SELECT account_id, closing_on, new_balance_minor FROM servicing.statements"
            " WHERE account_id IN ('104000', '104111', '104333')"
        ).fetchall()
        assert len(stated) > 60
        for account_id, closing_on, new_balance in stated:
            found = balances_as_of(connection, account_id, closing_on)
            assert total(found.values()) == Money(new_balance)


def test_before_the_first_posting_nothing_is_owed(demo_dsn: str) -> None:
    with psycopg.connect(demo_dsn) as connection:
        found = balances_as_of(connection, LINE[0], date(2024, 1, 1))
    assert found == dict.fromkeys(Bucket, Money(0))


def test_code_refuses_what_does_not_balance() -> None:
    day = date(2026, 11, 20)
    for entries in (
        (Entry("fees", Money(5)),),
        (Entry("fees", Money(5)), Entry("fee_income", Money(-4))),
    ):
        with pytest.raises(UnbalancedTransaction):
            JournalTransaction(
                "t-x", *LINE, 1, "late_fee", day, day, day, "Late payment fee", entries
            )


def test_a_key_is_used_once(demo_copy: str) -> None:
    done: list[str] = []

    def act() -> dict[str, Any]:
        done.append("once")
        return {"payment_id": "p-1"}

    with psycopg.connect(demo_copy) as connection:
        first = once(connection, LINE, "key", {"amount": 5}, act)
        again = once(connection, LINE, "key", {"amount": 5}, act)
        assert (first, again) == (({"payment_id": "p-1"}, False), ({"payment_id": "p-1"}, True))
        with pytest.raises(IdempotencyConflict):
            once(connection, LINE, "key", {"amount": 6}, act)
        other = once(connection, ("104037", "b-0002"), "key", {"amount": 6}, act)
    assert other[1] is False
    assert done == ["once", "once"]
