"""A draw whose money came back leaves nothing behind."""

from datetime import date

from servicing.accounts import cycle, draws
from servicing.accounts.model import Line
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO
from servicing.payments import payouts
from tests.servicing.builders import a_line, dollars

TAKEN, CLOSING, BACK = date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 2)


def drew(amount: str = "300") -> tuple[Line, JournalTransaction]:
    line = a_line()
    return line, draws.take(line, dollars(amount), TAKEN)


def test_in_one_cycle_it_bears_no_interest() -> None:
    line, drawn = drew()
    payouts.returned(line, drawn, CLOSING, "R03")
    assert line.balance == ZERO
    assert cycle.close_cycle(line, CLOSING).interest == ZERO
    assert (line.bank, line.state.last_draw) == (None, None)


def test_interest_of_a_cycle_that_closed_is_given_back() -> None:
    line, drawn = drew("3000")
    bore = cycle.close_cycle(line, CLOSING).interest
    assert bore > ZERO
    payouts.returned(line, drawn, BACK, "R03")
    assert line.balance == ZERO
    assert [(t.kind, t.amount) for t in line.changes.transactions[-2:]] == [
        ("reversal", -dollars("3000")),
        ("interest_correction", -bore),
    ]
    assert cycle.close_cycle(line, date(2026, 4, 30)).interest == ZERO


def test_it_comes_back_once() -> None:
    line, drawn = drew()
    payouts.returned(line, drawn, BACK, "R02")
    made = len(line.changes.transactions)
    payouts.returned(line, drawn, BACK, "R02")
    assert len(line.changes.transactions) == made


def test_what_had_been_paid_on_it_is_the_borrowers() -> None:
    line, drawn = drew()
    line.state.buckets[Bucket.DRAW] = dollars("100")  # $200 of it was paid meanwhile
    payouts.returned(line, drawn, BACK, "R03")
    assert line.state.buckets[Bucket.DRAW] == ZERO
    assert line.state.buckets[Bucket.CREDIT] == -dollars("200")
