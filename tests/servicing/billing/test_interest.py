from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.interest import (
    GraceStanding,
    Move,
    Span,
    average_daily_balance,
    daily_balances,
    exact_interest,
    interest,
    purchase_balances,
    spans,
)
from servicing.money import Money

APRIL = date(2026, 4, 1)
END = date(2026, 4, 30)
DUE = date(2026, 4, 25)


def move(day: int, dollars: str, kind: str) -> Move:
    return Move(date(2026, 4, day), Money.of(dollars), kind)  # type: ignore[arg-type]


def balances(opening: str, moves: list[Move], *, came: bool, paid: bool) -> list[Span]:
    grace = GraceStanding(came, paid, DUE)
    found = purchase_balances(Money.of(opening), moves, APRIL, END, grace)
    return [span for span in spans(found, APRIL) if span.balance]


def test_official_grace_i_charges_only_what_stayed_unpaid() -> None:
    # 12 CFR 1026 Supp. I cmt. 54(a)(1)-6.i
    moves = [move(10, "150", "charge"), move(25, "-500", "payment")]
    assert balances("600", moves, came=True, paid=False) == [
        Span(APRIL, date(2026, 4, 9), Money.of("100")),
        Span(date(2026, 4, 10), END, Money.of("250")),
    ]


def test_official_grace_ii_unpaid_purchases_bear_the_whole_cycle() -> None:
    # cmt. 54(a)(1)-6.ii: of 600 received, 250 pays the cash advance, 350 the purchases
    moves = [move(25, "-350", "payment")]
    assert balances("600", moves, came=True, paid=False) == [Span(APRIL, END, Money.of("250"))]


def test_official_grace_ii_cash_accrues_until_the_day_before_payment() -> None:
    draw = daily_balances(Money.of("250"), [move(25, "-250", "payment")], APRIL, END)
    bearing = [span for span in spans(draw, APRIL) if span.balance]
    assert bearing == [Span(APRIL, date(2026, 4, 24), Money.of("250"))]


def test_paid_in_full_with_grace_bears_nothing() -> None:
    moves = [move(10, "150", "charge"), move(25, "-600", "payment")]
    assert balances("600", moves, came=True, paid=True) == []


def test_paying_off_a_carried_balance_leaves_trailing_interest_only() -> None:
    moves = [move(10, "150", "charge"), move(20, "-600", "payment")]
    assert balances("600", moves, came=False, paid=True) == [
        Span(APRIL, date(2026, 4, 19), Money.of("600"))
    ]


def test_without_grace_new_purchases_bear_interest_at_once() -> None:
    assert balances("600", [move(10, "150", "charge")], came=False, paid=False) == [
        Span(APRIL, date(2026, 4, 9), Money.of("600")),
        Span(date(2026, 4, 10), END, Money.of("750")),
    ]


amounts = st.integers(0, 10**7).map(Money)


@given(st.lists(amounts, min_size=1, max_size=40), st.decimals("0.01", "36", places=2))
def test_spans_lose_nothing(daily: list[Money], apr: Decimal) -> None:
    joined = spans(daily, APRIL)
    assert joined[0].first_day == APRIL
    assert joined[-1].last_day == APRIL + timedelta(days=len(daily) - 1)
    assert sum(span.days for span in joined) == len(daily)
    by_day = sum((balance.minor * apr / 36500 for balance in daily), Decimal(0))
    assert abs(exact_interest(joined, apr) - by_day) < Decimal("1e-12")
    assert abs(interest(joined, apr).minor - by_day) <= Decimal("0.5") + Decimal("1e-9")


@given(amounts)
def test_a_flat_balance_is_its_own_average(balance: Money) -> None:
    assert average_daily_balance([Span(APRIL, END, balance)]) == balance


@given(
    amounts,
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 10**6)), max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_grace_never_costs_more_than_none(
    opening: Money, charges: list[tuple[int, int]], came: bool, paid: bool
) -> None:
    moves = [Move(date(2026, 4, day), Money(minor), "charge") for day, minor in charges]
    with_grace = purchase_balances(opening, moves, APRIL, END, GraceStanding(came, paid, DUE))
    without = purchase_balances(opening, moves, APRIL, END, GraceStanding(False, False, DUE))
    assert all(a <= b for a, b in zip(with_grace, without, strict=True))


@pytest.mark.parametrize(("balance", "apr", "cents"), [("300.00", "26.99", 421)])
def test_a_worked_trailing_interest(balance: str, apr: str, cents: int) -> None:
    # 300.00 over 19 days at 26.99 %: 300 x 19 x 0.2699 / 365 = 4.2149 dollars
    over = [Span(date(2026, 10, 14), date(2026, 11, 1), Money.of(balance))]
    assert interest(over, Decimal(apr)) == Money(cents)
