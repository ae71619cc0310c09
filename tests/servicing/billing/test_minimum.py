from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.minimum import minimum_payment
from servicing.money import ZERO, Money
from servicing.products import load_products

PRODUCT = load_products()["revolving"]
cents = st.integers(0, 10**6).map(Money)


def minimum(**given_: Money) -> Money:
    parts = dict.fromkeys(("principal", "interest", "fees", "past_due"), ZERO) | given_
    balance = parts.pop("balance", Money(10**8))
    return minimum_payment(PRODUCT, balance=balance, **parts)


@given(cents, cents, cents, cents, cents)
def test_lies_between_floor_and_balance(
    principal: Money, interest: Money, fees: Money, past_due: Money, balance: Money
) -> None:
    found = minimum(
        principal=principal, interest=interest, fees=fees, past_due=past_due, balance=balance
    )
    assert ZERO <= found <= balance
    assert found == balance or found >= Money(2500) + past_due


def test_is_one_percent_plus_interest_and_fees() -> None:
    found = minimum(principal=Money(400000), interest=Money(3197), fees=Money(3000))
    assert found == Money(4000 + 3197 + 3000)


def test_is_never_above_a_small_balance() -> None:
    assert minimum(principal=Money(1234), balance=Money(1234)) == Money(1234)


def test_a_plan_payment_takes_its_place() -> None:
    found = minimum_payment(
        PRODUCT,
        principal=Money(300000),
        interest=Money(2500),
        fees=ZERO,
        past_due=Money(1000),
        balance=Money(310000),
        plan_payment=Money(4500),
    )
    assert found == Money(5500)
