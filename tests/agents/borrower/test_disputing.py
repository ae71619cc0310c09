"""Disputing charges in conversation: which ones, one card, one press; never both of a pair."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest

from agents.turn import Turn
from tests.desk import Desk

NVX, GROCER = "NVX Digital", "Greenfield Foods"
ACKNOWLEDGE, LATEST = date(2026, 12, 20), date(2027, 2, 18)


def ok(turn: Turn, action: str) -> bool:
    return [call.status for call in turn.tool_calls if call.name == action] == ["ok"]


async def talk(desk: Desk, *texts: str) -> Turn:
    """Say some messages in a new conversation, up to the card."""
    await desk.sign_in("strange-charges")
    turn: Turn | None = None
    for text in texts:
        turn = await desk.ask(text, keep=True)
        if turn.confirmation is not None:
            break
    assert turn is not None
    return turn


def names(turn: Turn) -> list[str]:
    """Return the merchants on the card."""
    assert turn.confirmation is not None, turn.reply
    assert turn.confirmation.action == "file_dispute"
    fields = turn.confirmation.fields
    return [value for name, value in fields.items() if name.startswith("charge_")]


async def test_two_charges_that_are_not_theirs(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    first = await desk.ask("Two charges from a store I don't know, and they aren't mine.")
    (right,) = first.rights
    assert {clock.name: clock.due for clock in right.clocks}["acknowledge"] == ACKNOWLEDGE
    card = None
    for text in ("Both of them, from the last statement.", "Yes please, file."):
        turn = await desk.ask(text, keep=True)
        card = turn.confirmation or card
    assert card is not None
    assert (card.fields["count"], card.fields["amount"]) == ("2", "214.49")
    assert (await desk.snapshot()).balance.disputed == 0
    assert await desk.writes() == 0
    before = (await desk.snapshot()).minimum_due
    done = await desk.press(card.token)
    assert ok(done, "file_dispute")
    line = await desk.snapshot()
    assert line.balance.disputed == Decimal("214.49")
    assert line.minimum_due <= before
    assert "December 20" in done.reply
    assert done.reply.count("minimum") == 1
    assert "12 CFR 1026.13(c)" in done.reply
    for word in ("refund", "you'll get it back"):
        assert word not in done.reply.lower()
    status = await desk.ask("what's happening with my dispute?", keep=True)
    assert "December 20" in status.reply
    assert [citation.document for citation in status.citations] == ["disputes"]
    due = await desk.ask("do i have to pay them meanwhile", keep=True)
    assert "don't have to pay the $214.49" in due.reply
    again = await desk.ask("like I said, those two charges aren't mine", keep=True)
    assert again.confirmation is None


async def test_a_pair_of_which_one_is_wrong(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    first = await desk.ask("That grocery store rang me double.")
    second = await desk.ask("It's the same day and the same total.", keep=True)
    right = next(r for turn in (first, second) for r in turn.rights if r.kind == "billing_error")
    clocks = {clock.name: clock.due for clock in right.clocks}
    assert clocks["acknowledge"] == ACKNOWLEDGE
    assert clocks["resolve"] <= LATEST
    assert names(second) == [GROCER]
    assert second.confirmation is not None
    assert ok(await desk.press(second.confirmation.token), "file_dispute")
    assert (await desk.snapshot()).balance.disputed == Decimal("73.18")
    asked = await desk.ask("How long before y'all answer me?", keep=True)
    assert "December 20" in asked.reply
    assert (
        f"{clocks['resolve']:%B} {clocks['resolve'].day}, {clocks['resolve'].year}" in asked.reply
    )
    assert [citation.document for citation in asked.citations] == ["disputes"]


@pytest.mark.slow
async def test_strangers_in_other_words(desk: Desk) -> None:
    said = (
        ("i didnt make those 2 nvx charges", "yes both"),
        ("theres 2 purchases from NVX Digital i never made", "yeah those"),
        ("somebody used my card at nvx digital, 84.99 and 129.50", "yes thats them"),
        ("I dont recognise two charges, never shopped there", "both"),
        ("two chargs on my statment arent mine", "yep"),
        ("hay dos cargos que yo no hice", "sí, los dos"),
        ("no reconozco dos compras en mi estado de cuenta, no son mías", "sí"),
        ("someone charged my card twice at a place ive never heard of", "correct"),
        ("fraud on my account, two charges I did not authorize", "all of those"),
        ("I was charged 84.99 and 129.50 by some NVX, it wasn't me", "those ones"),
    )
    for texts in said:
        turn = await talk(desk, *texts)
        assert names(turn) == [NVX, NVX], texts


@pytest.mark.slow
async def test_pairs_in_other_words(desk: Desk) -> None:
    said = (
        ("my grocer charged me twice", "yes"),
        ("greenfield foods billed me 2x for the same thing", "thats right"),
        ("I got double charged at the grocery store", "same amount, same date"),
        ("they rang up 73.18 two times", "yes just one is wrong"),
        ("dubble charge from the market on nov 4", "yes"),
        ("el supermercado me cobró dos veces", "sí"),
        ("me cobraron dos veces lo mismo en Greenfield", "es el mismo día"),
        ("duplicate charge for 73.18 please fix", "right"),
        ("the grocery charge shows up twice and I only shopped once", "yep that one"),
        ("charged two times for one trip at Greenfield Foods", "correct"),
    )
    for texts in said:
        turn = await talk(desk, *texts)
        assert names(turn) == [GROCER], texts


@pytest.mark.slow
async def test_one_of_two_is_picked_and_a_wrong_guess_is_mended(desk: Desk) -> None:
    for answer, amount in (
        ("just the 84.99", "84.99"),
        ("only the second one", None),
        ("the one for 129.50", "129.50"),
    ):
        turn = await talk(desk, "two charges from a store I don't know, not mine", answer)
        assert names(turn) == [NVX], answer
        assert turn.confirmation is not None
        assert amount in (None, turn.confirmation.fields["amount"])
    await desk.sign_in("strange-charges")
    await desk.ask("there's a charge that isn't mine")
    wrong = await desk.ask("no", keep=True)
    assert wrong.confirmation is None
    assert NVX not in wrong.reply


async def test_both_in_one_message_get_one_card_and_one_can_be_taken_back(desk: Desk) -> None:
    turn = await talk(
        desk,
        "two charges aren't mine and the grocer billed me twice",
        "yes, both of those",
        "right",
    )
    assert names(turn) == [NVX, NVX, GROCER]
    assert turn.confirmation is not None
    assert ok(await desk.press(turn.confirmation.token), "file_dispute")
    with psycopg.connect(desk.dsn) as connection:
        kinds = connection.execute("SELECT kind FROM servicing.claims ORDER BY kind").fetchall()
    assert kinds == [("billing_error",), ("unauthorized_use",)]
    two = await desk.ask("I want to withdraw my dispute", keep=True)
    assert two.confirmation is None
    assert "reference" in two.reply


async def test_a_dispute_is_taken_back(desk: Desk) -> None:
    turn = await talk(desk, "the grocer charged me twice", "yes")
    assert turn.confirmation is not None
    assert ok(await desk.press(turn.confirmation.token), "file_dispute")
    for text in ("never mind, cancel the dispute please", "quiero retirar mi disputa"):
        taken = await desk.ask(text, keep=True)
        assert taken.confirmation is not None, taken.reply
        assert taken.confirmation.action == "withdraw_claim"
    assert taken.confirmation is not None
    assert ok(await desk.press(taken.confirmation.token), "withdraw_claim")
    assert (await desk.snapshot()).balance.disputed == 0


async def test_interest_called_wrong_is_explained_and_no_purchase_is_offered(desk: Desk) -> None:
    await desk.sign_in("residual-interest")
    said = await desk.ask("I paid the whole thing off last month and you STILL charged me interest")
    assert "$4.21" in said.reply
    for shop in ("Taqueria", "Daycare", "Wagtail"):
        assert shop not in said.reply
    after = await desk.ask("so how do I make it stop for good", keep=True)
    assert after.confirmation is None
