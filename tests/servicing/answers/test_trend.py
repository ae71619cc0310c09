"""Complaints a week, and which rise is more than chance."""

from datetime import date, timedelta

import pytest

from servicing.answers.taxonomy import Tag
from servicing.answers.trend import Received, rises, trend, week_of

TODAY = date(2026, 11, 20)
FEES = Tag("Credit card", "General-purpose credit card or charge card", "Fees or interest", None)
CALLS = Tag("Credit card", "General-purpose credit card or charge card", "Other", None)


def received(days_ago: int, tag: Tag = FEES) -> Received:
    return Received(TODAY - timedelta(days=days_ago), tag)


def test_weeks_begin_on_monday_and_the_last_one_is_todays() -> None:
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)
    found = trend([], TODAY, 3)
    assert found.weeks == (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
    (row,) = found.rows
    assert (row.by, row.counts, row.rises) == ("all", (0, 0, 0), False)


def test_every_complaint_is_counted_for_its_week_product_and_issue() -> None:
    found = trend([received(0), received(4), received(5), received(12, CALLS)], TODAY, 3)
    by = {(row.by, row.issue): row.counts for row in found.rows}
    assert by == {
        ("all", ""): (1, 1, 2),
        ("product", ""): (1, 1, 2),
        ("issue", "Fees or interest"): (0, 1, 2),
        ("issue", "Other"): (1, 0, 0),
    }
    assert trend([received(40)], TODAY, 3).rows[0].counts == (0, 0, 0)


@pytest.mark.parametrize(
    ("counts", "rise"),
    [
        ((0, 0, 0, 3), True),
        ((0, 0, 0, 2), False),
        ((1, 1, 1, 4), False),
        ((1, 1, 1, 6), True),
        ((10, 12, 9, 11), False),
        ((10, 12, 9, 20), True),
        ((5,), False),
        ((6, 1, 1, 1), False),
    ],
)
def test_a_rise_is_more_than_chance_lets_expect(counts: tuple[int, ...], rise: bool) -> None:
    assert rises(counts) is rise


def test_the_week_that_is_not_over_is_never_flagged() -> None:
    now = [received(0)] * 9
    assert not any(row.rises for row in trend(now, TODAY, 4).rows)
    assert all(row.rises for row in trend([received(7)] * 9, TODAY, 4).rows)
