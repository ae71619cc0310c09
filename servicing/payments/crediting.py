"""From which day a payment counts, and whether it is on time (12 CFR 1026.10)."""

from collections.abc import Callable
from datetime import date, time, timedelta

from servicing.calendar import DAY

EARLIEST_CUT_OFF = time(17)
NONCONFORMING_DAYS = 5

TakesMail = Callable[[date], bool]
"""Whether the lender receives payments by mail on a day."""


def cut_off_allowed(cut_off: time) -> bool:
    """Whether a cut-off on the due date is late enough: 5 p.m. or after (1026.10(b)(2)(ii))."""
    return cut_off >= EARLIEST_CUT_OFF


def last_day_to_credit(received_on: date, conforming: bool) -> date:
    """Return the day as of which a payment must be credited at the latest.

    The day it was received; one that the lender accepts although it doesn't follow the
    instructions, within five days (1026.10(a), (b)(4)(i)). A way of paying that the lender
    promotes always conforms (1026.10(b)(4)(ii)).
    """
    return received_on if conforming else received_on + timedelta(days=NONCONFORMING_DAYS)


def last_timely_day(due_on: date, by_mail: bool, takes_mail: TakesMail) -> date:
    """Return the last day on which a payment for a due date isn't late for any purpose.

    The due date; for a mailed payment, when no mail is received that day, the next day on which
    it is (1026.10(d)(1)). Other ways of paying that work on the due date aren't extended
    (1026.10(d)(2)). The due date that a statement shows stays the same (comment 7(b)(11)-9).
    """
    day = due_on
    while by_mail and not takes_mail(day):
        day += DAY
    return day


def on_time(received_on: date, due_on: date, by_mail: bool, takes_mail: TakesMail) -> bool:
    """Whether a payment received on a day may not be treated as late."""
    return received_on <= last_timely_day(due_on, by_mail, takes_mail)
