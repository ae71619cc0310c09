from datetime import date

import psycopg
import pytest

from servicing.accounts import repository
from servicing.accounts.disputed import set_aside
from servicing.accounts.model import Line
from servicing.accounts.postings import AlreadyReversed, charge, credit, post
from servicing.corrections.reversal import mirrored, reverse
from servicing.ledger.model import PRINCIPAL, Bucket, JournalTransaction
from servicing.ledger.repository import transactions
from servicing.money import ZERO, Money, total
from servicing.payments import receipts
from servicing.products import load_products
from servicing.refusal import Refusal
from tests.servicing.accounts.test_disputed import DAYS, START, buy
from tests.servicing.builders import a_line, dollars


def done(found: object) -> JournalTransaction:
    assert isinstance(found, JournalTransaction)
    return found


def code(found: object) -> str:
    assert isinstance(found, Refusal)
    return found.code


def test_is_the_exact_mirror_and_happens_once() -> None:
    line = a_line()
    bought = buy(line, "80", START)
    mirror = done(reverse(line, bought, START, "posted twice by the merchant"))
    assert [(e.account, e.amount) for e in mirror.entries] == [
        (e.account, -e.amount) for e in bought.entries
    ]
    assert (mirror.reverses, mirror.detail["reason"]) == (
        bought.transaction_id,
        "posted twice by the merchant",
    )
    assert line.balance == ZERO
    assert code(reverse(line, bought, START, "again")) == "already_reversed"
    with pytest.raises(AlreadyReversed):
        mirrored(line, bought, START, "past the check")
    assert line.balance == ZERO


@pytest.mark.parametrize("settles_first", [True, False])
def test_it_makes_no_difference_whether_the_payment_had_settled(settles_first: bool) -> None:
    line = a_line()
    bought = buy(line, "100", START)
    payment = receipts.schedule(line, dollars("100"), START, "one_off", DAYS)
    receipts.receive(line, payment)
    buy(line, "60", START, Bucket.DRAW)
    if settles_first:
        receipts.settle(line, payment, START)
    reverse(line, bought, START, "wrong line")
    assert accruing(line) == {Bucket.PURCHASE: ZERO, Bucket.DRAW: ZERO}
    if not settles_first:
        assert payment.allocation == {Bucket.DRAW: dollars("60"), Bucket.CREDIT: dollars("40")}
        receipts.settle(line, payment, START)
    assert line.state.buckets == dict.fromkeys(Bucket, ZERO) | {Bucket.CREDIT: dollars("-40")}
    assert accruing(line) == {Bucket.PURCHASE: ZERO, Bucket.DRAW: ZERO}


def accruing(line: Line) -> dict[Bucket, Money]:
    cycle = line.state.cycle
    return {b: cycle.opening[b] + total(m.amount for m in cycle.moves[b]) for b in PRINCIPAL}


def test_what_was_paid_of_it_pays_other_debts_and_then_is_a_credit() -> None:
    line = a_line()
    bought = buy(line, "100", START)
    buy(line, "30", START, Bucket.DRAW)
    payment = receipts.schedule(line, dollars("120"), START, "one_off", DAYS)
    receipts.receive(line, payment)
    receipts.settle(line, payment, START)
    owed = line.balance
    reverse(line, bought, START, "wrong line")
    assert line.balance == owed - dollars("100")
    assert line.state.buckets[Bucket.PURCHASE] == ZERO
    assert line.state.buckets[Bucket.CREDIT] == line.balance == dollars("-90")


def test_the_interest_stops_on_the_day() -> None:
    line = a_line()
    bought = buy(line, "80", START, Bucket.DRAW)
    reverse(line, bought, date(2026, 3, 11), "not the borrower's")
    moves = [(move.day, move.amount) for move in line.state.cycle.moves[Bucket.DRAW]]
    assert moves == [(START, dollars("80")), (date(2026, 3, 11), dollars("-80"))]


def test_a_disputed_charge_is_released_first() -> None:
    line = a_line()
    bought = buy(line, "80", START)
    set_aside(line, bought, dollars("50"), START)
    reverse(line, bought, START, "merchant agrees")
    assert set(line.state.buckets.values()) == {ZERO}
    assert line.state.aside == {}


def test_a_credit_used_meanwhile_is_owed_again() -> None:
    line = a_line()
    given = credit(line, "adjustment", dollars("25"), START, "Goodwill")
    buy(line, "20", START)
    reverse(line, given, START, "given to the wrong line")
    assert line.state.buckets[Bucket.PURCHASE] == dollars("20")
    assert line.state.buckets[Bucket.CREDIT] == ZERO


@pytest.mark.parametrize("kind", ["payment", "reversal", "charge_off", "set_aside"])
def test_some_postings_are_not_taken_back_this_way(kind: str) -> None:
    line = a_line()
    bought = buy(line, "80", START)
    other = {
        "payment": lambda: post(line, "payment", {Bucket.PURCHASE: dollars("-5")}, START, "x"),
        "reversal": lambda: done(reverse(line, bought, START, "x")),
        "set_aside": lambda: set_aside(line, bought, dollars("5"), START).transaction,  # type: ignore[union-attr]
        "charge_off": lambda: charge_off(line),
    }[kind]()
    assert other is not None
    assert code(reverse(line, other, START, "x")) == "not_reversible"


def charge_off(line: Line) -> JournalTransaction:
    from servicing.accounts.postings import charge_off

    return charge_off(line, START)


def test_a_transaction_of_another_line_is_unknown() -> None:
    line, other = a_line(), a_line()
    other.account_id = "900002"
    assert code(reverse(line, buy(other, "5", START), START, "x")) == "transaction_unknown"


def test_the_statement_shows_a_credit_and_the_year_less_fees() -> None:
    line = a_line()
    fee = charge(line, "late_fee", Bucket.FEES, dollars("30"), START, "Late payment fee")
    assert line.state.fees_this_year == dollars("30")
    reverse(line, fee, START, "paid in time")
    assert line.state.cycle.sums == {"fees": dollars("30"), "credits": dollars("30")}
    assert line.state.fees_this_year == ZERO


def test_postgres_refuses_a_second_mirror(demo_copy: str) -> None:
    products = load_products()
    with psycopg.connect(demo_copy) as connection:
        line, _ = repository.load(connection, products, "b-0003", lock=True)
        day = line.state.morning_of
        [bought] = [
            one
            for one in transactions(connection, line.account_id)
            if one.merchant is not None and one.amount == Money(12950)
        ]
        assert total(entry.amount for entry in bought.entries) == ZERO
        done(reverse(line, bought, day, "unknown merchant"))
        repository.save(connection, line)
        connection.commit()
        line, _ = repository.load(connection, products, "b-0003", lock=True)
        assert code(reverse(line, bought, day, "again")) == "already_reversed"
        line.state.reversed.clear()
        done(reverse(line, bought, day, "again"))
        with pytest.raises(psycopg.errors.UniqueViolation):
            repository.save(connection, line)
