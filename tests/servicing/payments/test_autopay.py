from datetime import date

import pytest

from servicing.accounts.model import Autopay
from servicing.calendar import BusinessDays
from servicing.money import Money
from servicing.nightly import morning
from servicing.payments import autopay, receipts
from tests.servicing.builders import a_line, dollars, owing

DAYS = BusinessDays()
DUE = date(2026, 3, 25)


@pytest.mark.parametrize(
    ("kind", "fixed", "taken"),
    [
        ("minimum", None, "30"),
        ("statement", None, "200"),
        ("current", None, "200"),
        ("fixed", "50", "50"),
        ("fixed", "10", "30"),  # lifted to the minimum
        ("fixed", "900", "200"),  # cut to the balance
    ],
)
def test_takes(kind: str, fixed: str | None, taken: str) -> None:
    line = owing(a_line(), minimum="30", due_on=DUE, purchase="200")
    line.autopay = Autopay(kind, dollars(fixed) if fixed else None, 0)  # type: ignore[arg-type]
    assert autopay.amount_to_take(line) == Money.of(taken)


def test_what_was_paid_already_lowers_it() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE, purchase="200")
    line.autopay = Autopay("minimum", None, 0)
    payment = receipts.schedule(line, dollars("25"), date(2026, 3, 20), "one_off", DAYS)
    receipts.receive(line, payment)
    assert autopay.amount_to_take(line) == Money.of("5")


@pytest.mark.parametrize(("flags", "payments"), [({}, 1), ({"bankruptcy": False}, 0)])
def test_runs_on_the_due_date_unless_debits_are_stopped(
    flags: dict[str, bool], payments: int
) -> None:
    line = owing(a_line(), minimum="30", due_on=DUE, purchase="200")
    line.autopay, line.flags = Autopay("minimum", None, 0), flags
    morning(line, DUE, DAYS)
    assert len(line.received) == payments


def test_can_be_stopped_until_three_business_days_before() -> None:
    assert autopay.last_day_to_stop(a_line(), date(2026, 12, 9), DAYS) == date(2026, 12, 4)
