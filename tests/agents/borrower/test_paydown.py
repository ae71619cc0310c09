"""Paying for months that is only asked about: an estimate from the books, with what it rests on."""

from decimal import Decimal

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(
    "text",
    [
        "if i pay 200 a month how long until it's gone",
        "what if I pay $200 a month",
        "how much interest would i pay if i put 200 dollars a month on it",
        "paying 200 per month, when would I be debt free?",
        "si pago 200 al mes, ¿en cuánto tiempo termino de pagar?",
    ],
)
async def test_an_amount_a_month(desk: Desk, text: str) -> None:
    before = await desk.snapshot()
    turn = await desk.ask(text)
    assert turn.confirmation is None
    assert [call.name for call in turn.tool_calls if call.status == "ok"][-1] == "project_payoff"
    assert "$200.00" in turn.reply
    sources = {figure.source.path for figure in turn.figures if figure.source.name.startswith("pr")}
    assert {"payment.amount", "months", "interest"} <= sources
    assert "estimate" in turn.reply or "aproximado" in turn.reply
    assert await desk.snapshot() == before


@pytest.mark.parametrize(
    "text", ["what if i only pay the minimum", "¿y si solo pago el mínimo cada mes?"]
)
async def test_only_the_minimum(desk: Desk, text: str) -> None:
    least = (await desk.snapshot()).minimum_due
    turn = await desk.ask(text)
    assert f"${least:,.2f}" in turn.reply
    assert "years" in turn.reply or "años" in turn.reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "if i pay 15 a month how long until it's paid off",
            "would never bring the balance to zero",
        ),
        ("if i pay 45 a month how long until it's paid off", "would count as late"),
        ("si pago 15 al mes cuanto tiempo tardo en pagarlo todo", "nunca llegaría a cero"),
    ],
)
async def test_too_little(desk: Desk, text: str, said: str) -> None:
    turn = await desk.ask(text)
    assert said in turn.reply
    assert not {"months", "years"} & {figure.source.path for figure in turn.figures}


async def test_nothing_is_worked_out_for_whom_no_payment_is_asked_of(desk: Desk) -> None:
    await desk.sign_in("bankruptcy")
    turn = await desk.ask("if i pay 200 a month how long until it's gone")
    assert "project_payoff" not in {call.name for call in turn.tool_calls}
    assert "$" not in turn.reply


async def test_a_line_without_interest_is_told_so(desk: Desk) -> None:
    await desk.sign_in("draw-line")
    turn = await desk.ask("how long until it's paid off if i pay 50 a month")
    assert "interest" in turn.reply
    assert "project_payoff" not in {call.name for call in turn.tool_calls}


async def test_a_question_about_today_stays_one(desk: Desk) -> None:
    owed = (await desk.snapshot()).balance.current
    turn = await desk.ask("what if i pay 100 today")
    assert f"${owed - Decimal(100):,.2f}" in turn.reply
