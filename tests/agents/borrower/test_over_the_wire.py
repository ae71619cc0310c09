"""The whole graph with its provider behind real HTTP: good answers, and every way to fail."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from agents.model import connect
from agents.turn import Turn
from tests.agents.model.wire import Wire
from tests.desk import PROVIDER_TIMEOUT_S, Desk

Ask = Callable[[str], Awaitable[Turn]]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        yield running


@pytest.fixture
async def ask(desk: Desk, wire: Wire) -> AsyncIterator[Ask]:
    provider = connect("openai:scripted", "no key", wire.url, PROVIDER_TIMEOUT_S)
    desk.assistant = desk.serve_with(provider)
    yield lambda text: desk.ask(text, keep=True)
    await provider.root_async_client.close()


async def test_a_tool_call_and_a_draft_make_a_verified_turn(
    desk: Desk, wire: Wire, ask: Ask
) -> None:
    wire.script = [
        'tool:payoff:{"as_of": "2026-12-31"}',
        "text:Paying {{payoff.total}} on {{payoff.as_of}} settles your line in full.",
    ]
    turn = await ask("what would it take to pay it all off on december 31?")
    assert turn.engine == "openai:scripted"
    assert turn.model_calls == 2
    assert [f.source.path for f in turn.figures] == ["total", "as_of"]
    assert turn.figures[0].text in turn.reply
    told = str(wire.requests[0]["messages"])
    assert desk.who.name not in told  # the provider isn't told whose line it is


@pytest.mark.parametrize("failure", ["500", "hang", "garbage", "cut:You owe", "text:$9,999.99"])
async def test_a_failing_provider_gives_way_in_the_same_turn(
    desk: Desk, wire: Wire, ask: Ask, failure: str
) -> None:
    wire.script = [failure]
    turn = await ask("how much do i owe?")
    line = await desk.snapshot()
    assert turn.engine == "embedded"
    assert f"${line.balance.current:,.2f}" in turn.reply
    assert "$9,999.99" not in turn.reply
    assert any(v.rail == "provider" and v.outcome == "blocked" for v in turn.verdicts)


async def test_a_rate_limit_is_waited_out(desk: Desk, wire: Wire, ask: Ask) -> None:
    wire.script = ["429", "text:You owe {{account_snapshot.balance.current}} as of today."]
    turn = await ask("how much do i owe?")
    assert turn.engine == "openai:scripted"
    assert len(wire.requests) == 2
