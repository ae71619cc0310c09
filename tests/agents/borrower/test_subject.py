"""Short questions that point back: they are answered of what the talk is about."""

from decimal import Decimal

from tests.desk import Desk


async def say(desk: Desk, *texts: str) -> str:
    """Say some messages in one conversation; return the last reply."""
    reply = ""
    for text in texts:
        reply = (await desk.ask(text, keep=True)).reply
    return reply


async def test_of_a_dispute_its_letters_and_its_interest(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await say(desk, "two charges at nvx digital arent mine")
    card = (await desk.ask("yes both", keep=True)).confirmation
    assert card is not None
    await desk.press(card.token)
    assert "December 20" in await say(desk, "whats the timeline")
    assert "February 11, 2027" in await say(desk, "ok what happens next?")
    assert "doesn't have to be paid" in await say(desk, "what about the interest on them")
    assert "new virtual card number" in await say(desk, "so how do I make it stop for good")


async def test_of_a_request_for_help_when_people_answer(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await say(desk, "lost my job, 1500 in, 1400 out, i can do 55, 3 months")
    assert "December 2" in await say(desk, "how long does that take")
    await say(desk, "the first one")
    for text in ("what happens next", "how long will it take?", "¿y ahora qué?"):
        reply = await say(desk, text)
        assert "December 2" in reply or "2 de diciembre" in reply


async def test_of_a_plan_its_end_and_what_a_missed_payment_does(desk: Desk) -> None:
    await desk.sign_in("on-plan")
    await say(desk, "whats my plan payment")
    assert "miss a plan payment" in await say(desk, "what if i miss it")
    assert "February 28, 2027" in await say(desk, "when does it end")


async def test_a_question_with_a_subject_of_its_own_is_not_taken_back(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    await say(desk, "I lost my job and can't pay")
    owes = (await desk.snapshot()).minimum_due
    assert f"${owes}" in await say(desk, "how much is my minimum")
    assert "with our hardship team" not in await say(desk, "how long do refunds take?")


async def test_what_is_told_after_no_plan_fitted_is_looked_at_again(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    first = await say(desk, "I lost my job, 1500 in, 1400 out, I can do 5, 3 months")
    assert "None of the plans fits" in first
    again = await desk.ask("i can do 55 a month", keep=True)
    assert "$50.00 a month" in again.reply
    sent = await desk.ask("send it in", keep=True)
    assert [c.status for c in sent.tool_calls if c.name == "submit_hardship_draft"] == ["ok"]
    assert (await desk.snapshot()).balance.current > Decimal(0)


async def test_what_a_worried_borrower_asks_gets_the_rule_that_is_meant(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    assert "only a person can agree" in await say(desk, "can i settle this for less")
    assert "won't guess" in await say(desk, "are you going to sue me?")
    assert "30 days or more past due" in await say(desk, "will this ruin my credit?")
    await say(desk, "i cant pay, lost my job")
    assert "no effect on your credit" in await say(desk, "will asking hurt my credit")


async def test_of_a_dispute_the_credit_is_the_disputes(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await say(desk, "two charges at nvx arent mine")
    assert "while a billing dispute about it is open" in await say(desk, "will it hurt my credit")


async def test_of_a_dispute_what_is_still_to_be_paid(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    await say(desk, "two charges at nvx arent mine")
    for text in ("do i still pay the minimum on those?", "so do I still have to pay it"):
        assert "The rest of your bill is still due" in await say(desk, text)


async def test_of_autopay_or_a_payment_what_missing_one_costs(desk: Desk) -> None:
    await say(desk, "is my autopay on?")
    reply = await say(desk, "what if i miss it")
    assert "late fee" in reply
    assert "30 days" in reply
    assert "before the due date" in reply


async def test_of_help_whether_the_line_can_be_used(desk: Desk) -> None:
    await desk.sign_in("on-plan")
    await say(desk, "whats my plan payment")
    assert "purchases" in await say(desk, "can i still use the card")


async def test_of_spending_another_kind_of_shop_in_the_same_days(desk: Desk) -> None:
    first = await desk.ask("how much did i spend on groceries in october")
    then = await desk.ask("how about gas", keep=True)
    assert [c.name for c in then.tool_calls][-1:] == ["list_transactions"]
    spent = [c.arguments for t in (first, then) for c in t.tool_calls if "since" in c.arguments]
    assert spent[0]["since"] == spent[1]["since"]
    assert (spent[0]["merchant"], spent[1]["merchant"]) == ("groceries", "fuel")


async def test_the_statements_balance_is_the_statements(desk: Desk) -> None:
    turn = await desk.ask("what is my statement balance")
    assert "get_statement" in {call.name for call in turn.tool_calls}
    assert "closed" in turn.reply
