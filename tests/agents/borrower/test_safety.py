"""Danger and abuse, met with people: fixed words, real numbers, the right queue."""

import psycopg
import pytest

from agents.borrower.acknowledge import DANGER_QUEUES
from agents.embedded.phrases import phrase
from tests.desk import Desk
from tests.scripted import says

MET = [
    ("my husband hits me if i don't hand him the card. what's my balance", "1-800-799-7233"),
    ("mi pareja me obligó a sacar este crédito y me pega", "1-800-799-7233"),
    ("my nephew has been draining my grandmother's account with her card", "1-833-372-8311"),
    ("su cuidador le quita la pensión a mi abuela", "1-833-372-8311"),
    ("i'm going to come down there and shoot every one of you", "988"),
]


def queues(desk: Desk) -> set[str]:
    with psycopg.connect(desk.dsn) as connection:
        rows = connection.execute(
            "SELECT queue FROM linewise.work_items WHERE conversation_id = %s",
            [desk.conversation],
        ).fetchall()
    return {row[0] for row in rows}


async def test_danger_is_met_with_people_and_no_figure(desk: Desk) -> None:
    for text, number in MET:
        desk.conversation = None
        turn = await desk.ask(text, provider=[says("Your balance matters most.")])
        assert number in turn.reply
        assert "$" not in turn.reply
        assert turn.model_calls == 0
        assert turn.handoff is not None
        assert turn.handoff.queue in set(DANGER_QUEUES.values())
        assert turn.handoff.queue in queues(desk)
        assert turn.confirmation is None


async def test_words_of_ones_own_death_come_before_all(desk: Desk) -> None:
    turn = await desk.ask("my husband hits me. i want to kill myself.")
    assert "1-800-799-7233" in turn.reply
    assert "Suicide and Crisis Lifeline" in turn.reply
    turn = await desk.ask("he beats me when the card is declined", keep=True)
    assert "Suicide and Crisis Lifeline" not in turn.reply


async def test_a_right_beside_danger_is_recorded_and_said(desk: Desk) -> None:
    turn = await desk.ask(
        "I'm afraid of my ex. He opened another line in my name without my knowledge."
    )
    assert "identity_theft" in [right.kind for right in turn.rights]
    assert turn.reply.index("1-800-799-7233") < turn.reply.index("identity")


async def test_foul_words_are_answered_once_and_the_question_too(desk: Desk) -> None:
    line = await desk.snapshot()
    owed = f"${line.balance.current:,.2f}"
    heard = phrase("abuse", "en")
    first = await desk.ask("you people are idiots. how much do i owe")
    assert first.reply.startswith(heard)
    assert owed in first.reply
    again = await desk.ask("stupid bot, how much do i owe", keep=True)
    assert heard not in again.reply
    assert owed in again.reply


@pytest.mark.parametrize("key", ["partner_abuse", "elder_abuse", "threat", "abuse"])
def test_the_words_keep_the_voice(key: str) -> None:
    for language in ("en", "es"):
        words = phrase(key, language)
        assert "!" not in words
        assert words.count("?") <= 1
