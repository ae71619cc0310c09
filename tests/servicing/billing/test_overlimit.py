"""Over-the-limit fees: the official examples of 12 CFR 1026.52(b)(2)(i)-3 and 1026.56(j)."""

import pytest

from servicing.billing.overlimit import (
    exceeded_by_use,
    may_charge_overlimit,
    overlimit_fee_cap,
    overlimit_fee_cycles,
)
from servicing.money import Money


def dollars(amount: int) -> Money:
    return Money(amount * 100)


@pytest.mark.parametrize("moves", [(60, 5), (60, 5, -20)])
def test_the_cap_is_what_was_lent_above_the_limit(moves: tuple[int, ...]) -> None:
    # cmt. 52(b)(2)(i)-3.i; ii: a payment on March 26 changes nothing
    given_ = [dollars(move) for move in moves]
    assert overlimit_fee_cap(dollars(5000), dollars(4950), given_) == dollars(15)


def test_what_stood_above_the_limit_at_the_start_counts() -> None:
    # cmt. 52(b)(2)(ii)-1.iv: more than 35 above the limit on April 26
    assert overlimit_fee_cap(dollars(1000), dollars(1040), []) == dollars(40)


@pytest.mark.parametrize(
    ("balance", "plan_charges", "allowed"),
    [
        (525, 50, False),  # cmt. 56(j)-5.i: 475 and 50 of fees and interest of the cycle
        (525, 20, True),  # 5.ii: 425 carried, 80 bought, 20 of this cycle's charges
        (520, 20, False),  # exactly at the limit without them
    ],
)
def test_the_cycles_own_charges_are_not_held_against_the_borrower(
    balance: int, plan_charges: int, allowed: bool
) -> None:
    given_ = (dollars(500), dollars(balance), dollars(plan_charges))
    assert exceeded_by_use(*given_) is allowed
    assert may_charge_overlimit(*given_, opted_in=True) is allowed
    assert not may_charge_overlimit(*given_, opted_in=False)


DECEMBER, FEBRUARY = 0, 2


@pytest.mark.parametrize(
    ("transactions", "back_under", "cycles"),
    [
        ({DECEMBER}, set(), (0, 1, 2)),  # cmt. 56(j)-2.i: three at most
        ({DECEMBER}, {FEBRUARY}, (0, 1)),  # 2.ii: under the limit by February's due date
        ({DECEMBER, FEBRUARY}, set(), (0, 1, 2, 3, 4)),  # 2.iii: statements of January to May
    ],
)
def test_how_often(transactions: set[int], back_under: set[int], cycles: tuple[int, ...]) -> None:
    assert overlimit_fee_cycles(transactions, back_under) == cycles
