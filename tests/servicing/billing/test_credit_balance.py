from datetime import date

import pytest

from servicing.billing.credit_balance import RefundDue, may_close_as_inactive, refund_due
from servicing.calendar import BusinessDays
from servicing.money import ZERO, Money

DAYS = BusinessDays()
SINCE = date(2026, 8, 31)


def test_seven_business_days_after_a_request() -> None:
    # 12 CFR 1026.11(a)(2); Thanksgiving is no business day
    found = refund_due(Money(4200), SINCE, date(2026, 11, 20), DAYS)
    assert found == RefundDue(Money(4200), date(2026, 12, 2), asked=True)


def test_good_faith_after_six_months() -> None:
    # 1026.11(a)(3)
    found = refund_due(Money(4200), SINCE, None, DAYS)
    assert found == RefundDue(Money(4200), date(2027, 2, 28), asked=False)


@pytest.mark.parametrize("cents", [100, 1, 0, -500])
def test_up_to_a_dollar_nothing_is_due(cents: int) -> None:
    assert refund_due(Money(cents), SINCE, date(2026, 11, 20), DAYS) is None


def test_closing_an_unused_line() -> None:
    # 1026.11(b)
    today = date(2026, 11, 20)
    assert may_close_as_inactive(date(2026, 8, 20), ZERO, today)
    assert not may_close_as_inactive(date(2026, 8, 21), ZERO, today)
    assert not may_close_as_inactive(date(2026, 1, 1), Money(1), today)
    assert not may_close_as_inactive(date(2026, 1, 1), ZERO, today, only_for_no_finance_charge=True)
