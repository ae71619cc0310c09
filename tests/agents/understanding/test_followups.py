"""Short messages that mean what the turn before was about."""

from datetime import date

import pytest

from agents.understanding.followups import follow_up
from agents.understanding.reading import DateMention, Hints, Slots

DAY = Slots(dates=(DateMention(date(2026, 11, 25), (0, 0), "the 25th"),))


@pytest.mark.parametrize(
    ("text", "before", "slots", "act"),
    [
        ("now turn it off pls", "autopay_status", Slots(), "autopay_stop"),
        ("ok stop it", "autopay_start", Slots(), "autopay_stop"),
        ("quitelo", "autopay_status", Slots(), "autopay_stop"),
        ("turn it back on", "autopay_start", Slots(), "autopay_start"),
        ("turn it off", "balance", Slots(), None),
        ("mandelo el 25 porfa", "plan_status", DAY, "make_payment"),
        ("send it on the 25th", "due", DAY, "make_payment"),
        ("hazlo el 25 por favor", "plan_status", DAY, "make_payment"),
        ("ponlo para el 25", "due", DAY, "make_payment"),
        ("send it", "due", Slots(), None),
        ("send it on the 25th", "payoff_letter", DAY, None),
        ("can you waive it", "explain_fee", Slots(), "fee_waiver"),
        ("would you take that off please", "returned_payment", Slots(), "fee_waiver"),
        ("me la pueden quitar", "explain_fee", Slots(), None),
        ("quitela por favor", "explain_fee", Slots(), "fee_waiver"),
        ("can you waive it", "balance", Slots(), None),
        ("what did that cost me", "returned_payment", Slots(), "explain_fee"),
        ("did that go through?", "make_payment", Slots(), "payment_status"),
        ("did that go through?", "dispute_charge", Slots(), None),
        ("ok close it", None, Slots(), "close_account"),
        ("close it when it is paid", None, Slots(), None),
        ("well when is hers due", "third_party_access", Slots(), "third_party_access"),
        ("well when is mine due", "third_party_access", Slots(), None),
        ("when is hers due", "due", Slots(), None),
    ],
)
def test_what_a_short_message_points_at(
    text: str, before: str | None, slots: Slots, act: str | None
) -> None:
    assert follow_up(text, slots, Hints(previous_act=before)) == act
