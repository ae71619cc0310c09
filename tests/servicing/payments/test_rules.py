from datetime import date, datetime, timedelta

import pytest

from servicing.calendar import NEW_YORK, BusinessDays
from servicing.money import Money
from servicing.payments import receipts, rules
from tests.servicing.builders import a_line, dollars, owing

DAYS = BusinessDays()
NOW = datetime(2026, 3, 10, 10, tzinfo=NEW_YORK)
TODAY = NOW.date()


def code(amount: str, on: date = TODAY, **flags: bool) -> str | None:
    line = owing(a_line(), minimum="30", due_on=date(2026, 3, 25), purchase="200")
    line.flags = flags
    refusal = rules.check_payment(line, dollars(amount), on, NOW)
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("amount", "days_ahead", "expected"),
    [
        ("1", 0, None),
        ("200", 0, None),
        ("0.99", 0, "amount_too_small"),
        ("200.01", 0, "amount_above_balance"),
        ("20", -1, "date_in_past"),
        ("20", 60, None),
        ("20", 61, "date_too_far"),
    ],
)
def test_limits(amount: str, days_ahead: int, expected: str | None) -> None:
    assert code(amount, TODAY + timedelta(days=days_ahead)) == expected


@pytest.mark.parametrize("flag", ["bankruptcy", "deceased"])
def test_held_lines_take_no_payment_verified_or_not(flag: str) -> None:
    assert code("20", **{flag: False}) == f"{flag}_hold"


def test_three_may_wait_and_together_not_exceed_the_balance() -> None:
    line = owing(a_line(), minimum="30", due_on=date(2026, 3, 25), purchase="200")
    for amount in ("60", "60"):
        receipts.schedule(line, dollars(amount), date(2026, 3, 20), "one_off", DAYS)
    refusal = rules.check_payment(line, dollars("80.01"), TODAY, NOW)
    assert refusal is not None
    assert (refusal.code, refusal.limit) == ("amount_above_balance", Money.of("80"))
    receipts.schedule(line, dollars("10"), date(2026, 3, 20), "one_off", DAYS)
    refusal = rules.check_payment(line, dollars("10"), TODAY, NOW)
    assert refusal is not None
    assert refusal.code == "too_many_pending"


def test_cut_off_decides_the_day_a_payment_counts() -> None:
    line = a_line()
    assert rules.credited_on(line, NOW.replace(hour=19, minute=59)) == TODAY
    assert rules.credited_on(line, NOW.replace(hour=20)) == TODAY + timedelta(days=1)


def test_cancelling_ends_at_the_cut_off_of_the_day_before() -> None:
    line = owing(a_line(), minimum="30", due_on=date(2026, 3, 25))
    payment = receipts.schedule(line, dollars("20"), date(2026, 3, 12), "one_off", DAYS)
    day_before = NOW + timedelta(days=1)
    assert rules.cancellable(line, payment, day_before.replace(hour=19, minute=59))
    assert not rules.cancellable(line, payment, day_before.replace(hour=20))
    receipts.receive(line, payment)
    assert not rules.cancellable(line, payment, NOW)


def test_named_amounts() -> None:
    line = owing(a_line(), minimum="30", due_on=date(2026, 3, 25), purchase="200")
    assert rules.named_amount(line, "minimum", TODAY) == Money.of("30")
    assert rules.named_amount(line, "statement", TODAY) == Money.of("200")
    assert rules.named_amount(line, "past_due", date(2026, 3, 26)) == Money.of("30")
    for kind, expected in (("past_due", "nothing_due"), ("plan", "no_plan")):
        found = rules.named_amount(line, kind, TODAY)  # type: ignore[arg-type]
        assert not isinstance(found, Money)
        assert found.code == expected
