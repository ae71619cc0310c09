"""Repayment estimates: Appendix M2's program, M1's tolerances, and what must always hold."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.repayment import (
    In36Months,
    Portion,
    disclosed_time,
    in_36_months,
    minimums_only,
    payment_within_tolerance,
    savings,
    within_tolerance,
)
from servicing.money import ZERO, Money, total

M2 = (
    Portion(Money(50000), Decimal(0), changes_in=6, then_apr=Decimal(17)),
    Portion(Money(25000), Decimal(17)),
    Portion(Money(25000), Decimal(21)),
)


def two_percent_or_20(balance: Money, interest: Money) -> Money:
    share = (balance.minor * Decimal("0.02")).to_integral_value(ROUND_HALF_UP)
    return max(Money(int(share)), Money(2000))


def test_appendix_m2() -> None:
    found, equal = minimums_only(M2, two_percent_or_20), in_36_months(M2)
    assert (found.months, found.total_paid) == (94, Money.of("1872.38"))
    assert equal == In36Months(Money.of("35.45"), Money.of("1276.20"))
    assert savings(found.total_paid, equal.total_paid, whole_dollars=True) == Money.of("596")
    assert savings(found.total_paid, equal.total_paid, whole_dollars=False) == Money.of("596.18")
    rows = {
        one.month: (one.balance, *one.balances, one.payment, one.interest) for one in found.schedule
    }
    expected = {
        1: ("987.92", "480.00", "253.54", "254.38", "20.00", "7.92"),
        6: ("935.11", "385.67", "272.01", "277.43", "20.00", "14.24"),
        94: ("0", "0", "0", "0", "12.38", "0.21"),
    }
    assert {month: rows[month] for month in expected} == {
        month: tuple(map(Money.of, row)) for month, row in expected.items()
    }


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, (1, "months")),
        (23, (23, "months")),
        (24, (2, "years")),
        (28, (2, "years")),  # M1(b)(5)
        (29, (2, "years")),
        (30, (3, "years")),  # 1026.7(b)(12)(i)(F) cmt. 1: 2 years 6 months …
        (41, (3, "years")),  # … to 3 years 5 months
        (42, (4, "years")),
    ],
)
def test_months_below_two_years_then_whole_years(months: int, expected: tuple[int, str]) -> None:
    assert disclosed_time(months) == expected


@pytest.mark.parametrize(
    ("true", "issuer", "accurate"),
    [
        (28, 30, True),  # within two months, though disclosed as 2 and 3 years
        (32, 38, True),  # six months off, both disclosed as 3 years
        (28, 31, False),
        (20, 23, False),
    ],
)
def test_tolerance(true: int, issuer: int, accurate: bool) -> None:
    assert within_tolerance(true, issuer) is accurate


@pytest.mark.parametrize(("estimate", "accurate"), [(11000, True), (11001, False), (9000, True)])
def test_tolerance_of_the_payment(estimate: int, accurate: bool) -> None:
    assert payment_within_tolerance(Money(10000), Money(estimate)) is accurate


def test_no_amortization() -> None:
    month = 10000 * Decimal("0.24") / 12
    interest_only = minimums_only([Portion(Money(10000), Decimal(24))], lambda b, i: i)
    assert interest_only.months is None
    less = minimums_only([Portion(Money(10000), Decimal(24))], lambda b, i: Money(int(month) - 1))
    assert less.months is None


def test_a_promotion_that_stalls_repayment_is_waited_out() -> None:
    waits = [Portion(Money(10000), Decimal(36), changes_in=4, then_apr=Decimal(0))]
    assert minimums_only(waits, lambda b, i: Money(300)).months is not None


def test_nothing_owed_takes_no_time() -> None:
    found = minimums_only([Portion(ZERO, Decimal(20))], lambda b, i: Money(2500))
    assert (found.months, found.total_paid) == (0, ZERO)
    assert in_36_months([]) == In36Months(ZERO, ZERO)


def test_without_interest_the_36_months_are_equal_parts() -> None:
    assert in_36_months([Portion(Money(36000), Decimal(0))]).payment == Money(1000)


portions = st.lists(
    st.builds(
        Portion,
        st.integers(1, 10**6).map(Money),
        st.decimals("0", "29.99", places=2),
    ),
    min_size=1,
    max_size=3,
)


def own_formula(balance: Money, interest: Money) -> Money:
    return max(Money(2500), Money(-(-balance.minor // 100)) + interest)


@given(portions)
def test_the_schedule_repays_exactly(given_: list[Portion]) -> None:
    found = minimums_only(given_, own_formula)
    assert found.months == len(found.schedule)
    owed = total(portion.balance for portion in given_)
    charged = total(one.interest for one in found.schedule)
    assert found.total_paid == owed + charged
    assert found.schedule[-1].balance == ZERO
    balances = [owed, *(one.balance for one in found.schedule)]
    assert all(after < before for before, after in zip(balances, balances[1:], strict=False))


@given(st.integers(100, 10**6), st.integers(1, 10**5), st.decimals("0", "29.99", places=2))
def test_owing_more_never_takes_less_time_or_money(minor: int, more: int, apr: Decimal) -> None:
    small = minimums_only([Portion(Money(minor), apr)], own_formula)
    large = minimums_only([Portion(Money(minor + more), apr)], own_formula)
    assert small.months is not None
    assert large.months is not None
    assert small.months <= large.months
    assert small.total_paid < large.total_paid


@given(st.integers(10**4, 10**6), st.decimals("0.5", "29.99", places=2))
def test_36_equal_payments_repay_within_36_months(minor: int, apr: Decimal) -> None:
    portion = [Portion(Money(minor), apr)]
    payment = in_36_months(portion).payment
    found = minimums_only(portion, lambda balance, interest: payment)
    assert found.months is not None
    assert 35 <= found.months <= 37
    if found.months == 37:  # a few cents of rounding
        assert found.schedule[-1].payment < Money(36)
