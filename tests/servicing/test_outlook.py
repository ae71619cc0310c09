from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicing import nightly
from servicing.accounts.copies import STATE
from servicing.accounts.model import Autopay, Line
from servicing.accounts.postings import charge
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.outlook import LONGEST_DAYS, Outlook, Planned, project
from servicing.payments import receipts
from servicing.refusal import Refusal
from tests.servicing.builders import MARCH, a_line, dollars

DAYS = BusinessDays()


def owing_line() -> Line:
    line = a_line(due_day=25)
    line.autopay = Autopay("minimum", None, 2)
    charge(line, "purchase", Bucket.PURCHASE, dollars("800"), MARCH, "A shop")
    charge(line, "draw", Bucket.DRAW, dollars("400"), MARCH, "Cash draw")
    receipts.schedule(line, dollars("55"), MARCH + 40 * DAY, "one_off", DAYS)
    return line


def ahead(line: Line, to: date, *payments: Planned, autopay: bool = True) -> Outlook:
    found = project(line, to, DAYS, payments=payments, autopay=autopay)
    assert isinstance(found, Outlook)
    return found


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 130),
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30_000)), max_size=3),
)
def test_is_what_the_nights_will_make_of_it(count: int, paid: list[tuple[int, int]]) -> None:
    line, to = owing_line(), MARCH + timedelta(days=count)
    planned = [Planned(MARCH + timedelta(days=day), Money(minor)) for day, minor in paid]
    planned = [one for one in planned if one.on < to]
    before = STATE.dump_json(line.state)
    found = ahead(line, to, *planned)
    assert STATE.dump_json(line.state) == before
    while True:
        for one in planned:
            if one.on == line.state.morning_of:
                receipts.receive(line, receipts.schedule(line, one.amount, one.on, "one_off", DAYS))
        if line.state.morning_of == to:
            break
        nightly.evening(line, line.state.morning_of)
        receipts.settle_due(line, line.state.morning_of + DAY, DAYS)
        nightly.morning(line, line.state.morning_of + DAY, DAYS)
    assert STATE.dump_json(found.line.state) == STATE.dump_json(line.state)
    assert list(found.statements) == line.changes.statements


def test_nothing_of_the_line_is_shared_with_its_future() -> None:
    line = owing_line()
    waiting = [payment.status for payment in line.payments.values()]
    changes = len(line.changes.transactions)
    found = ahead(line, MARCH + 70 * DAY)
    assert [payment.status for payment in line.payments.values()] == waiting == ["scheduled"]
    assert len(line.changes.transactions) == changes
    assert found.line.payments["p-900001-0001"].status == "posted"


def test_paying_more_costs_less() -> None:
    line, to = owing_line(), date(2027, 3, 1)
    minimum = ahead(line, to)
    more = ahead(
        line, to, *(Planned(date(2026, month, 10), dollars("200")) for month in range(4, 9))
    )
    assert ZERO < more.charged("interest") < minimum.charged("interest")
    assert more.line.balance < minimum.line.balance


def test_without_autopay_a_due_date_is_missed() -> None:
    line, to = owing_line(), date(2026, 6, 1)
    assert ahead(line, to).charged("late_fee") == ZERO
    assert ahead(line, to, autopay=False).charged("late_fee") == dollars("30")
    line.bank = None
    assert ahead(line, to, Planned(MARCH, dollars("10"))).charged("late_fee") > ZERO


@pytest.mark.parametrize(
    ("to", "payments", "code"),
    [
        (MARCH - DAY, [], "date_in_past"),
        (MARCH + (LONGEST_DAYS + 1) * DAY, [], "date_too_far"),
        (MARCH + DAY, [Planned(MARCH + DAY, Money(100))], "date_in_past"),
        (MARCH + DAY, [Planned(MARCH - DAY, Money(100))], "date_in_past"),
        (MARCH + DAY, [Planned(MARCH, ZERO)], "amount_too_small"),
    ],
)
def test_what_cannot_be_looked_at(to: date, payments: list[Planned], code: str) -> None:
    refused = project(owing_line(), to, DAYS, payments=payments)
    assert isinstance(refused, Refusal)
    assert refused.code == code
