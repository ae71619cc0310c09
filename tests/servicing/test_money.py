from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.money import Money, percent_of, round_half_even, total

cents = st.integers(-(10**9), 10**9)


@given(cents)
def test_dollars_round_trip(minor: int) -> None:
    assert Money.of(Money(minor).dollars) == Money(minor)


@given(cents, cents)
def test_adding_and_taking_away_undo_each_other(a: int, b: int) -> None:
    assert Money(a) + Money(b) - Money(b) == Money(a)
    assert total([Money(a), Money(b), -Money(a)]) == Money(b)


@pytest.mark.parametrize(
    ("cents", "rounded"), [("0.5", 0), ("1.5", 2), ("2.5", 2), ("2.51", 3), ("-0.5", 0)]
)
def test_half_cents_go_to_even(cents: str, rounded: int) -> None:
    assert round_half_even(Decimal(cents)) == Money(rounded)


def test_a_fraction_of_a_cent_is_no_amount() -> None:
    with pytest.raises(ValueError, match="whole number of cents"):
        Money.of("1.005")


def test_percent_is_rounded_up() -> None:
    assert percent_of(Money(101), Decimal(1)) == Money(2)


def test_is_written_as_people_write_it() -> None:
    assert str(Money(123456)) == "$1,234.56"
    assert str(Money(-5)) == "-$0.05"
