from datetime import date

import pytest

from servicing.billing.thresholds import (
    NoThreshold,
    exemption_threshold,
    is_exempt,
    minimum_interest_threshold,
    safe_harbour,
)
from servicing.money import Money
from servicing.products import load_products


@pytest.mark.parametrize(
    ("day", "dollars"),
    [
        (date(2011, 7, 20), 25000),  # cmt. 3(b)-3
        (date(2011, 7, 21), 50000),
        (date(2017, 12, 31), 54600),
        (date(2021, 6, 1), 58300),
        (date(2025, 12, 31), 71900),
        (date(2026, 1, 1), 73400),
    ],
)
def test_exemption_by_year(day: date, dollars: int) -> None:
    assert exemption_threshold(day) == Money(dollars * 100)


def test_a_commitment_has_to_exceed_it() -> None:
    day = date(2026, 5, 1)
    assert not is_exempt(Money(73400 * 100), day)
    assert is_exempt(Money(73400 * 100 + 1), day)


def test_minimum_interest_is_still_a_dollar() -> None:
    assert minimum_interest_threshold(date(2026, 11, 20)) == Money(100)


def test_before_the_first_amount_there_is_none() -> None:
    with pytest.raises(NoThreshold, match="penalty_fees"):
        safe_harbour(date(2009, 1, 1))


def test_no_product_charges_more_than_the_safe_harbour() -> None:
    harbour = safe_harbour(date(2026, 11, 20))
    for product in load_products().values():
        if product.card_access and product.fees is not None:
            assert product.fees.first <= harbour.first
            assert product.fees.repeat <= harbour.repeat
