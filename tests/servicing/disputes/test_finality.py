"""Credits for a billing error are final (12 CFR 1026.13(c)(2), comment 2)."""

from datetime import date

import pytest

from servicing.disputes.finality import may_reverse_credit
from servicing.money import Money

RESOLVE_BY = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("credits_", "reversal", "on", "costs_something", "allowed"),
    [
        (200, 100, date(2026, 7, 1), False, True),  # the merchant credited the 100 too
        (200, 100, date(2026, 7, 1), True, False),  # … but the timing cost a fee
        (200, 101, date(2026, 7, 1), False, False),  # less than the error would remain
        (100, 100, date(2026, 7, 1), False, False),  # new evidence comes too late
        (100, 100, date(2026, 5, 31), False, True),  # provisional, still in time
    ],
)
def test_reversing_a_credit(
    credits_: int, reversal: int, on: date, costs_something: bool, allowed: bool
) -> None:
    error, found, back = Money(10000), Money(credits_ * 100), Money(reversal * 100)
    assert may_reverse_credit(error, found, back, on, RESOLVE_BY, costs_something) is allowed
