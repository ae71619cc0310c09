"""What a penalty fee may cost: the official examples of 12 CFR 1026.52(b)(1) and (b)(2)(i)."""

from datetime import date

import pytest

from servicing.billing.penalties import (
    Kind,
    Violation,
    charge_card_late_fee,
    cost_based_fee,
    declined_check_fee_cap,
    late_fee_cap,
    nearest_dollar,
    returned_fee_cap,
    safe_harbour_fee,
)
from servicing.billing.thresholds import SafeHarbour, safe_harbour
from servicing.money import ZERO, Money

THEN = SafeHarbour(Money(2500), Money(3500))  # the amounts of the official examples
MONTHS = [date(2026 + month // 12, month % 12 + 1, 1) for month in range(30)]


def dollars(amount: float) -> Money:
    return Money(round(amount * 100))


def fee(kind: Kind, on: date, *earlier: Violation) -> Money:
    return safe_harbour_fee(kind, on, earlier, MONTHS, THEN)


def hit(kind: Kind, month: int, day: int = 26, basis: str | None = "safe_harbour") -> Violation:
    return Violation(kind, date(2026, month, day), basis)  # type: ignore[arg-type]


def test_A_a_second_late_payment_within_six_cycles_is_a_repeat() -> None:
    # cmt. 52(b)(1)(ii)-1.iii.A: fee on March 26
    assert fee("late", date(2026, 3, 26)) == dollars(25)
    for month in range(4, 10):
        assert fee("late", date(2026, month, 26), hit("late", 3)) == dollars(35)


def test_A1_each_violation_starts_the_six_cycles_anew() -> None:
    # 1.iii.A.1: late again on April 26; May to October repeat, November would still, no later
    both = (hit("late", 3), hit("late", 4))
    assert fee("late", date(2026, 4, 26), hit("late", 3)) == dollars(35)
    assert {fee("late", date(2026, month, 26), *both) for month in range(5, 11)} == {dollars(35)}
    assert fee("late", date(2026, 11, 26), *both) == dollars(25)


def test_A2_six_clean_cycles_end_it() -> None:
    # 1.iii.A.2: on time from April to September, late on October 26
    assert fee("late", date(2026, 10, 26), hit("late", 3)) == dollars(25)


def test_a_violation_without_a_fee_keeps_the_six_cycles_running() -> None:
    # cmt. 52(b)(1)(ii)-1.i: it is the type of violation that must not have occurred
    waived = hit("late", 7, basis=None)
    assert fee("late", date(2026, 10, 26), hit("late", 3), waived) == dollars(35)
    assert fee("late", date(2026, 10, 26), waived) == dollars(25)


def test_B_another_type_has_its_own_first_tier() -> None:
    # 1.iii.B: late August 26, over the limit in September, late October 26
    late = hit("late", 8)
    assert fee("overlimit", date(2026, 9, 10), late) == dollars(25)
    assert fee("late", date(2026, 10, 26), late, hit("overlimit", 9, 10)) == dollars(35)


def test_C_late_then_returned() -> None:
    # 1.iii.C: late July 26; the August payment comes back on August 27
    assert fee("late", date(2026, 8, 26), hit("late", 7)) == dollars(35)
    assert fee("returned", date(2026, 8, 27), hit("late", 7)) == dollars(25)


def test_a_fee_based_on_costs_opens_no_repeat() -> None:
    # cmt. 52(b)(1)-1.i.C: 30 by costs in January, then July 15 and September 15
    january = hit("late", 1, 15, "cost")
    july = hit("late", 7, 15)
    assert fee("late", date(2026, 7, 15), january) == dollars(25)
    assert fee("late", date(2026, 9, 15), january, july) == dollars(35)


def test_1_iv_consecutive_fees_for_one_transaction_over_the_limit() -> None:
    # cmt. 52(b)(2)(ii)-1.iv: March, then April and May at the repeat amount, and six more cycles
    march, april, may = hit("overlimit", 3, 31), hit("overlimit", 4), hit("overlimit", 5)
    assert fee("overlimit", date(2026, 4, 26), march) == dollars(35)
    assert fee("overlimit", date(2026, 5, 26), march, april) == dollars(35)
    assert fee("overlimit", date(2026, 11, 3), march, april, may) == dollars(35)
    assert fee("overlimit", date(2026, 12, 3), march, april, may) == dollars(25)


@pytest.mark.parametrize(
    ("minimum", "cap"),
    [(15, 15), (50, 50)],  # cmt. 52(b)(2)(i)-1.i and ii: what was paid of it plays no part
)
def test_a_late_fee_is_capped_by_the_whole_minimum(minimum: float, cap: float) -> None:
    assert late_fee_cap(dollars(minimum)) == dollars(cap)


@pytest.mark.parametrize(
    ("returned_on", "minimums", "again", "cap"),
    [
        (date(2026, 3, 26), {date(2026, 3, 25): 15}, False, 15),  # cmt. 52(b)(2)(i)-2.i
        (date(2026, 4, 2), {date(2026, 3, 25): 15, date(2026, 4, 25): 30}, False, 15),  # 2.ii
        (date(2026, 4, 1), {date(2026, 3, 25): 15}, True, 0),  # 2.iii: presented twice
        (date(2026, 9, 7), {date(2026, 8, 25): 15}, False, 15),  # 2.iv: an extra payment
        (date(2026, 3, 22), {date(2026, 3, 25): 50}, False, 50),  # before the first due date
        (date(2026, 3, 22), {}, False, 0),
    ],
)
def test_a_returned_payment_fee_is_capped_by_the_minimum_before_it(
    returned_on: date, minimums: dict[date, int], again: bool, cap: int
) -> None:
    given_ = [(day, dollars(amount)) for day, amount in minimums.items()]
    assert returned_fee_cap(returned_on, given_, again) == dollars(cap)


def test_a_declined_check_is_capped_by_its_amount() -> None:
    assert declined_check_fee_cap(dollars(50)) == dollars(50)  # cmt. 52(b)(2)(i)-4


@pytest.mark.parametrize(
    ("permitted", "rounded"),
    [("21.50", 22), ("21.49", 21), ("0.50", 1), ("30.00", 30)],  # cmt. 52(b)-2
)
def test_fees_round_to_the_nearest_dollar(permitted: str, rounded: int) -> None:
    assert nearest_dollar(Money.of(permitted)) == dollars(rounded)


@pytest.mark.parametrize(
    ("costs", "violations", "uncollectable", "expected"),
    [
        (26_000_000, 1_000_000, 0, 26),  # cmt. 52(b)(1)(i)-6.ii.A
        (26_000_000, 1_000_000, 250_000, 35),  # 6.ii.B
        (27_300_000, 980_000, 245_000, 37),  # 6.ii.C
        (3_100_000, 150_000, 0, 21),  # 7.ii.A
        (3_100_000, 150_000, 22_500, 24),  # 7.ii.B
        (3_069_000, 153_000, 38_250, 27),  # 7.ii.C
        (4_500_000, 200_000, 0, 23),  # 8.iii.A
        (4_500_000, 200_000, 60_000, 32),  # 8.iii.B
        (4_230_000, 200_000, 60_000, 30),  # 8.iii.C
        (2_000_000, 100_000, 10_000, 22),  # 9.ii
    ],
)
def test_fees_by_cost(costs: int, violations: int, uncollectable: int, expected: int) -> None:
    assert cost_based_fee(dollars(costs), violations, uncollectable) == dollars(expected)


def test_a_fee_by_cost_needs_a_fee_that_could_be_collected() -> None:
    with pytest.raises(ValueError, match="collected"):
        cost_based_fee(dollars(1000), 10, 10)


@pytest.mark.parametrize(("delinquent", "expected"), [(1325, 40), (1225, 37), (1125, 34)])
def test_charge_cards_three_percent(delinquent: int, expected: int) -> None:
    assert charge_card_late_fee(dollars(delinquent)) == dollars(expected)  # cmt. …(ii)-3.i to iii


@pytest.mark.parametrize(
    ("day", "first", "repeat"),
    [
        (date(2013, 12, 31), 25, 35),
        (date(2014, 1, 1), 26, 37),
        (date(2015, 6, 1), 27, 38),
        (date(2016, 6, 26), 27, 37),
        (date(2016, 6, 27), 27, 38),
        (date(2018, 12, 31), 27, 38),
        (date(2019, 1, 1), 28, 39),
        (date(2021, 12, 31), 29, 40),
        (date(2024, 6, 1), 30, 41),  # never the vacated $8, $32 and $43
        (date(2026, 11, 20), 30, 41),
    ],
)
def test_safe_harbours_by_date(day: date, first: int, repeat: int) -> None:
    # cmt. 52(b)(1)(ii)-2.i and the last operative text
    assert safe_harbour(day) == SafeHarbour(dollars(first), dollars(repeat))


def test_nothing_negative() -> None:
    assert late_fee_cap(Money(-5)) == declined_check_fee_cap(Money(-5)) == ZERO
