"""Annual rates from charges: the official examples of 12 CFR 1026.14(c)."""

from decimal import Decimal

import pytest

from servicing.billing.apr import (
    Tier,
    quotient_apr,
    quotient_apr_with_transaction_charge,
    tiered_charge,
    within_military_cap,
)
from servicing.money import ZERO, Money

TIERS = (Tier(Decimal("1.5"), Money(50000)), Tier(Decimal(1), None))


@pytest.mark.parametrize(("dollars", "cents"), [(800, 1050), (500, 750), (400, 600), (0, 0)])
def test_a_charge_by_balance_range(dollars: int, cents: int) -> None:
    # cmt. 14(c)(1)-1.ii; it prints "1/2 percent", its arithmetic uses .015
    assert tiered_charge(Money(dollars * 100), TIERS) == cents


def test_the_quotient() -> None:
    # 10.50 / 800 x 12
    assert quotient_apr(Decimal(1050), Money(80000)) == Decimal("15.75")


def test_a_minimum_charge() -> None:
    # cmt. 14(c)(2)-1: 1 on 40
    assert quotient_apr(Decimal(100), Money(4000)) == 30


def test_no_balance_no_rate() -> None:
    # cmt. 14(c)(2)-2
    assert quotient_apr(Decimal(100), ZERO) is None
    assert quotient_apr_with_transaction_charge(Decimal(100), ZERO, ()) is None


def test_a_transaction_charge_never_lowers_the_rate_below_the_periodic_one() -> None:
    # 1026.14(c)(3)
    rates = (Decimal("1.5"),)
    low = quotient_apr_with_transaction_charge(Decimal(1000), Money(200000), rates)
    high = quotient_apr_with_transaction_charge(Decimal(4000), Money(100000), rates)
    assert (low, high) == (18, 48)


@pytest.mark.parametrize(
    ("charges", "balance", "within"),
    [(3000, 100000, True), (3001, 100000, False), (0, 0, True), (1000, 0, False)],
)
def test_the_military_cap(charges: int, balance: int, within: bool) -> None:
    # 10 USC 987(b): 36 % a year, 3 % a month
    assert within_military_cap(Money(charges), Money(balance)) is within
