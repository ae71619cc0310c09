import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from servicing.calendar import BusinessDays
from servicing.disputes.clocks import KINDS, UnknownRight, billing_error_clocks, clocks_for

DAYS = BusinessDays()
FRIDAY = date(2026, 11, 20)
ENDS = (date(2027, 1, 14), date(2027, 2, 11))


@pytest.mark.parametrize("kind", ["billing_error", "unauthorized_use"])
def test_billing_errors(kind: str) -> None:
    acknowledge, resolve = clocks_for(kind, FRIDAY, ENDS, DAYS)
    assert (acknowledge.due, acknowledge.cite) == (date(2026, 12, 20), "12 CFR 1026.13(c)(1)")
    assert (resolve.due, resolve.cite) == (date(2027, 2, 11), "12 CFR 1026.13(c)(2)")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_and_no_clock_lies_in_the_past(kind: str) -> None:
    clocks = clocks_for(kind, FRIDAY, ENDS, DAYS)
    assert [clock.due for clock in clocks] == sorted(clock.due for clock in clocks)
    assert all(clock.due > FRIDAY and clock.cite for clock in clocks)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownRight):
        clocks_for("refund_wish", FRIDAY, ENDS, DAYS)


def test_business_days_skip_the_holiday() -> None:
    (verify,) = clocks_for("bankruptcy", FRIDAY, ENDS, DAYS)
    assert verify.due == date(2026, 11, 25)
    (answer,) = clocks_for("hardship", FRIDAY, ENDS, DAYS)
    assert answer.due == date(2026, 12, 2)  # Thanksgiving doesn't count


@pytest.mark.shared
def test_the_derived_examples(shared_file: Callable[[str], Path]) -> None:
    vectors = json.loads(shared_file("regulations/worked-examples.json").read_text())
    cases = [one for one in vectors if "notice_received" in one["inputs"]]
    assert len(cases) >= 2
    for case in cases:
        ends = [date.fromisoformat(end) for end in case["inputs"]["complete_cycle_ends"]]
        received = date.fromisoformat(case["inputs"]["notice_received"])
        acknowledge, resolve = billing_error_clocks(received, ends)
        assert acknowledge.due.isoformat() == case["expected"]["ack_by"]
        assert resolve.due.isoformat() == case["expected"]["resolve_by"]
        assert resolve.due <= received + timedelta(days=90)
