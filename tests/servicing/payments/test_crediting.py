"""When payments count (12 CFR 1026.10)."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.calendar import DAY, BusinessDays
from servicing.payments.crediting import (
    cut_off_allowed,
    last_day_to_credit,
    last_timely_day,
    on_time,
)
from servicing.products import load_products

DAYS = BusinessDays()
FOURTH = date(2024, 7, 4)  # a Thursday


def test_a_mailed_payment_on_the_day_after_the_holiday_is_on_time() -> None:
    # cmt. 7(b)(11)-9: due Thursday July 4, no mail; received Friday July 5
    assert on_time(date(2024, 7, 5), FOURTH, by_mail=True, takes_mail=DAYS.is_open)
    assert not on_time(date(2024, 7, 8), FOURTH, by_mail=True, takes_mail=DAYS.is_open)


def test_other_ways_of_paying_are_not_extended() -> None:
    # 1026.10(d)(2)
    assert not on_time(date(2024, 7, 5), FOURTH, by_mail=False, takes_mail=DAYS.is_open)
    assert on_time(FOURTH, FOURTH, by_mail=False, takes_mail=DAYS.is_open)


def test_nonconforming_within_five_days() -> None:
    # 1026.10(b)(4)(i)
    assert last_day_to_credit(date(2026, 11, 20), conforming=False) == date(2026, 11, 25)
    assert last_day_to_credit(date(2026, 11, 20), conforming=True) == date(2026, 11, 20)


@pytest.mark.parametrize(("cut_off", "allowed"), [(time(16, 59), False), (time(17), True)])
def test_the_cut_off(cut_off: time, allowed: bool) -> None:
    assert cut_off_allowed(cut_off) is allowed


def test_every_product_keeps_to_it() -> None:
    assert all(cut_off_allowed(one.payments.cut_off) for one in load_products().values())


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_the_extension_ends_on_the_first_day_with_mail(due: date) -> None:
    last = last_timely_day(due, by_mail=True, takes_mail=DAYS.is_open)
    between = [due + n * DAY for n in range((last - due).days)]
    assert DAYS.is_open(last)
    assert not any(DAYS.is_open(day) for day in between)
