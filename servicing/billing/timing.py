"""When statements go out, and from which day a payment may be treated as late.

12 CFR 1026.5(b)(2)(ii), 1026.7(b)(11) and 1026.13(b).
"""

from datetime import date, timedelta
from typing import Literal

from servicing.calendar import DAY

Account = Literal["card", "grace", "no_grace"]
"""A card account, another open-end line with a grace period, or one without."""

_DAYS_TO_PAY = {"card": 21, "grace": 21, "no_grace": 14}
BILLING_ERROR_NOTICE_DAYS = 60


def days_to_pay(account: Account) -> int:
    """Return the days that must lie between mailing and due date (1026.5(b)(2)(ii)(A), (B))."""
    return _DAYS_TO_PAY[account]


def late_from(mailed_on: date, due_on: date, account: Account) -> date:
    """Return the first day on which a statement's minimum may be treated as late.

    The day after its due date, and never within 21 (14) days after the statement went out.
    Minimums of earlier statements stay late meanwhile (comment 5(b)(2)(ii)-2).
    """
    return max(due_on, mailed_on + timedelta(days=days_to_pay(account))) + DAY


def last_mailing_day(due_on: date, account: Account) -> date:
    """Return the last day on which the statement for a due date may go out."""
    return due_on - timedelta(days=days_to_pay(account))


def earliest_due_date(closing_on: date, mailed_within_days: int, account: Account) -> date:
    """Return the earliest due date if statements go out within some days of the closing date.

    The days to pay are added to those days (comment 5(b)(2)(ii)-1).
    """
    return closing_on + timedelta(days=mailed_within_days + days_to_pay(account))


def notice_in_time(received_on: date, first_statement_sent_on: date) -> bool:
    """Whether a billing error notice came within 60 days of the statement (1026.13(b)(1))."""
    return received_on <= first_statement_sent_on + timedelta(days=BILLING_ERROR_NOTICE_DAYS)
