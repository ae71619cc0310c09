"""Streams: the order of events, resuming, and turns that outlive their reader."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from agents.assistant import Event
from agents.errors import Busy
from agents.turn import Turn
from api.conversations.streams import STREAMS_KEPT_MAX, Stream, Streams
from tests.api.conftest import FakeAssistant

SSE = {"Accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Parse an event stream into (id, event, data)."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


async def send(ava: httpx.AsyncClient, id: str, text: str, **headers: str) -> httpx.Response:
    return await ava.post(
        f"/v1/conversations/{id}/messages",
        json={"text": text, "client_message_id": "m1"},
        headers=SSE | {name.replace("_", "-"): value for name, value in headers.items()},
    )


async def test_events_come_in_order_and_done_carries_the_turn(
    ava: httpx.AsyncClient, conversation: str
) -> None:
    answer = await send(ava, conversation, "hi")
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    assert [(id, kind) for id, kind, _ in found] == [("1", "status"), ("2", "delta"), ("3", "done")]
    assert Turn.model_validate(found[-1][2]).reply == "You said: hi"


async def test_a_reader_that_comes_back_gets_what_it_missed(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    await send(ava, conversation, "hi")
    resumed = await send(ava, conversation, "hi", last_event_id="2")
    assert [kind for _, kind, _ in events(resumed.text)] == ["done"]
    assert assistant.runs == 1


async def test_a_reader_that_comes_back_to_another_replica_gets_the_recorded_turn(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    sent = await ava.post(
        f"/v1/conversations/{conversation}/messages",
        json={"text": "hi", "client_message_id": "m1"},
    )
    resumed = await send(ava, conversation, "hi", last_event_id="2")
    [(_, kind, data)] = events(resumed.text)
    assert kind == "done"
    assert data == sent.json()
    assert assistant.runs == 1


async def test_an_error_before_the_first_event_is_a_plain_problem(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    assistant.fail_with = Busy()
    refused = await send(ava, conversation, "hi")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assistant.fail_with = None
    assert events((await send(ava, conversation, "hi")).text)[-1][1] == "done"


@pytest.mark.parametrize(
    ("id", "text", "status"), [("c1", "   ", 422), ("c1", "a\u0000b", 422), ("nobody", "hi", 404)]
)
async def test_what_can_be_refused_is_refused_before_the_first_byte(
    ava: httpx.AsyncClient,
    conversation: str,
    assistant: FakeAssistant,
    id: str,
    text: str,
    status: int,
) -> None:
    refused = await send(ava, id, text)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert assistant.runs == 0


async def test_an_error_in_the_middle_is_an_event_without_detail(
    ava: httpx.AsyncClient, conversation: str
) -> None:
    answer = await send(ava, conversation, "break it")
    found = events(answer.text)
    assert [kind for _, kind, _ in found] == ["status", "delta", "error"]
    assert found[-1][2]["code"] == "internal"
    assert "secret" not in answer.text


async def test_the_same_id_with_another_text_is_refused_while_it_streams(
    ava: httpx.AsyncClient, conversation: str, assistant: FakeAssistant
) -> None:
    running = asyncio.create_task(send(ava, conversation, "wait a bit"))
    while assistant.runs == 0:
        await asyncio.sleep(0.01)
    refused = await send(ava, conversation, "something else")
    assistant.gate.set()
    assert refused.status_code == 409
    assert refused.json()["code"] == "message_conflict"
    assert events((await running).text)[-1][1] == "done"


async def numbered(gate: asyncio.Event) -> AsyncIterator[Event]:
    yield Event("status", {})
    await gate.wait()
    yield Event("done", {})


async def test_a_turn_goes_on_without_its_reader() -> None:
    gate = asyncio.Event()
    stream = Stream(numbered(gate))
    reader = stream.after(0)
    assert (await anext(reader))[1].type == "status"
    await reader.aclose()  # type: ignore[attr-defined]
    gate.set()
    assert [event.type async for _, event in stream.after(0)] == ["status", "done"]
    assert stream.ended


async def test_shutting_down_stops_what_still_runs() -> None:
    streams = Streams()
    stream = streams.begin(("b", "c", "m", "t"), numbered(asyncio.Event()))
    await stream.started()
    await streams.close()
    assert stream.ended


@pytest.mark.parametrize("extra", [1, 5])
async def test_only_so_many_finished_streams_are_kept(extra: int) -> None:
    streams, gate = Streams(), asyncio.Event()
    gate.set()
    for number in range(STREAMS_KEPT_MAX + extra):
        stream = streams.begin(("b", "c", str(number), "t"), numbered(gate))
        assert [event.type async for _, event in stream.after(0)] == ["status", "done"]
    assert streams.find(("b", "c", "0", "t")) is None
    assert streams.find(("b", "c", str(STREAMS_KEPT_MAX), "t")) is not None
