"""One event, one fee (12 CFR 1026.52(b)(2)(ii) and its official examples)."""

from datetime import date

from servicing.accounts.model import Line, Payment
from servicing.calendar import BusinessDays
from servicing.money import Money
from servicing.payments import lateness, receipts
from tests.servicing.builders import a_line, dollars, fees, owing

DAYS = BusinessDays()
DUE = date(2026, 3, 25)


def paid(line: Line, amount: str, on: date) -> Payment:
    payment = receipts.schedule(line, dollars(amount), on, "one_off", DAYS)
    receipts.receive(line, payment)
    receipts.settle(line, payment, on)
    return payment


def returned(line: Line, payment: Payment, on: date) -> None:
    receipts.send_back(line, payment, on, "R01")
    lateness.assess_return(line, payment, on, "R01")


def test_a_missed_minimum_bears_one_late_fee_however_often_it_is_looked_at() -> None:
    line = owing(a_line(), minimum="100", due_on=DUE)
    for day in (26, 27, 28):
        lateness.assess_late(line, date(2026, 3, day))
    assert fees(line) == [("late_fee", Money.of("30"))]


def test_on_time_bears_none() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    paid(line, "30", DUE)
    lateness.assess_late(line, date(2026, 3, 26))
    assert fees(line) == []


def test_a_part_payment_leaves_the_cap_at_the_full_minimum() -> None:
    line = owing(a_line(), minimum="15", due_on=DUE)
    paid(line, "10", DUE)
    lateness.assess_late(line, date(2026, 3, 26))
    assert fees(line) == [("late_fee", Money.of("15"))]


def test_example_ii_a_return_after_the_due_date_is_the_late_payment() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    payment = paid(line, "50", DUE)
    lateness.assess_late(line, date(2026, 3, 26))
    returned(line, payment, date(2026, 3, 27))
    lateness.assess_late(line, date(2026, 3, 28))
    assert fees(line) == [("late_fee", Money.of("30"))]


def test_a_late_payment_that_comes_back_bears_no_second_fee() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    lateness.assess_late(line, date(2026, 3, 26))
    payment = paid(line, "50", date(2026, 3, 27))
    returned(line, payment, date(2026, 3, 31))
    assert fees(line) == [("late_fee", Money.of("30"))]


def test_example_vi_two_returned_attempts_at_one_minimum_bear_one_fee() -> None:
    line = owing(a_line(), minimum="50", due_on=DUE)
    returned(line, paid(line, "50", date(2026, 3, 20)), date(2026, 3, 22))
    returned(line, paid(line, "50", DUE), date(2026, 3, 27))
    lateness.assess_late(line, date(2026, 3, 28))
    assert fees(line) == [("returned_fee", Money.of("30"))]


def test_example_iii_an_extra_payment_that_comes_back_is_an_event_of_its_own() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    paid(line, "50", date(2026, 3, 10))
    extra = paid(line, "100", date(2026, 3, 20))
    returned(line, extra, date(2026, 3, 26))
    assert fees(line) == [("returned_fee", Money.of("30"))]


def test_a_return_restores_debt_and_minimum() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    before = line.balance
    payment = paid(line, "50", DUE)
    assert line.minimum_left() == Money(0)
    assert line.balance == before - dollars("50")
    receipts.send_back(line, payment, date(2026, 3, 27), "R01")
    assert line.minimum_left() == dollars("30")
    assert line.balance == before
    assert payment.status == "returned"


def test_a_verified_bankruptcy_bears_no_late_fee() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    line.flags = {"bankruptcy": True}
    lateness.assess_late(line, date(2026, 3, 26))
    assert fees(line) == []
