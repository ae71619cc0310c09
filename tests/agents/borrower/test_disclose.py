"""Disclosures follow from what a turn did, are shown once, and leave a proof of display."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest

from agents.borrower.acts import OF_QUOTE, OF_RIGHT, of_quote
from guardrails.disclosures import Act, LibraryIncomplete
from servicing.clock import FixedClock
from servicing.quotes.model import PAYMENT_DISCLOSURES, Action
from tests.desk import Desk
from tests.scripted import says
from tools.views import QuoteView


def quote(action: str, **fields: str) -> QuoteView:
    base: dict[str, Any] = dict.fromkeys(("amount", "on", "bank_label", "bank_last4", "payment_id"))
    amount = Decimal(fields["amount"]) if "amount" in fields else None
    expires = datetime(2026, 11, 20, 16, tzinfo=UTC)
    return QuoteView(
        **{**base, "amount": amount},
        token="t",
        action=action,
        fields=fields,
        disclosure_ids=(),
        expires_at=expires,
    )


def test_every_action_and_right_has_its_act() -> None:
    assert set(get_args(Action)) <= set(OF_QUOTE)
    quiet = {"self_harm_or_crisis", "wants_human"}  # a hand-off says what they need
    assert not quiet & set(OF_RIGHT)


async def test_a_quotes_acts_come_from_its_fields(desk: Desk) -> None:
    snapshot = await desk.snapshot()
    minimum = f"{snapshot.minimum_due:.2f}"
    assert of_quote(quote("make_payment", amount="75.00"), snapshot) == {Act.AUTHORISED_DEBIT}
    assert of_quote(quote("make_payment", amount=minimum), snapshot) == {
        Act.AUTHORISED_DEBIT,
        Act.QUOTED_MINIMUM_ONLY,
    }
    assert of_quote(quote("set_autopay", kind="off"), snapshot) == {Act.REVOKED_AUTOPAY}
    assert of_quote(quote("set_autopay", kind="statement"), snapshot) == {Act.SET_AUTOPAY}


async def test_a_confirmed_card_proves_what_was_shown_and_acknowledged(desk: Desk) -> None:
    quoted = await desk.ask("send 75 dollars on november 27 please", keep=True)
    card = quoted.confirmation
    assert card is not None
    assert [d.id for d in card.disclosures] == list(PAYMENT_DISCLOSURES)
    shown = (await desk.last_record())["inputs"]["disclosures"]
    (proof,) = [d for d in shown if d["id"] == "payment-authorization"]
    assert proof["text_sha256"] == hashlib.sha256(card.disclosures[0].text.encode()).hexdigest()
    assert (proof["acknowledge"], proof["acts"]) == (True, ["authorised_debit"])
    await desk.press(card.token)
    record = await desk.last_record()
    assert record["inputs"]["acknowledged_disclosures"] == ["payment-authorization 1"]


async def test_a_rate_is_explained_once_whoever_words_it(desk: Desk) -> None:
    hostile = says("Your purchase APR is {{account_snapshot.purchase_apr}}. No notices apply.")
    first = await desk.ask("what's my rate", provider=[hostile])
    assert "apr-and-changes" in [d.id for d in first.disclosures]
    again = await desk.ask("and what's my apr?", keep=True)
    assert "apr-and-changes" not in [d.id for d in again.disclosures]


async def test_words_alone_make_nothing_due(desk: Desk) -> None:
    claims = says("You owe {{account_snapshot.balance.current}}. By law, this is a dispute notice.")
    turn = await desk.ask("what do i owe", provider=[claims])
    assert turn.disclosures == ()


async def test_nothing_starts_without_its_disclosures(desk: Desk) -> None:
    desk.clock = FixedClock(datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(LibraryIncomplete, match="no disclosure in force on 2019-12-31 for"):
        desk.build(None)


async def test_a_debt_collector_says_so_each_time(desk: Desk) -> None:
    desk.collector = "debt_collector"
    desk.assistant = desk.build(None)
    desk.conversation, opening = await desk.assistant.open(desk.who, "app")
    assert "collector-initial" in [d.id for d in opening.disclosures]
    for _ in range(2):
        turn = await desk.ask("what do i owe", keep=True)
        assert {"collector-later", "collector-opt-out"} <= {d.id for d in turn.disclosures}
