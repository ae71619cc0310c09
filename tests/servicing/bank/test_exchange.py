"""Files between the books and the bank, on the demo portfolio."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from servicing.accounts import draws
from servicing.accounts import repository as accounts
from servicing.bank import incoming, outgoing, simulated
from servicing.bank.ach import RETRY, Return, write
from servicing.bank.numbers import account_number
from servicing.bank.reading import BadFile, parse
from servicing.calendar import BusinessDays
from servicing.ledger.reconcile import reconcile
from servicing.nights import advance
from servicing.nights.exchange import SimulatedBank, run_exchange
from servicing.payments import receipts
from servicing.products import load_products
from tests.servicing.builders import dollars

DAYS = BusinessDays()
PRODUCTS = load_products()
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
Connection = psycopg.Connection[Any]


@pytest.fixture
def books(few_copy: str) -> Iterator[Connection]:
    with psycopg.connect(few_copy, autocommit=True) as connection:
        yield connection


def line_of(books: Connection, handle: str) -> Any:
    row = books.execute(
        "SELECT borrower_id FROM servicing.borrowers WHERE handle = %s", [handle]
    ).fetchone()
    assert row is not None
    return accounts.load(books, PRODUCTS, row[0])[0]


def pays(books: Connection, handle: str, amount: str) -> str:
    """Make a payment today; return its id."""
    line = line_of(books, handle)
    payment = receipts.schedule(line, dollars(amount), FRIDAY, "one_off", DAYS)
    receipts.receive(line, payment)
    with books.transaction():
        accounts.save(books, line)
    return payment.payment_id


def number(books: Connection, handle: str) -> str:
    line = line_of(books, handle)
    return account_number(line.account_id, line.bank.last4)


def states(books: Connection, payment_id: str) -> tuple[str, str | None, date | None]:
    row = books.execute(
        "SELECT status, return_code, returned_on FROM servicing.payments WHERE payment_id = %s",
        [payment_id],
    ).fetchone()
    assert row is not None
    return row


def settled_file(books: Connection, day: date = MONDAY) -> str:
    """The file in which the bank settles a day's payments."""
    sent = outgoing.collect(books, day, DAYS)
    assert sent is not None
    simulated.take(books, sent, DAYS)
    (text,) = simulated.answers(books, day)
    return text


def everything(books: Connection) -> list[Any]:
    return [
        books.execute(f"SELECT * FROM servicing.{name} ORDER BY 1, 2").fetchall()
        for name in ("accounts", "payments", "entries", "bank_files", "bank_answers")
    ]


def test_a_day_has_one_file_with_everything_once(books: Connection) -> None:
    first, second = pays(books, "steady", "65"), pays(books, "job-loss", "20")
    text = outgoing.collect(books, MONDAY, DAYS)
    assert text is not None
    file = parse(text)
    assert {first, second} <= {entry.individual for entry in file.entries}
    assert file.batches[0].effective_on == MONDAY
    assert outgoing.collect(books, MONDAY, DAYS) == text
    assert outgoing.collect(books, date(2026, 11, 24), DAYS) is None


def test_a_payment_posts_on_the_next_banking_day_and_comes_back_two_later(
    books: Connection, few_copy: str
) -> None:
    simulated.return_next(books, number(books, "steady"), "R01")
    payment = pays(books, "steady", "65")
    before = line_of(books, "steady").balance
    seen = []
    for day in (21, 22, 23, 24, 25):
        advance(few_copy, date(2026, 11, day), PRODUCTS)
        seen.append(states(books, payment)[0])
    assert seen == ["pending", "pending", "posted", "posted", "returned"]
    assert states(books, payment) == ("returned", "R01", date(2026, 11, 25))
    # The purchase authorised on the 19th posted too; the payment was beyond any minimum due.
    fee = books.execute(
        "SELECT count(*) FROM servicing.transactions WHERE kind = 'returned_fee'"
        " AND posted_on = '2026-11-25' AND account_id = '104000'"
    ).fetchone()
    assert fee == (1,)
    assert line_of(books, "steady").balance == before + dollars("44.25") + dollars("30")
    assert reconcile(books) == []


def test_a_retry_goes_out_marked_as_one_and_its_return_ends_it(
    books: Connection, few_copy: str
) -> None:
    simulated.set_habit(books, number(books, "steady"), "short", 100)
    payment = pays(books, "steady", "65")
    advance(few_copy, date(2026, 12, 10), PRODUCTS)
    row = books.execute(
        "SELECT payment_id, on_date, status, attempt, source FROM servicing.payments"
        " WHERE retry_of = %s",
        [payment],
    ).fetchone()
    assert row is not None
    # Thanksgiving doesn't count: returned on the 25th, tried again on December 1.
    assert row[1:] == (date(2026, 12, 1), "returned", 2, "one_off")
    sent = books.execute(
        "SELECT contents FROM servicing.bank_files WHERE reference = 'LW261202'"
    ).fetchone()
    assert sent is not None
    (batch,) = [batch for batch in parse(sent[0]).batches if batch.description == RETRY]
    assert [(entry.individual, entry.amount) for entry in batch.entries] == [
        (row[0], dollars("65"))
    ]
    retried = books.execute(
        "SELECT count(*) FROM servicing.payments WHERE retry_of = %s", [row[0]]
    ).fetchone()
    assert retried == (0,)
    fees = books.execute(
        "SELECT count(*) FROM servicing.transactions WHERE kind = 'returned_fee'"
        " AND posted_on > '2026-11-20' AND account_id = '104000'"
    ).fetchone()
    assert fees == (1,)
    assert line_of(books, "steady").autopay is None  # two in a row


def test_a_disowned_debit_may_come_back_weeks_later(books: Connection, few_copy: str) -> None:
    account = number(books, "steady")
    simulated.return_next(books, account, "R10", after_days=40)
    payment = pays(books, "steady", "65")
    advance(few_copy, date(2027, 1, 5), PRODUCTS)
    status, code, returned_on = states(books, payment)
    assert (status, code) == ("returned", "R10")
    assert returned_on == date(2026, 12, 31)  # the last banking day within 40
    line = line_of(books, "steady")
    assert (line.bank, line.autopay) == (None, None)
    unlinked = books.execute(
        "SELECT unlinked_code FROM servicing.bank_accounts WHERE account_id = '104000'"
    ).fetchone()
    assert unlinked == ("R10",)
    assert reconcile(books) == []
    with pytest.raises(simulated.ReturnsTooLate):
        simulated.return_next(books, account, "R01", after_days=30)


@pytest.mark.parametrize("code", ["R03", "R02"])
def test_a_draw_whose_money_comes_back_was_never_taken(
    books: Connection, few_copy: str, code: str
) -> None:
    untouched = line_of(books, "residual-interest")
    simulated.return_next(books, number(books, "residual-interest"), code)
    line = line_of(books, "residual-interest")
    draws.take(line, dollars("300"), FRIDAY)
    with books.transaction():
        accounts.save(books, line)
    advance(few_copy, date(2026, 11, 24), PRODUCTS)
    paid_out = line_of(books, "residual-interest")
    assert paid_out.balance == untouched.balance + dollars("300")
    advance(few_copy, date(2026, 12, 14), PRODUCTS)
    after = line_of(books, "residual-interest")
    assert after.bank is None
    assert not after.state.buckets["draw"]
    bore = books.execute(
        "SELECT count(*) FROM servicing.transactions WHERE description = 'Interest on cash draws'"
        " AND posted_on > '2026-11-20' AND account_id = %s",
        [line.account_id],
    ).fetchone()
    assert bore == (0,)
    assert reconcile(books) == []


def test_the_same_file_again_changes_nothing(books: Connection) -> None:
    pays(books, "steady", "65")
    text = settled_file(books)
    assert incoming.read(books, text, MONDAY) == "read"
    before = everything(books)
    assert incoming.read(books, text, MONDAY) == "known"
    assert everything(books) == before


def test_settlements_under_another_name_are_refused(books: Connection) -> None:
    pays(books, "steady", "65")
    text = settled_file(books)
    incoming.read(books, text, MONDAY)
    before = everything(books)
    other = write(replace(parse(text), reference="ST999999"))
    with pytest.raises(BadFile, match="was settled in an earlier file"):
        incoming.read(books, other, MONDAY)
    changed = write(replace(parse(text), modifier="B"))
    with pytest.raises(BadFile, match="another file came under this name"):
        incoming.read(books, changed, MONDAY)
    assert everything(books) == before


def test_a_bad_file_is_refused_whole(books: Connection) -> None:
    pays(books, "steady", "65")
    pays(books, "job-loss", "20")
    file = parse(settled_file(books))
    before = everything(books)
    batch = file.batches[0]
    first, second = batch.entries[:2]

    def with_second(**changes: Any) -> str:
        entries = (first, replace(second, **changes), *batch.entries[2:])
        return write(replace(file, batches=(replace(batch, entries=entries), *file.batches[1:])))

    for text, why in (
        (with_second(amount=dollars("20.01")), "was sent for"),
        (with_second(trace="990000029999999"), "was never sent"),
        (with_second(code="22"), "was sent the other way"),
        (with_second(code="26", returned=Return("R01", second.trace)), "settlements and returns"),
        (write(file).replace("Dolores", "Dolore"), "characters"),
        (write(replace(file, destination=file.origin)), "not for us"),
        (
            write(replace(file, batches=(replace(batch, settled_on=None), *file.batches[1:]))),
            "without its settlement day",
        ),
    ):
        with pytest.raises(BadFile, match=why):
            incoming.read(books, text, MONDAY)
        assert everything(books) == before


def test_a_return_read_before_its_settlement_gives_the_same_books(
    books: Connection, few_copy: str
) -> None:
    simulated.return_next(books, number(books, "steady"), "R02")
    payment = pays(books, "steady", "65")
    settled = settled_file(books)
    (returned,) = simulated.answers(books, date(2026, 11, 25))
    assert incoming.read(books, returned, MONDAY) == "read"
    assert incoming.read(books, settled, MONDAY) == "read"
    advance(few_copy, date(2026, 11, 27), PRODUCTS)
    assert states(books, payment)[0] == "returned"
    kinds = books.execute(
        "SELECT kind FROM servicing.transactions WHERE payment_id = %s ORDER BY sequence",
        [payment],
    ).fetchall()
    assert kinds == [("payment",), ("payment_return",)]
    assert reconcile(books) == []


class Garbling:
    """A bank whose first answer arrives garbled."""

    def __init__(self, real: SimulatedBank) -> None:
        self.real, self.times = real, 1

    def exchange(self, text: str | None, day: date) -> list[str]:
        came = self.real.exchange(text, day)
        if self.times and came:
            self.times -= 1
            return [came[0].replace("0000006500", "0000006600", 1), *came[1:]]
        return came


def test_the_night_goes_on_without_a_refused_file(books: Connection, few_copy: str) -> None:
    payment = pays(books, "steady", "65")
    bank = Garbling(SimulatedBank(few_copy, DAYS))
    nights = advance(few_copy, MONDAY, PRODUCTS, bank=bank)
    assert [len(night.refused) for night in nights] == [0, 0, 1]
    assert "cents of debits" in nights[-1].refused[0]
    assert states(books, payment)[0] == "pending"
    assert run_exchange(few_copy, MONDAY, DAYS, bank) == ()
    advance(few_copy, date(2026, 11, 24), PRODUCTS)
    assert states(books, payment)[0] == "posted"
