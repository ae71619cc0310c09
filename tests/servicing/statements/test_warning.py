"""The minimum payment warning (12 CFR 1026.7(b)(12)): which text, which figures."""

import re
from decimal import Decimal

import pytest

from servicing.billing.repayment import Portion
from servicing.money import ZERO, Money
from servicing.statements.warning import Basis, hidden_because, minimum_warning
from servicing.statements.wording import wording

PHONE = "800-555-0148"


def basis(balance: int, minimum: int, apr: str = "21.99", floor: int = 2500) -> Basis:
    def formula(month: int, principal: Money, interest: Money) -> Money:
        own = max(Money(floor), Money(principal.minor // 100) + interest)
        return min(own, principal + interest)

    portions = (Portion(Money(balance), Decimal(apr)),)
    return Basis(portions, ZERO, Money(balance), Money(minimum), formula)


def flat(balance: int, payment: int, apr: str = "21.99") -> Basis:
    portions = (Portion(Money(balance), Decimal(apr)),)
    return Basis(portions, ZERO, Money(balance), Money(payment), lambda *_: Money(payment))


def names(made: Basis) -> tuple[list[str], int]:
    found = minimum_warning(made, wording().notice, PHONE)
    return [notice.name for notice in found.notices], len(found.rows)


@pytest.mark.parametrize(
    ("card", "balance", "minimum", "twice", "reason"),
    [
        (False, 100_00, 25_00, False, "no_card"),
        (True, 0, 0, False, "nothing_owed"),
        (True, -50_00, 0, False, "nothing_owed"),
        (True, 20_00, 20_00, False, "pays_all"),  # cmt. 7(b)(12)(v)-1: 20 and 20
        (True, 100_00, 0, False, "nothing_due"),
        (True, 100_00, 25_00, True, "paid_in_full_twice"),
        (True, 100_00, 25_00, False, None),
    ],
)
def test_where_it_is_left_out(
    card: bool, balance: int, minimum: int, twice: bool, reason: str | None
) -> None:
    assert hidden_because(card, Money(balance), Money(minimum), twice) == reason


def test_years_with_the_three_year_row() -> None:
    found = minimum_warning(basis(300_000, 8500), wording().notice, PHONE)
    assert [notice.name for notice in found.notices] == [
        "minimum_warning",
        "warning_basis",
        "counseling",
    ]
    alone, three = found.rows
    assert (alone.payment, alone.unit, alone.savings) == (None, "years", None)
    assert (three.time, three.unit) == (3, "years")
    assert three.payment is not None
    assert three.savings == alone.total - three.total
    assert abs(three.total.minor - 36 * three.payment.minor) <= 36 * 50
    # Every amount is a whole dollar (comment 7(b)(12)-1).
    amounts = (alone.total, three.payment, three.total, three.savings)
    assert all(amount.minor % 100 == 0 for amount in amounts if amount is not None)


def test_months_below_two_years_and_then_no_three_year_row() -> None:
    found = minimum_warning(flat(10_000, 2500), wording().notice, PHONE)
    (only,) = found.rows
    assert (only.time, only.unit) == (5, "months")


def test_three_years_as_disclosed_need_no_second_row() -> None:
    # 1026.7(b)(12)(i)(F)(2)(i), cmt. 7(b)(12)(i)(F)-1: 2 years 6 months to 3 years 5 months
    found = minimum_warning(flat(100_000, 3800), wording().notice, PHONE)
    assert [(row.time, row.unit) for row in found.rows] == [(3, "years")]


def test_no_three_year_row_below_the_minimum() -> None:
    # 1026.7(b)(12)(i)(F)(2)(ii): past due amounts can make the minimum the larger one
    found = minimum_warning(basis(300_000, 60_000), wording().notice, PHONE)
    assert len(found.rows) == 1


def test_never_is_said_as_the_law_words_it() -> None:
    found = minimum_warning(flat(300_000, 2500), wording().notice, PHONE)
    assert [notice.name for notice in found.notices] == [
        "never_warning",
        "never_more",
        "three_years",
        "counseling",
    ]
    assert found.rows == ()
    assert re.search(r"pay \$\d+ each month for 3 years", found.notices[2].paragraphs[0])


@pytest.mark.parametrize(
    ("name", "begins", "cite"),
    [
        (
            "minimum_warning",
            "If you make only the minimum payment each period, you will pay more in interest and"
            " it will take you longer to pay off your balance",
            "12 CFR 1026.7(b)(12)(i)(A)",
        ),
        (
            "never_warning",
            "Even if you make no more charges using this card, if you make only the minimum"
            " payment each month we estimate you will never pay off the balance shown on this"
            " statement because your payment will be less than the interest charged each month",
            "12 CFR 1026.7(b)(12)(ii)(A)",
        ),
        (
            "never_more",
            "If you make more than the minimum payment each period, you will pay less in interest"
            " and pay off your balance sooner",
            "12 CFR 1026.7(b)(12)(ii)(B)",
        ),
    ],
)
def test_prescribed_words(name: str, begins: str, cite: str) -> None:
    notice = wording().notice(name)
    assert notice.paragraphs[0].startswith(begins)
    assert notice.cite == cite
    assert name == "never_more" or notice.heading == "Minimum Payment Warning:"
