"""Statements and lateness: the official examples of 12 CFR 1026.5(b)(2)(ii)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.billing.timing import (
    Account,
    earliest_due_date,
    last_mailing_day,
    late_from,
    notice_in_time,
)


@pytest.mark.parametrize(
    ("mailed", "due", "account", "late"),
    [
        # cmt. 5(b)(2)(ii)-2.i; ii: a part payment of 30 changes nothing
        (date(2026, 4, 4), date(2026, 4, 25), "card", date(2026, 4, 26)),
        # 2.iii prints "April 26" for the minimum due on May 25; the sense requires May 26
        (date(2026, 5, 4), date(2026, 5, 25), "card", date(2026, 5, 26)),
        # 2.iv: an account without a grace period, 14 days
        (date(2026, 9, 10), date(2026, 9, 24), "no_grace", date(2026, 9, 25)),
        # sent too late: the 21 days run on
        (date(2026, 4, 10), date(2026, 4, 25), "card", date(2026, 5, 2)),
    ],
)
def test_late_from(mailed: date, due: date, account: Account, late: date) -> None:
    assert late_from(mailed, due, account) == late


def test_the_earlier_minimum_stays_late_meanwhile() -> None:
    # 2.iii: 50 due April 25 unpaid, 150 due May 25
    april = late_from(date(2026, 4, 4), date(2026, 4, 25), "card")
    may = late_from(date(2026, 5, 4), date(2026, 5, 25), "card")
    assert april <= date(2026, 5, 4) < may


@pytest.mark.parametrize(
    ("within", "account", "days"),
    [(3, "card", 24), (3, "grace", 24), (5, "no_grace", 19)],  # cmt. 5(b)(2)(ii)-1.A and B
)
def test_days_to_mail_are_added(within: int, account: Account, days: int) -> None:
    closing = date(2026, 3, 31)
    assert earliest_due_date(closing, within, account) == closing + timedelta(days=days)


def test_grace_needs_the_statement_by_may_4() -> None:
    # cmt. 5(b)(2)(ii)-3.iii
    assert last_mailing_day(date(2026, 5, 25), "grace") == date(2026, 5, 4)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_never_late_within_the_days_to_pay(mailed: date, days: int) -> None:
    late = late_from(mailed, mailed + timedelta(days=days), "card")
    assert (late - mailed).days == max(days, 21) + 1


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (60, True), (61, False)])
def test_sixty_days_for_a_billing_error_notice(days: int, in_time: bool) -> None:
    sent = date(2026, 11, 14)
    assert notice_in_time(sent + timedelta(days=days), sent) is in_time
