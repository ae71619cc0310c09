"""Sixty days late, and the lender's own buckets and re-aging tests."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.delinquency import (
    ReagePolicy,
    bucket,
    penalty_rate_from,
    rate_restored_on,
    reage_obstacles,
)
from servicing.billing.rates import last_protected_day
from servicing.money import Money

DUE = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("day", "dollars", "from_day"),
    [
        (date(2026, 5, 14), 50, None),  # cmt. 55(b)(4)-1: on the sixtieth day, in full
        (date(2026, 5, 14), 40, date(2026, 5, 15)),  # a part of it
        (date(2026, 5, 15), 50, date(2026, 5, 15)),  # a day too late
    ],
)
def test_sixty_days(day: date, dollars: int, from_day: date | None) -> None:
    paid = [(day, Money(dollars * 100))]
    assert penalty_rate_from(DUE, Money(5000), paid) == from_day


def test_parts_add_up() -> None:
    paid = [(date(2026, 4, 1), Money(2000)), (date(2026, 5, 14), Money(3000))]
    assert penalty_rate_from(DUE, Money(5000), paid) is None


OPENINGS = [date(2026 + month // 12, month % 12 + 1, 1) for month in range(24)]


def dues(*met: bool) -> list[tuple[date, bool]]:
    return [(date(2026, 7 + number, 15), one) for number, one in enumerate(met)]


def test_six_on_time_bring_the_rate_down() -> None:
    # cmt. 55(b)(4)-3.iv.A: raised July 1, six met from July to December, down on January 1
    six = dues(True, True, True, True, True, True)
    assert rate_restored_on(date(2026, 7, 1), six, OPENINGS) == date(2027, 1, 1)
    assert rate_restored_on(date(2026, 7, 1), six[:5], OPENINGS) is None
    assert last_protected_day(date(2026, 5, 16)) == date(2026, 5, 30)


def test_a_later_run_of_six_does_not_count() -> None:
    # cmt. 55(b)(4)-3.i
    late_start = [(date(2026, 6 + n, 15), n > 0) for n in range(7)]
    assert rate_restored_on(date(2026, 6, 1), late_start, OPENINGS) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "current"),
        (1, "1-29"),
        (29, "1-29"),
        (30, "30-59"),
        (59, "30-59"),
        (60, "60-89"),
        (90, "90-119"),
        (120, "120-149"),
        (150, "150-179"),
        (179, "150-179"),
        (180, "charge-off"),
        (400, "charge-off"),
    ],
)
def test_buckets(days: int, expected: str) -> None:
    assert bucket(days) == expected


def test_an_earlier_charge_off_and_no_negative_days() -> None:
    assert bucket(120, charge_off_days=120) == "charge-off"
    with pytest.raises(ValueError, match="negative"):
        bucket(-1)


@given(st.integers(1, 179))
def test_a_bucket_holds_its_days(days: int) -> None:
    low, high = map(int, bucket(days).split("-"))
    assert low <= days <= high


TODAY = date(2026, 11, 20)
OPENED = date(2024, 11, 12)


def obstacles(
    row: int = 3,
    earlier: tuple[date, ...] = (),
    opened: date = OPENED,
    willing: bool = True,
    workout: bool = False,
) -> tuple[str, ...]:
    return reage_obstacles(ReagePolicy(), TODAY, opened, row, earlier, willing, workout)


def test_reaging_by_policy() -> None:
    assert obstacles() == ()
    assert obstacles(row=2) == ("too_few_payments",)
    assert obstacles(opened=date(2026, 2, 21)) == ("too_new",)
    assert obstacles(opened=date(2026, 2, 20)) == ()
    assert obstacles(willing=False) == ("unwilling_or_unable",)
    assert obstacles(earlier=(date(2025, 11, 21),)) == ("too_soon",)
    assert obstacles(earlier=(date(2025, 11, 20),)) == ()
    twice = (date(2022, 3, 1), date(2024, 3, 1))
    assert obstacles(earlier=twice) == ("too_often",)
    assert obstacles(earlier=twice, workout=True) == ()
    assert obstacles(earlier=(date(2021, 11, 20), date(2024, 3, 1))) == ()
