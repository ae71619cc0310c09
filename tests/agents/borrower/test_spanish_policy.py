"""A Spanish-speaking borrower is quoted the policy in Spanish, and only what it says there."""

import pytest

from tests.desk import Desk
from tests.scripted import calls, says

NOTICE = "translated-policy"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¿en cuánto tiempo me responden la disputa?", "30 días"),
        ("¿cómo funciona el período de gracia?", "compras"),
        ("¿comparten mis datos con alguien?", "autorizado"),
        ("¿a qué hora cierran los pagos del día?", "8 p.m."),
        ("¿cuánto me cobran si me atraso?", "$30"),
        ("¿pedir ayuda afecta mi crédito?", "crédito"),
    ],
)
async def test_the_quote_and_its_citation_are_spanish(desk: Desk, text: str, words: str) -> None:
    turn = await desk.ask(text)
    assert turn.citations, turn.reply
    assert words in turn.reply
    assert "en inglés)" not in turn.reply
    for cited in turn.citations:
        assert cited.quote in turn.reply


async def test_of_help_whether_the_card_can_be_used_meanwhile(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await desk.ask("hola, perdi mi trabajo y no puedo pagar")
    turn = await desk.ask("¿puedo usar la tarjeta mientras?", keep=True)
    assert "compras nuevas mientras haya un plan" in turn.reply


async def test_that_it_is_a_translation_is_said_once(desk: Desk) -> None:
    first = await desk.ask("¿cuánto tiempo tengo para disputar un cargo?")
    second = await desk.ask("¿cómo funciona el período de gracia?", keep=True)
    assert [NOTICE in {d.id for d in turn.disclosures} for turn in (first, second)] == [True, False]
    english = await desk.ask("how long do i have to dispute a charge")
    assert NOTICE not in {d.id for d in english.disclosures}


@pytest.mark.parametrize(
    "claim", ["“Tiene 90 días para disputar.”", "“Nunca tiene que pagar el resto de su cuenta.”"]
)
async def test_a_model_can_not_make_up_what_the_translation_says(desk: Desk, claim: str) -> None:
    found = "{{cite:policies/disputes@3#2}}"
    look_up = calls("search_policy", query="how long to dispute", document="disputes")
    turn = await desk.ask(
        "¿cuánto tiempo tengo para disputar un cargo?", [look_up, says(claim + found)] * 2
    )
    assert claim.strip("“”") not in turn.reply
