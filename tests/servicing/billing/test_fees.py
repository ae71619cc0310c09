from datetime import date

import pytest

from servicing.billing.fees import capped_fee, schedule_amount
from servicing.money import Money
from servicing.products import load_products

PRODUCT = load_products()["revolving"]


def openings(present_month: int) -> list[date]:
    return [date(2026, month, 1) for month in range(present_month, 0, -1)]


@pytest.mark.parametrize(
    ("earlier", "month", "dollars"),
    [
        ([], 3, "30"),
        ([date(2026, 3, 26)], 4, "41"),  # cmt. 52(b)(1)(ii)-1.iii.A.1
        ([date(2026, 3, 26)], 9, "41"),  # the sixth cycle after
        ([date(2026, 3, 26)], 10, "30"),  # A.2: six clean cycles
        ([date(2026, 8, 26)], 10, "41"),  # B: another type in between changes nothing
    ],
)
def test_repeat_fee_within_six_cycles(earlier: list[date], month: int, dollars: str) -> None:
    assert schedule_amount(PRODUCT, earlier, openings(month)) == Money.of(dollars)


@pytest.mark.parametrize(("minimum", "fee"), [("15", "15"), ("29.99", "29.99"), ("90", "30")])
def test_never_above_the_minimum_due(minimum: str, fee: str) -> None:
    # cmt. 52(b)(2)(i)-1.i: the full minimum is the measure, not its unpaid part
    assert capped_fee(Money.of("30"), Money.of(minimum)) == Money.of(fee)
