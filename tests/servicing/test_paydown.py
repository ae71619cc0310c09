"""Paying a line down: the estimate beside the line's own days, and what gets none."""

from dataclasses import replace
from datetime import date

import pytest

from servicing.accounts.model import Line
from servicing.calendar import DAY, BusinessDays, add_months
from servicing.ledger.model import Bucket
from servicing.money import ZERO
from servicing.outlook import Outlook, Planned, project
from servicing.paydown import PayDown, pay_down
from servicing.refusal import Refusal
from tests.servicing.builders import a_draw_line, a_line, dollars, owing

DAYS = BusinessDays()
DUE = date(2026, 3, 25)


def line(purchase: str = "2000", minimum: str = "60") -> Line:
    return owing(a_line(opened_on=DUE - 24 * DAY), minimum=minimum, due_on=DUE, purchase=purchase)


def found(one: Line, monthly: str | None) -> PayDown:
    done = pay_down(one, None if monthly is None else dollars(monthly))
    assert isinstance(done, PayDown), done
    return done


@pytest.mark.parametrize(("purchase", "monthly"), [("2000", "200"), ("2000", "75"), ("450", "60")])
def test_it_comes_near_what_the_days_themselves_give(purchase: str, monthly: str) -> None:
    """The engine's nights, with the amount paid on each due date, end within a month of it."""
    told = found(line(purchase), monthly)
    assert told.months is not None
    amount, months = dollars(monthly), told.months + 3
    paid = [Planned(add_months(DUE, n), amount) for n in range(months)]
    lived = project(line(purchase), paid[-1].on + 31 * DAY, DAYS, payments=paid)
    assert isinstance(lived, Outlook)
    owed = {one.closing_on: one.new_balance for one in lived.statements if one.closing_on > DUE}
    last = min(on for on, balance in owed.items() if balance <= ZERO)
    took = (last.year - DUE.year) * 12 + last.month - DUE.month
    assert abs(took - told.months) <= 1
    charged = lived.charged("interest")
    assert told.interest is not None
    assert abs(charged.minor - told.interest.minor) <= max(charged.minor // 10, 300)


def test_more_a_month_is_sooner_and_cheaper() -> None:
    slow, fast = found(line(), "80"), found(line(), "160")
    assert (fast.months or 0) < (slow.months or 0)
    assert ZERO < (fast.interest or ZERO) < (slow.interest or ZERO)
    assert fast.total_paid == fast.balance + (fast.interest or ZERO)


def test_minimums_alone_are_what_the_statement_warns_of() -> None:
    from servicing.billing.minimum import minimum_payment
    from servicing.billing.minimums_ahead import pay_minimums
    from servicing.billing.repayment import Portion, whole_dollar

    one = line()
    alone = pay_minimums(
        [Portion(dollars("2000"), one.aprs()[Bucket.PURCHASE])],
        ZERO,
        dollars("60"),
        lambda _, left, interest: minimum_payment(
            one.product, principal=left, interest=interest, fees=ZERO, past_due=ZERO,
            balance=left + interest,
        ),
    )  # fmt: skip
    told = found(one, None)
    assert (told.months, told.total_paid) == (alone.months, whole_dollar(alone.total_paid))
    assert told.time is not None
    assert told.time[1] == "years"


def test_a_payment_below_the_interest_never_ends() -> None:
    told = found(line(minimum="60"), "30")
    assert told.first_interest > dollars("30")
    assert (told.outcome, told.months, told.interest) == ("never", None, None)


def test_a_payment_below_the_minimum_gets_no_estimate() -> None:
    told = found(line(minimum="60"), "45")
    assert (told.outcome, told.months, told.minimum_due) == ("below_minimum", None, dollars("60"))


def test_all_at_once_takes_a_month_and_no_more_than_is_owed() -> None:
    told = found(line("450"), "1000")
    assert (told.months, told.total_paid, told.interest) == (1, dollars("450"), ZERO)


def test_less_than_the_minimum_is_enough_for_a_small_rest() -> None:
    told = found(line("20", "20"), "20")
    assert (told.outcome, told.months) == ("paid_off", 1)


@pytest.mark.parametrize(
    ("one", "monthly", "code"),
    [
        (a_line(), "50", "nothing_due"),
        (line(), "0", "amount_too_small"),
        (replace(line(), status="charged_off"), "50", "charged_off"),
        (replace(line(), flags={"bankruptcy": True}), "50", "bankruptcy"),
        (
            owing(a_draw_line(), minimum="20", due_on=DUE, purchase="100"),
            "50",
            "paydown_no_interest",
        ),
    ],
)
def test_what_cannot_be_worked_out(one: Line, monthly: str, code: str) -> None:
    done = pay_down(one, dollars(monthly))
    assert isinstance(done, Refusal)
    assert code in done.code
