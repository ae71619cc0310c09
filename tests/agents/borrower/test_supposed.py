"""A payment that is only asked about is worked out, and nothing is quoted or moved."""

from decimal import Decimal

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("what if i pay 100 today", Decimal("100.00")),
        ("if I put $250.50 on it what's left", Decimal("250.50")),
        ("y si pago 100 dolares hoy?", Decimal("100.00")),
        ("if i just pay the min whats left over", None),
    ],
)
async def test_what_it_would_leave(desk: Desk, text: str, amount: Decimal | None) -> None:
    before = await desk.snapshot()
    paid = before.minimum_due if amount is None else amount
    turn = await desk.ask(text)
    assert turn.confirmation is None
    assert f"${before.balance.current - paid:,.2f}" in turn.reply
    assert {figure.source.name for figure in turn.figures if figure.kind == "money"} == {
        "simulate_payment"
    }
    assert await desk.writes() == 0
    assert await desk.snapshot() == before


async def test_more_than_is_owed_leaves_a_credit(desk: Desk) -> None:
    owed = (await desk.snapshot()).balance.current
    turn = await desk.ask(f"what if i pay {owed + 100}")
    assert "a credit of $100.00" in turn.reply


async def test_a_part_of_the_minimum_leaves_the_rest_of_it(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    least = (await desk.snapshot()).minimum_due
    turn = await desk.ask("what if i pay 100")
    assert f"${least - 100:,.2f} would still be due" in turn.reply


async def test_a_line_without_interest_speaks_of_none(desk: Desk) -> None:
    await desk.sign_in("draw-line")
    turn = await desk.ask("what if i pay 50 now")
    assert "$200.00" in turn.reply
    assert "interest" not in turn.reply
    assert "minimum" not in turn.reply


async def test_nobody_works_it_out_for_whom_no_payment_is_asked_of(desk: Desk) -> None:
    await desk.sign_in("bankruptcy")
    turn = await desk.ask("what if i pay 100")
    assert "simulate_payment" not in {call.name for call in turn.tool_calls}
    assert "$" not in turn.reply


@pytest.mark.parametrize("text", ["pay 100 today", "if i pay 100 will you waive the fee"])
async def test_an_order_or_a_bargain_is_no_supposition(desk: Desk, text: str) -> None:
    turn = await desk.ask(text)
    assert "simulate_payment" not in {call.name for call in turn.tool_calls}


@pytest.mark.parametrize(
    "text",
    [
        "I might pay 90 on December 4, not sure yet",
        "thinking about paying $90 next week or so",
        "maybe i'll put 90 on it friday",
        "tal vez pague 90 el 4 de diciembre",
    ],
)
async def test_who_is_not_sure_yet_gets_an_estimate_and_no_card(desk: Desk, text: str) -> None:
    owed = (await desk.snapshot()).balance.current
    turn = await desk.ask(text)
    assert turn.confirmation is None
    assert f"${owed - 90:,.2f}" in turn.reply


@pytest.mark.parametrize(
    "text", ["ok do it", "yes please", "pay the 100", "make that payment", "sí, hágalo"]
)
async def test_an_estimate_is_taken_up_as_a_card(desk: Desk, text: str) -> None:
    await desk.ask("what if i pay 100 today")
    turn = await desk.ask(text, keep=True)
    assert turn.confirmation is not None, turn.reply
    assert turn.confirmation.fields["amount"] == "100.00"
    assert await desk.writes() == 0
    done = await desk.press(turn.confirmation.token)
    assert "$100.00" in done.reply


@pytest.mark.parametrize("text", ["ok", "thanks", "no", "yes but what if i pay 200"])
async def test_what_does_not_take_it_up_makes_no_card_of_it(desk: Desk, text: str) -> None:
    await desk.ask("what if i pay 100 today")
    turn = await desk.ask(text, keep=True)
    assert turn.confirmation is None
