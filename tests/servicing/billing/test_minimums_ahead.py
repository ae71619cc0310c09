"""Paying only minimums, against the engine itself living through the same months."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing import nightly
from servicing.accounts.model import Line, Plan
from servicing.billing.minimum import minimum_payment
from servicing.billing.minimums_ahead import pay_minimums
from servicing.billing.repayment import MinimumsOnly, Portion, minimums_only
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.products import load_products
from tests.servicing.builders import a_line, owing

PRODUCT = load_products()["revolving"]
DAYS = BusinessDays()


def formula(month: int, principal: Money, interest: Money) -> Money:
    return minimum_payment(
        PRODUCT,
        principal=principal,
        interest=interest,
        fees=ZERO,
        past_due=ZERO,
        balance=principal + interest,
    )


def estimate(purchase: int, draw: int, charges: int = 0) -> MinimumsOnly:
    portions = (Portion(Money(purchase), Decimal("21.99")), Portion(Money(draw), Decimal("26.99")))
    first = formula(1, Money(purchase + draw), Money(charges))
    return pay_minimums(portions, Money(charges), first, formula)


def lived(purchase: str) -> tuple[int, Money]:
    """Run a line's real nights, paying each statement's minimum on its due date."""
    line = owing(a_line(due_day=25, limit="9000"), minimum="0", due_on=a_line().opened_on)
    line.state.dues.clear()
    for bucket in (line.state.buckets, line.state.cycle.opening):
        bucket[Bucket.PURCHASE] = Money.of(purchase)
    line.state.last = None
    day, paid, payments = line.opened_on, ZERO, 0
    first: Money | None = None
    while line.balance > ZERO or first is None:
        nightly.morning(line, day, DAYS)
        receipts.settle_due(line, day, DAYS)
        last = line.state.last
        if last is not None and day == last.due_on and last.minimum:
            first = first or last.minimum
            amount = min(line.minimum_left(), _owed(line))
            receipts.receive(line, receipts.schedule(line, amount, day, "one_off", DAYS))
            paid, payments = paid + amount, payments + 1
        nightly.evening(line, day)
        line.changes.transactions.clear()
        line.payments = {k: p for k, p in line.payments.items() if p.status != "posted"}
        day += DAY
        assert day - line.opened_on < timedelta(days=365 * 40)
    return payments, paid


def _owed(line: Line) -> Money:
    return Money(sum(part.minor for part in line.owed().values()))


@pytest.mark.parametrize("purchase", ["300.00", "1200.00"])
def test_the_engine_takes_as_long_and_costs_as_much(purchase: str) -> None:
    payments, paid = lived(purchase)
    found = estimate(Money.of(purchase).minor, 0)  # the first statement bears no interest yet
    assert found.months is not None
    assert abs(found.months - payments) <= 2  # Appendix M1(b)(5)
    assert abs(found.total_paid.minor - paid.minor) <= paid.minor // 50


@given(st.integers(0, 800_000), st.integers(0, 200_000), st.integers(0, 20_000))
def test_everything_is_repaid_and_nothing_twice(purchase: int, draw: int, charges: int) -> None:
    found = estimate(purchase, draw, charges)
    assert found.months == len(found.schedule)
    interest = sum(month.interest.minor for month in found.schedule)
    assert found.total_paid.minor == purchase + draw + charges + interest


@given(st.integers(100, 800_000), st.integers(1, 50_000))
def test_owing_more_never_takes_less(purchase: int, more: int) -> None:
    small, large = estimate(purchase, 0), estimate(purchase + more, 0)
    assert small.months is not None
    assert large.months is not None
    assert small.months <= large.months
    assert small.total_paid < large.total_paid


def test_near_the_program_of_the_appendix() -> None:
    # M2 lets interest join the balance; here it is part of the next minimum instead.
    portions = [Portion(Money(500_000), Decimal("21.99"))]
    like_m2 = minimums_only(portions, lambda balance, interest: formula(1, balance, interest))
    ours = estimate(500_000, 0)
    assert like_m2.months is not None
    assert ours.months is not None
    assert abs(like_m2.months - ours.months) <= 2


def test_a_first_month_that_grows_is_not_for_ever() -> None:
    # Paid in full before: no interest was posted, so the first minimum is low.
    found = estimate(500_000, 0)
    assert found.schedule[0].balance > Money(500_000)
    assert found.months is not None


def test_a_plans_months_and_then_the_regular_terms() -> None:
    plan = Plan("p", "reduced", Money(4500), Decimal("9.99"), 6, *[a_line().opened_on] * 2)
    portions = (Portion(Money(280_000), plan.apr, 5, Decimal("26.99")),)

    def by_plan(month: int, principal: Money, interest: Money) -> Money:
        return plan.payment if month <= 4 else formula(month, principal, interest)

    found = pay_minimums(portions, ZERO, plan.payment, by_plan)
    assert found.months is not None
    assert [month.payment for month in found.schedule[:4]] == [plan.payment] * 4
    assert found.schedule[3].interest < found.schedule[4].interest


def test_never() -> None:
    portions = (Portion(Money(100_000), Decimal(24)),)
    found = pay_minimums(portions, ZERO, Money(1500), lambda *_: Money(1500))
    assert found.months is None
