from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.calendar import DAY, BusinessDays, cycle_ends, next_closing

days = BusinessDays()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # over Veterans Day
        (date(2026, 12, 9), -3, date(2026, 12, 4)),
    ],
)
def test_business_days_skip_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert days.add(start, count) == end


@given(st.integers(1, 28), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_cycles_are_a_month_long_and_keep_their_due_day(due_day: int, day: date) -> None:
    closing = next_closing(due_day, 25, day)
    following = next_closing(due_day, 25, closing + DAY)
    assert 0 <= (closing - day).days <= 30
    assert 28 <= (following - closing).days <= 31
    assert (closing + 25 * DAY).day == due_day


def test_the_cycle_of_receipt_is_no_complete_cycle() -> None:
    ends = cycle_ends(8, 25, date(2026, 11, 20), 2)
    assert ends == (date(2027, 1, 14), date(2027, 2, 11))
