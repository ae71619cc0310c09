"""How a plan ends before its time, and what goes beside it: on lines that need no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from servicing import nightly
from servicing.accounts.model import Line, Plan
from servicing.accounts.projection import Payoff, payoff
from servicing.calendar import DAY, BusinessDays, add_months
from servicing.ledger.model import Bucket
from servicing.money import ZERO
from servicing.payments import receipts
from servicing.plans import Between, Intake, Option, books_of, keeping, starting, what_if
from servicing.refusal import Refusal
from tests.servicing.builders import a_line, dollars, fees, owing

DAYS = BusinessDays()
DUE, TODAY = date(2026, 3, 25), date(2026, 4, 2)
MEANS = Intake(can_pay=Between(dollars("90"), dollars("120")), lasts_months=6)


def _live(line: Line, until: date) -> None:
    day = line.state.morning_of
    while day < until:
        nightly.evening(line, day)
        day += DAY
        nightly.morning(line, day, DAYS)


def _on_a_plan(program: str = "reduced-payment-6") -> tuple[Line, Plan]:
    line = owing(a_line(), minimum="30", due_on=DUE)
    _live(line, TODAY)
    option = what_if(books_of(line, TODAY), MEANS, program)
    assert isinstance(option, Option), option
    return line, starting.start(line, "pl-1", option, TODAY, DAYS)


def _told(line: Line, kind: str) -> list[dict[str, object]]:
    return [dict(one.data) for one in line.changes.happened if one.kind == kind]


def _rates(line: Line) -> set[Decimal]:
    return {
        Decimal(one.detail["apr"]) for one in line.changes.transactions if one.kind == "interest"
    }


def test_a_payment_is_reminded_of_once_while_it_is_unpaid_and_contact_is_wanted() -> None:
    line, plan = _on_a_plan()
    _live(line, plan.first_due_on)
    (told,) = _told(line, "plan.reminded")
    assert told["due_on"] == plan.first_due_on.isoformat()
    assert told["amount"] == str(plan.payment.dollars)
    line.flags = {"cease_contact": True}
    _live(line, add_months(plan.first_due_on, 1))
    assert len(_told(line, "plan.reminded")) == 1


def test_a_borrower_may_leave_and_is_charged_the_plans_rate_to_the_cycles_end() -> None:
    line, plan = _on_a_plan()
    agreed = replace(line, plan=None).aprs()
    asked_on = TODAY + 3 * DAY
    _live(line, asked_on)
    last = keeping.leave(line, asked_on)
    assert isinstance(last, date)
    again = keeping.leave(line, asked_on)
    assert isinstance(again, Refusal)
    assert again.code == "plan_left"
    before = len(line.changes.transactions)
    _live(line, last)
    assert line.plan is plan
    _live(line, last + DAY)
    assert line.changes.plan_over == ("pl-1", "left")
    (charged,) = [t for t in line.changes.transactions[before:] if t.kind == "interest"]
    assert Decimal(charged.detail["apr"]) == plan.apr
    assert line.aprs() == agreed
    # What had waited is due again, without a fee and no older than it was.
    assert DUE in {due.due_on for due in line.state.dues if due.remaining}
    assert line.days_past_due(last + DAY) == (TODAY - DUE).days
    assert [kind for kind, _ in fees(line)].count("late_fee") == len(
        [
            one
            for one in line.changes.transactions
            if one.kind == "late_fee" and one.posted_on < TODAY
        ]
    )
    none = keeping.leave(line, last + DAY)
    assert isinstance(none, Refusal)
    assert none.code == "no_plan"


@pytest.mark.parametrize(("flag", "team"), [("bankruptcy", "bankruptcy"), ("deceased", "estates")])
def test_bankruptcy_or_a_death_suspends_a_plan_and_once_verified_stops_it(
    flag: str, team: str
) -> None:
    line, plan = _on_a_plan()
    line.flags = {flag: False}
    charged = len(fees(line))
    _live(line, add_months(plan.first_due_on, 2) + DAY)
    assert line.plan is plan
    assert _told(line, "plan.missed") == []
    assert _told(line, "plan.reminded") == []
    line.flags = {flag: True}
    _live(line, line.state.morning_of + DAY)
    assert line.changes.plan_over == ("pl-1", "stopped")
    (told,) = _told(line, "plan.stopped")
    assert told["route"] == team
    _live(line, line.state.morning_of + 40 * DAY)
    assert len(fees(line)) == charged


def test_the_servicemembers_cap_wins_over_a_plans_higher_rate() -> None:
    line, _ = _on_a_plan()
    assert set(line.aprs().values()) == {Decimal("9.99")}
    line.flags = {"active_duty": True}
    assert set(line.aprs().values()) == {Decimal("6")}
    _live(line, TODAY + 60 * DAY)
    assert Decimal("6") in _rates(line)


def test_disputed_amounts_are_no_part_of_what_a_plan_asks_for() -> None:
    line, plan = _on_a_plan()
    disputed = line.balance - dollars("10")
    line.state.buckets[Bucket.INTEREST] = line.state.buckets[Bucket.FEES] = ZERO
    line.state.buckets[Bucket.PURCHASE] = dollars("10")
    line.state.cycle.opening[Bucket.PURCHASE] = dollars("10")
    line.state.buckets[Bucket.DISPUTED] = disputed
    closing = line.next_closing(TODAY)
    _live(line, closing + DAY)
    statement = line.changes.statements[-1]
    assert statement.minimum_due < plan.payment
    assert statement.minimum_due == line.undisputed()
    books = books_of(line, closing + DAY)
    assert books.balance < disputed


def test_a_second_plan_waits_for_twelve_months() -> None:
    line = owing(a_line(), minimum="30", due_on=DUE)
    _live(line, TODAY)
    began = add_months(TODAY, -12)
    fits = what_if(books_of(line, TODAY, began), MEANS, "reduced-payment-6")
    assert isinstance(fits, Option)
    early = what_if(books_of(line, TODAY, began + DAY), MEANS, "reduced-payment-6")
    assert not isinstance(early, Option)
    assert early.code == "plan_within_12_months"


@pytest.mark.parametrize("start", [date(2026, 4, 1), TODAY, date(2026, 4, 20)])
@pytest.mark.parametrize("program", ["reduced-payment-3", "catch-up-6", "reduced-payment-6"])
def test_the_books_follow_the_schedule_and_never_end_above_it(start: date, program: str) -> None:
    """To the cent while a payment goes to charges posted by then.

    One beyond them lowers principal sooner in the books, which post interest at closings, than in
    the schedule, which has it posted by each due date: the schedule then owes some cents more.
    """
    line = owing(a_line(), minimum="30", due_on=DUE)
    _live(line, start)
    lasts = {"reduced-payment-3": 3, "catch-up-6": 1, "reduced-payment-6": 6}[program]
    option = what_if(books_of(line, start), replace(MEANS, lasts_months=lasts), program)
    assert isinstance(option, Option), option
    plan = starting.start(line, "pl-1", option, start, DAYS)
    for month in option.schedule:
        _live(line, month.due_on)
        receipts.receive(line, receipts.schedule(line, plan.payment, month.due_on, "one_off", DAYS))
        settles = payoff(line, month.due_on, month.due_on)
        assert isinstance(settles, Payoff)
        over = month.balance.minor - settles.total.minor
        assert over == 0, month
    _live(line, plan.ends_on + DAY)
    assert [one.mark for one in line.changes.plan_marks] == ["kept"] * plan.months
