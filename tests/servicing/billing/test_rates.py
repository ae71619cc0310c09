"""How high a rate may go again: official examples of 12 CFR 1026.55 and 1026.9(g)(4)."""

from datetime import date
from decimal import Decimal

import pytest

from servicing.billing.rates import (
    last_protected_day,
    penalty_rate_after_limit_cut,
    protected_balance,
    protected_minimum,
    rate_after_arrangement,
    rate_after_service,
)
from servicing.money import Money


def dollars(amount: int) -> Money:
    return Money(amount * 100)


def test_the_fourteenth_day() -> None:
    assert last_protected_day(date(2026, 3, 15)) == date(2026, 3, 29)  # cmt. 55(b)(3)-4.i
    assert last_protected_day(date(2026, 9, 15)) == date(2026, 9, 29)  # 4.iii


def test_comment_4_i_of_the_advance_notice() -> None:
    # cmt. 55(b)(3)-4.i: 2,000, then 200 on March 29 and 1,000 on March 30
    later = [(date(2026, 3, 29), dollars(200)), (date(2026, 3, 30), dollars(1000))]
    found = protected_balance(dollars(2000), later, last_protected_day(date(2026, 3, 15)))
    assert (found.protected, found.exposed) == (dollars(2200), dollars(1000))


def test_the_definition_of_a_protected_balance() -> None:
    # cmt. 55(c)(1)-1: 1,000, then 100 on March 29 and 150 on March 30. It calls March 29 the
    # fourteenth day after a notice of March 16, one day short of the count in the comments
    # above; the day is taken from the example.
    later = [(date(2026, 3, 29), dollars(100)), (date(2026, 3, 30), dollars(150))]
    found = protected_balance(dollars(1000), later, date(2026, 3, 29))
    assert (found.protected, found.exposed) == (dollars(1100), dollars(150))
    ours = protected_balance(dollars(1000), later, last_protected_day(date(2026, 3, 16)))
    assert (ours.protected, ours.exposed) == (dollars(1250), dollars(0))  # to the consumer's good


def test_hotel_hold_counts_from_the_charge() -> None:
    # cmt. 55(b)(3)-4.iii.A: the hold of September 28 becomes a transaction on October 2
    later = [(date(2026, 10, 2), dollars(1100))]
    found = protected_balance(dollars(2000), later, last_protected_day(date(2026, 9, 15)))
    assert (found.protected, found.exposed) == (dollars(2000), dollars(1100))


def test_the_minimum_on_a_protected_balance() -> None:
    # cmt. 55(c)(2)(iii)-2: fees and interest plus 4 % of the 2,000 purchases (say 25 of interest)
    found = protected_minimum(
        dollars(2000),
        Decimal(2),
        dollars(25),
        before=lambda balance: max(dollars(25) + Money(balance.minor * 2 // 100), dollars(50)),
    )
    assert found.doubled_percent == dollars(25 + 80)
    assert found.as_before == dollars(65)
    assert found.over_five_years == Money(3334 + 2500)
    assert found.most == dollars(105)


def test_the_floor_from_before_may_stay() -> None:
    # cmt. 55(c)(2)-1.i: 1 % or 20, whichever is more, on a small balance
    found = protected_minimum(
        dollars(100), Decimal(1), Money(0), before=lambda balance: dollars(20)
    )
    assert found.most == dollars(20)


@pytest.mark.parametrize("before", [Decimal(30), Decimal(15)])
def test_after_a_hardship_arrangement(before: Decimal) -> None:
    # cmt. 55(b)(5)-4.i and ii: up to the penalty rate that applied right before, not more
    assert rate_after_arrangement(before) == before


def test_after_service() -> None:
    # cmt. 55(b)(6)-3: ends January 1 of year three, notice that day, back on February 15
    year_three = date(2028, 1, 1)
    found = rate_after_service(Decimal("15.25"), year_three, year_three, date(2028, 2, 15))
    assert found.from_day == date(2028, 2, 15)
    assert found.highest == Decimal("15.25")
    assert found.on_old_and_new
    assert not found.right_to_reject


@pytest.mark.parametrize("effective", [date(2028, 2, 14), date(2027, 12, 1)])
def test_after_service_not_without_notice(effective: date) -> None:
    with pytest.raises(ValueError, match="2028-02-15"):
        rate_after_service(Decimal(15), date(2028, 1, 1), date(2028, 1, 1), effective)


FEBRUARY_16 = date(2026, 2, 16)


@pytest.mark.parametrize(
    ("over_on", "asked", "expected"),
    [
        ({FEBRUARY_16}, FEBRUARY_16, "allowed"),  # cmt. 9(g)(4)-1
        ({date(2026, 1, 20), date(2026, 2, 15)}, FEBRUARY_16, "not_allowed"),
        ({date(2026, 2, 17)}, date(2026, 2, 17), "new_notice_needed"),
        ({date(2026, 2, 15)}, date(2026, 2, 15), "not_allowed"),  # before the day named
    ],
)
def test_after_a_limit_cut(over_on: set[date], asked: date, expected: str) -> None:
    found = penalty_rate_after_limit_cut(
        date(2026, 1, 1), FEBRUARY_16, lambda day: day in over_on, asked
    )
    assert found == expected


def test_a_limit_cut_needs_forty_five_days() -> None:
    found = penalty_rate_after_limit_cut(
        date(2026, 1, 10), FEBRUARY_16, lambda day: True, FEBRUARY_16
    )
    assert found == "not_allowed"
