"""A sum a month, offered with nothing else: what the line says decides what it is about."""

import pytest

from tests.desk import Desk


@pytest.mark.parametrize("said", ["i can do 55 a month", "puedo pagar 55 al mes"])
async def test_an_offer_in_a_new_talk_goes_on_with_the_request_for_help(
    desk: Desk, said: str
) -> None:
    await desk.sign_in("steady")
    await desk.ask("i got laid off and can't pay")
    turn = await desk.ask(said)  # in a conversation of its own
    assert "comes in" in turn.reply or "entra cada mes" in turn.reply
    assert "manage each month" not in turn.reply


async def test_an_offer_on_a_line_that_is_behind_is_heard_as_one(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    turn = await desk.ask("i could do 55 a month")
    assert "comes in" in turn.reply


@pytest.mark.parametrize("said", ["i can pay 55 a month", "can i set autopay to 55 a month?"])
async def test_on_a_line_in_order_a_sum_a_month_asks_for_no_help(desk: Desk, said: str) -> None:
    await desk.sign_in("steady")
    turn = await desk.ask(said)
    assert "comes in" not in turn.reply
    assert not turn.rights
