"""Conversations of the demo's borrowers, on real books, with the embedded engine."""

from datetime import date
from decimal import Decimal

import pytest

from agents.errors import BadMessage, UnknownConversation, UnknownToken
from agents.turn import Turn
from tests.desk import Desk


def resolves(turn: Turn) -> None:
    """Every figure of the reply names the result or passage it comes from (P1)."""
    for figure in turn.figures:
        assert figure.text in turn.reply
        assert figure.source.name
        assert figure.source.path


async def test_what_i_owe_and_when_equals_the_books(desk: Desk) -> None:
    turn = await desk.ask("what do i owe you people and by when?")
    line = await desk.snapshot()
    by_path = {figure.source.path: figure.value for figure in turn.figures}
    assert by_path["balance.current"] == f"{line.balance.current:.2f}"
    assert by_path["minimum_due"] == f"{line.minimum_due:.2f}"
    assert line.due_date is not None
    assert by_path["due_date"] == line.due_date.isoformat()
    assert turn.model_calls <= 2
    resolves(turn)


async def test_a_payment_needs_one_press_and_pays_once(desk: Desk) -> None:
    before = await desk.books.payments(50)
    quoted = await desk.ask("send 75 dollars on november 27 please", keep=True)
    card = quoted.confirmation
    assert card is not None
    assert card.action == "schedule_payment"
    assert [d.id for d in card.disclosures] == ["payment-authorization"]
    assert "$75.00" in card.disclosures[0].text
    assert "November 27, 2026" in card.disclosures[0].text

    typed = await desk.ask("yes do it", keep=True)
    assert "Confirm" in typed.reply
    assert (await desk.books.payments(50)).count == before.count

    first, second = await desk.press(card.token), await desk.press(card.token)
    assert [call.status for call in first.tool_calls if call.name == card.action] == ["ok"]
    assert first.reply == second.reply
    after = await desk.books.payments(50)
    assert after.count == before.count + 1
    payment = next(p for p in after.payments if p.status == "scheduled" and p.source == "one_off")
    assert (payment.amount, payment.on) == (Decimal("75.00"), date(2026, 11, 27))
    resolves(first)


async def test_cancelling_works_the_same_way(desk: Desk) -> None:
    await desk.press(await token(desk, "pay 60 on december 1st"))
    cancelling = await desk.ask("cancel that payment", keep=True)
    assert cancelling.confirmation is not None
    assert cancelling.confirmation.action == "cancel_payment"
    listed = await desk.books.payments(50)
    assert any(p.status == "scheduled" and p.amount == 60 for p in listed.payments)
    await desk.press(cancelling.confirmation.token)
    listed = await desk.books.payments(50)
    assert not any(p.status == "scheduled" and p.amount == 60 for p in listed.payments)


async def token(desk: Desk, text: str) -> str:
    turn = await desk.ask(text, keep=True)
    assert turn.confirmation is not None
    return turn.confirmation.token


async def test_a_card_put_away_is_gone_and_another_amount_gets_another_card(desk: Desk) -> None:
    first = await token(desk, "i want to pay 50 today")
    assert "nothing was moved" in (await desk.press(first, "cancel")).reply
    second = await token(desk, "make it 65 instead")
    assert second != first
    await desk.press(second)
    amounts = [p.amount for p in (await desk.books.payments(5)).payments if p.status == "pending"]
    assert amounts == [Decimal("65.00")]


@pytest.mark.parametrize("no", ["never mind", "no, cancel that", "i changed my mind, dont"])
async def test_a_typed_no_puts_the_card_away_for_good(desk: Desk, no: str) -> None:
    first = await token(desk, "i want to pay 50 today")
    refused = await desk.ask(no, keep=True)
    assert "nothing was moved" in refused.reply
    assert refused.confirmation is None
    assert "nothing was moved" in (await desk.press(first)).reply
    assert not any(p.status == "pending" for p in (await desk.books.payments(5)).payments)
    yes = await desk.ask("ok yes do it", keep=True)
    assert yes.confirmation is None
    assert not any(call.name == "make_payment" for call in yes.tool_calls)


async def test_a_no_beside_another_request_leaves_the_card(desk: Desk) -> None:
    await token(desk, "i want to pay 50 today")
    turn = await desk.ask("no wait, what is my balance first?", keep=True)
    assert "$2,071.14" in turn.reply
    assert "nothing was moved" not in turn.reply


async def test_a_card_of_moved_books_is_refused_with_a_fresh_one(desk: Desk) -> None:
    from agents.errors import BooksMoved

    stale = await token(desk, "pay 40 on december 2")
    await desk.press(await token(desk, "pay 30 on december 3"))
    with pytest.raises(BooksMoved) as moved:
        await desk.press(stale)
    fresh = moved.value.turn.confirmation
    assert fresh is not None
    assert fresh.token != stale
    assert fresh.fields == {**fresh.fields, "amount": "40.00"}
    await desk.press(fresh.token)


async def test_trailing_interest_is_explained_by_steps_that_add_up(desk: Desk) -> None:
    await desk.sign_in("residual-interest")
    turn = await desk.ask("i paid my bill in full so what is this interest for")
    steps = [
        Decimal(f.value)
        for f in turn.figures
        if f.source.path.startswith("interest_steps.") and f.source.path.endswith(".amount")
    ]
    total = {Decimal(f.value) for f in turn.figures if f.source.path == "total"}
    assert {sum(steps)} == total
    assert [c.document for c in turn.citations] == ["interest-and-grace-period"]
    resolves(turn)


async def test_two_claims_in_one_message_start_two_clocks(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    turn = await desk.ask(
        "i see 2 charges from some shop i never heard of, and my grocer billed me twice too"
    )
    assert {right.kind: right.status for right in turn.rights} == {
        "unauthorized_use": "new",
        "billing_error": "new",
    }
    for right in turn.rights:
        clocks = {clock.name: clock for clock in right.clocks}
        assert clocks["acknowledge"].due == date(2026, 12, 20)
        assert clocks["acknowledge"].cite == "12 CFR 1026.13(c)(1)"
        assert clocks["resolve"].due <= date(2027, 2, 18)
    assert turn.reply.rstrip().endswith("?")
    assert turn.reply.count("NVX Digital") == 2
    assert "refund" not in turn.reply.lower()
    assert "billing-rights" in [d.id for d in turn.disclosures]

    again = await desk.ask("as i said, those charges aren't mine", keep=True)
    assert {right.status for right in again.rights} <= {"known"}

    await desk.sign_in("strange-charges")
    later = await desk.ask("two charges aren't mine and the grocer billed me twice", keep=True)
    assert {right.status for right in later.rights} == {"known"}
    assert later.reply.count("?") == 1
    assert later.reply.count("on record since") == 1
    next_question = await desk.ask("yes, both of those", keep=True)
    assert "Greenfield Foods" in next_question.reply
    done = await desk.ask("right", keep=True)
    assert done.confirmation is not None
    assert done.confirmation.action == "file_dispute"


async def test_bankruptcy_is_answered_without_asking_for_money(desk: Desk) -> None:
    await desk.sign_in("bankruptcy")
    turn = await desk.ask("My lawyer filed my chapter 7, do you still expect me to pay?")
    assert {"bankruptcy", "attorney_represented"} <= {right.kind for right in turn.rights}
    assert {right.status for right in turn.rights} == {"known"}
    assert turn.handoff is not None
    assert turn.handoff.queue == "bankruptcy"
    assert turn.confirmation is None
    assert "bankruptcy-no-collection" in [d.id for d in turn.disclosures]
    for word in ("past due", "late", "minimum", "overdue"):
        assert word not in turn.reply.lower()


async def test_hardship_intake_asks_what_decides_and_never_twice(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    first = await desk.ask("i got laid off and i cant make my payments", keep=True)
    assert [right.kind for right in first.rights] == ["hardship"]
    assert "how much could you manage" in first.reply
    second = await desk.ask("maybe 40 a month", keep=True)
    assert "what comes in" in second.reply
    third = await desk.ask("i get 1400 and rent and food is 1250", keep=True)
    assert "how long" in third.reply
    last = await desk.ask("not sure, three months i guess", keep=True)
    assert last.handoff is not None
    assert last.handoff.queue == "hardship"
    for told in ("40.00", "1400.00", "1250.00"):
        assert told in last.handoff.summary
    assert "approved" not in last.reply


async def test_a_plan_is_answered_in_spanish(desk: Desk) -> None:
    await desk.sign_in("on-plan")
    turn = await desk.ask("¿cuánto me toca pagar este mes de mi plan y cuándo?")
    line = await desk.snapshot()
    assert line.plan is not None
    assert f"${line.plan.payment:,.2f}" in turn.reply
    assert "noviembre" in turn.reply
    resolves(turn)


async def test_a_crisis_is_met_with_people_and_nothing_else(desk: Desk) -> None:
    turn = await desk.ask("i owe so much that i want to end my life. whats my balance")
    assert [right.kind for right in turn.rights] == ["self_harm_or_crisis"]
    assert "988" in turn.reply
    assert "$" not in turn.reply
    assert turn.handoff is not None
    assert turn.handoff.queue == "crisis"
    assert turn.model_calls == 0


async def test_a_death_is_met_without_a_figure(desk: Desk) -> None:
    turn = await desk.ask("my father passed away last week, he had this account. what did he owe?")
    assert "deceased" in [right.kind for right in turn.rights]
    assert "$" not in turn.reply
    assert turn.handoff is not None
    assert turn.handoff.queue == "estates"


async def test_another_borrowers_conversation_and_card_are_nobodys(desk: Desk) -> None:
    stolen = await token(desk, "pay 50 today")
    theirs = desk.conversation
    await desk.sign_in("job-loss")
    own, _ = await desk.assistant.open(desk.who, "app")
    with pytest.raises(UnknownConversation):
        await desk.assistant.message(desk.who, theirs, "hello")
    with pytest.raises(UnknownConversation):
        await desk.assistant.confirm(desk.who, theirs, stolen, "confirm")
    with pytest.raises(UnknownToken):
        await desk.assistant.confirm(desk.who, own, stolen, "confirm")


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_000, "a\x00b", "pay \u202e05$"])
async def test_what_cant_be_taken_is_refused_and_leaves_nothing(desk: Desk, text: str) -> None:
    await desk.ask("hi", keep=True)
    before = await desk.last_record()
    with pytest.raises(BadMessage):
        await desk.ask(text, keep=True)
    assert await desk.last_record() == before


async def test_the_same_client_message_is_answered_once(desk: Desk) -> None:
    await desk.ask("hi", keep=True)
    args = (desk.who, desk.conversation, "pay 20 today", "m-1")
    first, second = await desk.assistant.message(*args), await desk.assistant.message(*args)
    assert first == second


async def test_a_second_claim_in_a_conversation_gets_its_own_question(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await desk.ask("two of the charges on my last statement aren't mine", keep=True)
    done = await desk.ask("yes", keep=True)
    assert done.confirmation is not None
    await desk.press(done.confirmation.token)
    second = await desk.ask("also the grocer billed me two times for one trip", keep=True)
    assert [right.kind for right in second.rights] == ["billing_error"]
    assert "Greenfield Foods" in second.reply
    outcome = await desk.ask("will i get my money back?", keep=True)
    assert "can't promise" in outcome.reply


async def test_an_order_to_pay_interrupts_an_intake(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await desk.ask("i was laid off and can't keep up", keep=True)
    quoted = await desk.ask("ok i want to pay $25.00 tomorrow though", keep=True)
    assert quoted.confirmation is not None
    assert quoted.confirmation.fields["amount"] == "25.00"


async def test_close_answers_to_everyday_questions(desk: Desk) -> None:
    year = await desk.ask("how much interest was i charged this year", keep=True)
    assert any(f.source.path == "interest_year_to_date" for f in year.figures)
    closing = await desk.ask("when does my statement close", keep=True)
    assert any(f.source.path == "next_closing_date" for f in closing.figures)
    minimum = await desk.ask("what's the minimum payment this month", keep=True)
    assert minimum.rights == ()


async def test_asking_what_a_sum_comes_to_while_asked_how_much_chooses_nothing(desk: Desk) -> None:
    asked = await desk.ask("i want to make a payment", keep=True)
    assert asked.confirmation is None
    told = await desk.ask("what's my minimum?", keep=True)
    assert told.confirmation is None
    assert "minimum_due" in {figure.source.path for figure in told.figures}
    chosen = await desk.ask("ok the minimum then", keep=True)
    assert chosen.confirmation is not None
    assert chosen.confirmation.fields["amount"] == f"{(await desk.snapshot()).minimum_due:.2f}"
