"""Every turn replays (P6): byte for byte from its record, whatever the books hold by now."""

import json
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from agents.borrower.rerun import NoReplay, Rerun, rerun
from tests.desk import Desk
from tests.scripted import calls, says

CONVERSATION = (
    "hey how much do i owe and when's it due",
    "is there a late fee? and what's the payoff",
    "can you pay $75 on friday",
    "/confirm",
    "there's a charge for $40 i never made, call me at 205-555-0143",
    "no me llamen más",
    "what did i pay last month",
)


async def talk(desk: Desk, provider: Any = None) -> None:
    token = ""
    for text in CONVERSATION:
        if text == "/confirm" and not token:
            continue
        turn = await desk.press(token) if text == "/confirm" else await desk.ask(text, provider)
        if turn.confirmation is not None:
            token = turn.confirmation.token


def records(desk: Desk) -> list[dict[str, Any]]:
    with psycopg.connect(desk.dsn) as connection:
        rows = connection.execute(
            "SELECT record FROM linewise.turns WHERE conversation_id = %s ORDER BY position",
            [desk.conversation],
        ).fetchall()
    return [json.loads(row[0]) for row in rows]


async def again(desk: Desk, record: dict[str, Any], release: Any = "recorded") -> Rerun:
    return await rerun(desk.build(None).services, record, release)


def bytes_of(turn: Any) -> bytes:
    return json.dumps(turn, separators=(",", ":")).encode()


ASKS = (calls("payoff", as_of="2026-11-25"), says("You owe {{account_snapshot.balance.current}}."))


@pytest.mark.parametrize(
    "provider",
    [None, list(ASKS), [ConnectionError("down")]],
    ids=["embedded", "provider", "provider down"],
)
async def test_every_turn_is_the_same_byte_for_byte(desk: Desk, provider: Any) -> None:
    await talk(desk, provider)
    for record in records(desk)[1:]:
        found = await again(desk, record)
        assert found.missing == ()
        assert found.turn is not None
        assert found.turn.model_dump(mode="json") == record["turn"]
        assert bytes_of(found.turn.model_dump(mode="json")) == bytes_of(record["turn"])


async def test_the_code_of_today_gives_the_same_turn_while_nothing_changed(desk: Desk) -> None:
    await talk(desk)
    for record in records(desk)[1:]:
        found = await again(desk, record, "current")
        assert found.turn is not None
        assert found.turn.model_dump(mode="json") == record["turn"]


async def test_a_replay_writes_nothing_and_asks_nobody(desk: Desk) -> None:
    await talk(desk)
    kept, written = records(desk), await desk.writes()

    def nobody(borrower: Any) -> Any:
        raise AssertionError("a replay asked the books")

    services = desk.build(None).services
    for record in kept[1:]:
        await rerun(replace(services, books_of=nobody), record, "current")
    assert records(desk) == kept
    assert await desk.writes() == written


async def test_a_changed_record_is_not_the_same(desk: Desk) -> None:
    await desk.ask(CONVERSATION[0])
    (record,) = records(desk)[1:]
    for call in record["inputs"]["books"]:
        if call["method"] == "snapshot":
            call["result"]["balance"]["current"] = "9999.00"
    found = await again(desk, record)
    assert found.turn is not None
    assert found.turn.model_dump(mode="json") != record["turn"]
    assert "$9,999.00" in found.turn.reply


async def test_what_the_record_has_no_answer_for_is_named(desk: Desk) -> None:
    await desk.ask("what's my payoff")
    (record,) = records(desk)[1:]
    record["inputs"]["books"] = [
        call for call in record["inputs"]["books"] if call["method"] != "payoff"
    ]
    found = await again(desk, record, "current")
    assert any(name.startswith("payoff") for name in found.missing)


async def test_an_opening_cannot_be_run_again(desk: Desk) -> None:
    await desk.ask("hi")
    with pytest.raises(NoReplay):
        await again(desk, records(desk)[0])
