"""A line with a monthly fee, no interest, and one draw at a time."""

from datetime import date, timedelta

import pytest

from servicing import nightly
from servicing.accounts import draws, subscription
from servicing.accounts.model import Autopay, Line, Plan
from servicing.accounts.projection import Payoff, payoff, per_day
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.refusal import Refusal
from tests.servicing.builders import a_draw_line, dollars

DAYS = BusinessDays()
START = date(2026, 3, 2)
CLOSING, DUE = date(2026, 3, 31), date(2026, 4, 25)


def run(line: Line, until: date) -> None:
    """Take a line to the morning of a day."""
    while line.state.morning_of < until:
        nightly.evening(line, line.state.morning_of)
        receipts.settle_due(line, line.state.morning_of + DAY, DAYS)
        nightly.morning(line, line.state.morning_of + DAY, DAYS)


def pay(line: Line, amount: str, day: date) -> None:
    receipts.receive(line, receipts.schedule(line, dollars(amount), day, "one_off", DAYS))


@pytest.fixture
def line() -> Line:
    return a_draw_line(opened_on=START)


@pytest.fixture
def drawn(line: Line) -> Line:
    """A line that drew $200 in March, on the morning after its statement closed."""
    run(line, date(2026, 3, 10))
    draws.take(line, dollars("200"), date(2026, 3, 10))
    run(line, CLOSING + DAY)
    return line


def test_the_fee_comes_with_each_statement_used_or_not(line: Line) -> None:
    run(line, date(2026, 7, 15))
    posted = [(t.kind, t.posted_on.month) for t in line.changes.transactions]
    assert posted == [("subscription_fee", month) for month in (3, 4, 5, 6)]
    assert [s.fees for s in line.changes.statements] == [dollars("10")] * 4
    assert [s.interest_lines for s in line.changes.statements] == [()] * 4


def test_a_statement_asks_for_the_whole_draw_and_the_fee(drawn: Line) -> None:
    (statement,) = drawn.changes.statements
    assert (statement.closing_on, statement.due_on) == (CLOSING, DUE)
    assert (statement.draws, statement.fees, statement.interest) == (
        dollars("200"),
        dollars("10"),
        ZERO,
    )
    assert statement.minimum_due == statement.new_balance == dollars("210")


def test_an_open_draw_is_due_with_the_statement_that_first_shows_it(line: Line) -> None:
    assert draws.open_draw(line) is None
    run(line, CLOSING)
    draws.take(line, dollars("80"), CLOSING)
    found = draws.open_draw(line)
    assert found == draws.OpenDraw(dollars("80"), dollars("80"), CLOSING, DUE)
    run(line, CLOSING + DAY)
    assert line.state.last is not None
    assert line.state.last.due_on == DUE


def test_autopay_takes_the_fee_and_leaves_the_draw(drawn: Line) -> None:
    drawn.autopay = Autopay("fee", None, 0)
    run(drawn, DUE + 3 * DAY)
    (payment,) = drawn.payments.values()
    assert (payment.amount, payment.allocation) == (dollars("10"), {Bucket.FEES: dollars("10")})
    assert drawn.past_due(DUE + DAY) == dollars("200")


def test_paying_the_draw_leaves_the_fee_to_autopay(drawn: Line) -> None:
    drawn.autopay = Autopay("fee", None, 0)
    run(drawn, date(2026, 4, 6))
    pay(drawn, "200", date(2026, 4, 6))
    run(drawn, DUE + 5 * DAY)
    assert [p.allocation for p in drawn.payments.values()] == [
        {Bucket.DRAW: dollars("200")},
        {Bucket.FEES: dollars("10")},
    ]
    assert (drawn.past_due(DUE + DAY), drawn.days_past_due(DUE + DAY)) == (ZERO, 0)


def test_one_draw_at_a_time_and_again_once_the_repayment_has_settled(drawn: Line) -> None:
    april = date(2026, 4, 6)
    run(drawn, april)
    assert refused(drawn, april) == "draw_open"
    assert drawn.available(april) == ZERO
    pay(drawn, "200", april)
    assert refused(drawn, april) == "draw_open"
    run(drawn, april + DAY)
    assert refused(drawn, april + DAY) == "draw_settling"
    refusal = draws.blocked(drawn, april + DAY)
    assert refusal is not None
    assert refusal.on == date(2026, 4, 10)
    run(drawn, date(2026, 4, 10))
    assert draws.check_draw(drawn, dollars("200"), date(2026, 4, 10)) is None
    assert drawn.available(date(2026, 4, 10)) == dollars("490")


def test_a_draw_paid_on_the_closing_day_is_not_asked_for_again(line: Line) -> None:
    run(line, date(2026, 3, 10))
    draws.take(line, dollars("200"), date(2026, 3, 10))
    run(line, CLOSING)
    pay(line, "200", CLOSING)
    run(line, CLOSING + DAY)
    (statement,) = line.changes.statements
    assert (statement.new_balance, statement.minimum_due) == (dollars("210"), dollars("10"))


def refused(line: Line, day: date, amount: str = "60") -> str | None:
    refusal = draws.check_draw(line, dollars(amount), day)
    return refusal.code if refusal else None


def test_past_due_blocks_draws_and_costs_nothing_more(drawn: Line) -> None:
    late = DUE + timedelta(days=40)
    run(drawn, late)
    assert drawn.days_past_due(late) == 40
    assert drawn.past_due(late) == dollars("220")
    assert refused(drawn, late) == "draw_past_due"
    charges = {t.kind for t in drawn.changes.transactions}
    assert charges == {"draw", "subscription_fee"}
    assert drawn.state.buckets[Bucket.INTEREST] == ZERO


def test_the_fee_stops_when_the_line_is_charged_off(drawn: Line) -> None:
    run(drawn, DUE + timedelta(days=300))
    assert drawn.state.charged_off_on == DUE + timedelta(days=180)
    assert drawn.changes.transactions[-1].kind == "charge_off"
    assert subscription.next_charge(drawn, DUE + timedelta(days=300)) is None


def test_the_fee_stops_when_the_line_is_closed_and_the_draw_stays_due(drawn: Line) -> None:
    drawn.status = "closed"
    run(drawn, date(2026, 6, 20))
    fees = [t for t in drawn.changes.transactions if t.kind == "subscription_fee"]
    assert [t.posted_on for t in fees] == [CLOSING]
    assert drawn.past_due(date(2026, 6, 20)) == dollars("210")
    assert refused(drawn, date(2026, 6, 20)) == "draw_not_open"


def test_a_plan_is_free(drawn: Line) -> None:
    drawn.plan = Plan("pl-1", "draw-in-parts", dollars("50"), PLAN_APR, 4, DUE, date(2026, 7, 25))
    assert subscription.next_charge(drawn, date(2026, 4, 2)) is None
    run(drawn, date(2026, 5, 2))
    assert drawn.changes.statements[-1].fees == ZERO
    assert refused(drawn, date(2026, 5, 2)) in {"draw_past_due", "draw_plan"}


PLAN_APR = Money(0).dollars


def test_the_next_fee_is_known_ahead(line: Line) -> None:
    assert subscription.next_charge(line, START) == (CLOSING, dollars("10"))
    assert subscription.next_charge(line, CLOSING) == (CLOSING, dollars("10"))
    assert subscription.next_charge(line, CLOSING + DAY) == (date(2026, 4, 30), dollars("10"))


def test_a_payoff_is_the_balance_and_no_day_costs_anything(drawn: Line) -> None:
    today = date(2026, 4, 2)
    found = payoff(drawn, today + timedelta(days=30), today)
    assert isinstance(found, Payoff)
    assert (found.total, found.interest_to_date, found.per_day) == (dollars("210"), ZERO, ZERO)
    assert all(per_day(drawn, today)[bucket].amount == ZERO for bucket in PRINCIPAL)


@pytest.mark.parametrize(
    ("amount", "code"),
    [("49.99", "draw_too_small"), ("500.01", "draw_above_available"), ("500", None)],
)
def test_a_draw_keeps_to_the_definition(line: Line, amount: str, code: str | None) -> None:
    assert refused(line, START, amount) == code


def test_a_draw_needs_a_bank(line: Line) -> None:
    line.bank = None
    assert refused(line, START) == "no_bank_linked"
    with pytest.raises(ValueError, match="no linked bank"):
        draws.take(line, dollars("60"), START)


def test_a_returned_payment_blocks_the_next_draw_for_ten_days(drawn: Line) -> None:
    run(drawn, date(2026, 4, 6))
    pay(drawn, "210", date(2026, 4, 6))
    run(drawn, date(2026, 4, 9))
    (payment,) = drawn.payments.values()
    receipts.send_back(drawn, payment, date(2026, 4, 9), "R01")
    pay(drawn, "210", date(2026, 4, 9))
    run(drawn, date(2026, 4, 18))
    refusal = draws.blocked(drawn, date(2026, 4, 18))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.on) == ("draw_recent_return", date(2026, 4, 19))
    assert draws.blocked(drawn, date(2026, 4, 20)) is None
