"""A payment that isn't there: what it would have paid is set aside, and nothing else."""

from datetime import date

from servicing.accounts.missing import give_back, withheld, withhold
from servicing.accounts.model import Autopay, Line
from servicing.calendar import DAY
from servicing.disputes.missing import by_rule
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money, total
from servicing.payments import autopay
from tests.servicing.accounts.test_disputed import START, buy, live, posted_interest
from tests.servicing.builders import a_line, dollars


def late_line() -> Line:
    """Return a line that missed its first minimum and bore a late fee for it."""
    line = a_line(due_day=25)
    buy(line, "1000", START)
    live(line, date(2026, 4, 29))
    return line


def fees(line: Line) -> tuple:
    return tuple(one for one in line.changes.transactions if one.kind == "late_fee")


def claim(line: Line, amount: str, paid_on: date | None) -> Money:
    """Say that a payment is missing; return what is set aside for it."""
    what = by_rule(line, Money.of(amount), paid_on, line.changes.transactions)
    withhold(line, "c-1", what, line.state.morning_of)
    return total(withheld(line, "c-1").values())


def test_it_meets_the_minimum_it_would_have_met_and_takes_the_late_fee_with_it() -> None:
    line = late_line()
    today, first = line.state.morning_of, line.state.dues[0]
    (fee,) = fees(line)
    before = line.balance
    assert line.days_past_due(today) > 0
    aside = claim(line, "60.00", first.due_on - 3 * DAY)
    assert line.days_past_due(today) == 0
    assert line.past_due(today) == ZERO
    assert line.state.buckets[Bucket.DISPUTED] == aside == dollars("60") + fee.amount
    assert line.state.buckets[Bucket.FEES] == ZERO
    assert line.balance == before


def test_a_payment_after_the_due_date_takes_no_late_fee_with_it() -> None:
    line = late_line()
    assert claim(line, "60.00", line.state.dues[0].due_on + DAY) == dollars("60")


def test_a_statement_since_still_asks_for_its_own_minimum() -> None:
    line = a_line(due_day=25)
    buy(line, "4500", START)
    closing = line.next_closing(START)
    live(line, closing + DAY)
    asked = line.minimum_left()
    claim(line, "100.00", closing - 5 * DAY)
    assert line.minimum_left() == asked


def test_neither_interest_nor_autopay_reaches_it() -> None:
    plain, claimed = a_line(due_day=25), a_line(due_day=25)
    for line in (plain, claimed):
        buy(line, "1000", START, Bucket.DRAW)
        live(line, START + DAY)
    claim(claimed, "400.00", START)
    for line in (plain, claimed):
        live(line, date(2026, 6, 2))
    assert ZERO < posted_interest(claimed) < posted_interest(plain)
    line = a_line(due_day=25)
    buy(line, "1000", START)
    line.autopay = Autopay("statement", None, 0)
    live(line, line.next_closing(START) + 2 * DAY)
    taken = autopay.amount_to_take(line)
    claim(line, "400.00", line.state.morning_of)
    assert autopay.amount_to_take(line) == taken - dollars("400")


def test_the_minimum_it_was_made_for_bears_no_late_fee() -> None:
    plain, claimed = a_line(due_day=25), a_line(due_day=25)
    for line in (plain, claimed):
        buy(line, "1000", START)
        live(line, line.next_closing(START) + 3 * DAY)
    claim(claimed, "60.00", claimed.state.morning_of)
    for line in (plain, claimed):
        live(line, date(2026, 4, 29))
    assert len(fees(plain)) == 1
    assert fees(claimed) == ()


def test_no_more_is_set_aside_than_is_owed_and_it_goes_back_where_it_was() -> None:
    line = late_line()
    today, before = line.state.morning_of, dict(line.state.buckets)
    claim(line, "99999.00", None)
    assert line.undisputed() == ZERO
    assert line.state.buckets[Bucket.CREDIT] == ZERO
    assert give_back(line, "c-1", today) is not None
    assert line.state.buckets == before
    assert line.state.aside == {}
    assert give_back(line, "c-1", today) is None
    assert claim(a_line(), "5.00", None) == ZERO
