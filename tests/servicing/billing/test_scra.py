"""The 6 % cap of 50 USC 3937 against an independent replay of the same months."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.interest import Span, interest, spans
from servicing.billing.scra import (
    Accrual,
    ChargedCycle,
    CycleRelief,
    Paid,
    in_time,
    recalculate,
    reduced_payment,
)
from servicing.calendar import DAY
from servicing.money import ZERO, Money, total

JULY_8 = date(2026, 7, 8)
APR = Decimal("21.99")


def flat(first: date, last: date, dollars: int, apr: Decimal = APR) -> Accrual:
    over = (Span(first, last, Money(dollars * 100)),)
    return Accrual(apr, over, interest(over, apr))


def test_a_flat_balance_and_a_fee() -> None:
    # 1,000 from July 19 to August 18: 31 days; 6 % allows 1000 x 31 x .06 / 365 = 5.0958
    cycle = ChargedCycle(
        date(2026, 8, 18),
        (flat(date(2026, 7, 19), date(2026, 8, 18), 1000),),
        fees=((date(2026, 8, 13), Money(3000)),),
    )
    assert cycle.accruals[0].charged == Money(1868)
    found = recalculate([cycle], [], JULY_8)
    assert found.cycles == (
        CycleRelief(date(2026, 8, 18), Money(4868), Money(510), Money(4358), Money(3000)),
    )
    assert (found.to_charges, found.to_principal) == (Money(4358), ZERO)
    assert reduced_payment(Money(5868), found.forgiven) == Money(1510)


def test_the_cycle_in_which_service_begins_counts_from_that_day() -> None:
    # June 19 to July 18; eleven days of it in service, 1000 x 11 x .2199 / 365 = 6.6271
    cycle = ChargedCycle(
        date(2026, 7, 18),
        (flat(date(2026, 6, 19), date(2026, 7, 18), 1000),),
        fees=((date(2026, 7, 1), Money(3000)),),  # before service: stays
    )
    (found,) = recalculate([cycle], [], JULY_8).cycles
    assert (found.charged, found.allowed) == (Money(663), Money(181))


def test_two_balance_types_and_a_rate_below_the_cap() -> None:
    first, last = date(2026, 8, 1), date(2026, 8, 31)
    cycle = ChargedCycle(
        last, (flat(first, last, 1000, Decimal("3.99")), flat(first, last, 500, Decimal("26.99")))
    )
    (found,) = recalculate([cycle], [], JULY_8).cycles
    # 1000 x 31 x .0399 / 365 + 500 x 31 x .06 / 365 = 3.3888 + 2.5479
    assert found.allowed == Money(594)


def test_what_was_paid_comes_back_as_principal() -> None:
    august = ChargedCycle(date(2026, 8, 31), (flat(date(2026, 8, 1), date(2026, 8, 31), 1000),))
    found = recalculate([august], [Paid(date(2026, 9, 10), Money(1868))], date(2026, 8, 1))
    assert found.forgiven == Money(1868 - 510)
    assert (found.to_charges, found.to_principal) == (ZERO, found.forgiven)


def test_after_service_nothing_is_forgiven() -> None:
    september = ChargedCycle(date(2026, 9, 30), (flat(date(2026, 9, 1), date(2026, 9, 30), 1000),))
    found = recalculate([september], [], JULY_8, service_to=date(2026, 8, 31))
    assert found.forgiven == ZERO


def test_a_fee_after_service_is_owed_and_its_payment_is_no_relief() -> None:
    september = ChargedCycle(
        date(2026, 9, 30),
        (flat(date(2026, 9, 1), date(2026, 9, 30), 1000),),
        ((date(2026, 9, 10), Money(3000)),),
    )
    paid = [Paid(date(2026, 9, 20), Money(3000))]
    found = recalculate([september], paid, JULY_8, service_to=date(2026, 8, 31))
    assert (found.forgiven, found.to_charges, found.to_principal) == (ZERO, ZERO, ZERO)


@pytest.mark.parametrize(("days", "in_time_"), [(180, True), (181, False), (-30, True)])
def test_orders_up_to_180_days_after_service(days: int, in_time_: bool) -> None:
    ended = date(2026, 6, 30)
    assert in_time(ended + timedelta(days=days), ended) is in_time_
    assert in_time(date(2030, 1, 1), None)


@dataclass
class World:
    """A debt told day by day: charges bear nothing, payments pay charges first."""

    principal: int
    charges: int = 0
    balances: list[Money] = field(default_factory=list)
    accrued: Decimal = Decimal(0)
    fees: int = 0

    def day(self, rate: Decimal, payment: int) -> int:
        to_charges = min(payment, self.charges)
        self.charges -= to_charges
        self.principal = max(self.principal - (payment - to_charges), 0)
        self.balances.append(Money(self.principal))
        self.accrued += self.principal * rate
        return to_charges


def cents(accrued: Decimal) -> int:
    return int((accrued / 36500).to_integral_value(ROUND_HALF_EVEN))


@given(
    st.integers(200_000, 500_000),
    st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 12_000), st.sampled_from([0, 3000])),
        min_size=1,
        max_size=6,
    ),
    st.decimals("6.5", "29.99", places=2),
)
def test_like_having_been_capped_all_along(
    principal: int, months: list[tuple[int, int, int]], apr: Decimal
) -> None:
    start = date(2026, 8, 1)
    actual, capped = World(principal), World(principal)
    cycles, payments = [], []
    for number, (paid_on, payment, fee) in enumerate(months):
        first = start + timedelta(days=30 * number)
        actual.balances, actual.accrued, capped.accrued = [], Decimal(0), Decimal(0)
        for offset in range(30):
            money = payment if offset == paid_on else 0
            to_charges = actual.day(apr, money)
            capped.day(Decimal(6), money)
            if money:
                payments.append(Paid(first + timedelta(days=offset), Money(to_charges)))
        over = spans(actual.balances, first)
        charged = interest(over, apr)
        last = first + 29 * DAY
        cycles.append(
            ChargedCycle(last, (Accrual(apr, over, charged),), ((last, Money(fee)),) if fee else ())
        )
        actual.charges += charged.minor + fee
        capped.charges += min(cents(capped.accrued), charged.minor + fee)
    found = recalculate(cycles, payments, start)
    assert found.to_charges + found.to_principal == found.forgiven
    assert found.forgiven == total(one.charged - one.allowed for one in found.cycles)
    assert actual.charges - found.to_charges.minor == capped.charges
    assert actual.principal - found.to_principal.minor == capped.principal


@given(st.integers(0, 10**6), st.decimals("0", "6", places=2))
def test_a_rate_within_the_cap_is_left_alone(minor: int, apr: Decimal) -> None:
    over = (Span(date(2026, 8, 1), date(2026, 8, 31), Money(minor)),)
    cycle = ChargedCycle(date(2026, 8, 31), (Accrual(apr, over, interest(over, apr)),))
    assert recalculate([cycle], [], JULY_8).forgiven == ZERO
