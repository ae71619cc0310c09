"""Disclosures follow from what a turn did, are shown once, and leave a proof of display."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agents.borrower.acts import OF_QUOTE, of_quote
from guardrails.disclosures import Act, DisclosureLibrary, LibraryIncomplete
from servicing.clock import FixedClock
from servicing.quotes.actions import ACTIONS
from tests.desk import Desk
from tests.scripted import says
from tools.views import QuoteView, Term


def quote(action: str, **words: str) -> QuoteView:
    """Return a quote whose card names these values; "amount" is a sum."""
    return QuoteView(
        token="t",
        action=action,
        terms=tuple(
            Term(name=n, amount=Decimal(v)) if n == "amount" else Term(name=n, text=v)
            for n, v in words.items()
        ),
        disclosure_ids=(),
        expires_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
    )


def test_every_action_has_its_act_and_binds_only_what_its_card_shows() -> None:
    library = DisclosureLibrary.load()
    for action in map(ACTIONS.__getitem__, sorted(ACTIONS.names())):
        act = OF_QUOTE[action.name]
        on_card = {d.id for d in library.disclosures if act in d.triggers and d.placement == "card"}
        assert set(action.disclosures) <= on_card, action.name


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
    assert [d.id for d in card.disclosures] == ["payment-authorization"]
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
