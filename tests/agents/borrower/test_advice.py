"""Advice is declined whichever engine serves; a general question gets an answer."""

from datetime import date

from agents.embedded.skills.money import glossary
from guardrails.claims import ClaimContext, ClaimsRail
from guardrails.figures import extract
from tests.desk import Desk
from tests.scripted import says

TODAY = date(2026, 11, 20)


async def test_a_wish_for_advice_is_declined_with_help_and_no_model_is_asked(desk: Desk) -> None:
    hostile = says("Put it all in bitcoin. It always goes up.")
    turn = await desk.ask("should I put my savings in bitcoin or gold?", provider=[hostile])
    assert "can't advise" in turn.reply
    assert "Investor.gov" in turn.reply
    assert "bitcoin" not in turn.reply
    assert desk.provider.seen == []
    assert any(v.rail == "advice" for v in turn.verdicts)


async def test_what_else_was_asked_is_answered_beside_it(desk: Desk) -> None:
    turn = await desk.ask("how much do i owe? and should i buy tech stocks?")
    owed = (await desk.snapshot()).balance.current
    assert f"${owed:,.2f}" in turn.reply
    assert "can't advise" in turn.reply


async def test_in_spanish(desk: Desk) -> None:
    turn = await desk.ask("¿Debería invertir mis ahorros en criptomonedas?")
    assert "No puedo aconsejarle" in turn.reply


async def test_a_general_question_is_answered(desk: Desk) -> None:
    turn = await desk.ask("what's the difference between an etf and a mutual fund?")
    assert "priced once a day" in turn.reply
    assert "can't advise" not in turn.reply
    odd = await desk.ask("what is a contango in oil trading, generally?", keep=True)
    assert "can't advise" not in odd.reply


def test_the_glossary_states_no_figure_and_breaks_no_rule() -> None:
    rail = ClaimsRail.load()
    for term in glossary():
        for text in (term.en, term.es):
            assert rail.check(text, ClaimContext()) == ()
            figures = extract(text, "en", TODAY)
            assert [f.text for f in figures] == [], text
