"""The provider's client over real HTTP: streaming, tool calls, and every way to fail."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort, ModelUnavailable, connect
from tests.agents.model.wire import Wire
from tools.catalogue import BORROWER

TIMEOUT_S = 1.0
Ask = Callable[[str], Awaitable[AIMessage]]
TOOLS = BORROWER.open_to(frozenset({"borrower"}))


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        yield running


@pytest.fixture
async def ask(wire: Wire) -> AsyncIterator[Ask]:
    """Ask the provider over the wire, patiently enough for a retry and no more."""
    provider = connect("openai:scripted", "no key", wire.url, TIMEOUT_S)
    port = ModelPort(
        EmbeddedChatModel(),
        provider,
        "openai:scripted",
        monotonic=time.monotonic,
        timeout_s=TIMEOUT_S,
    )
    yield lambda text: port.call("provider", [HumanMessage(text)], TOOLS)
    await provider.root_async_client.close()


async def test_streamed_words_arrive_whole(wire: Wire, ask: Ask) -> None:
    wire.script = ["text:You owe nothing today."]
    answer = await ask("hi")
    assert str(answer.content).strip() == "You owe nothing today."
    assert wire.requests[0]["stream"] is True


async def test_a_streamed_tool_call_arrives_with_its_arguments(wire: Wire, ask: Ask) -> None:
    wire.script = ['tool:payoff:{"as_of": "2026-12-31"}']
    answer = await ask("payoff?")
    assert [(c["name"], c["args"]) for c in answer.tool_calls] == [
        ("payoff", {"as_of": "2026-12-31"})
    ]
    offered = {tool["function"]["name"] for tool in wire.requests[0]["tools"]}
    assert "payoff" in offered


async def test_a_429_is_waited_out_once(wire: Wire, ask: Ask) -> None:
    wire.script = ["429", "text:Hello."]
    answer = await ask("hi")
    assert str(answer.content).strip() == "Hello."
    assert len(wire.requests) == 2


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ("429", "RateLimitError 429"),
        ("500", "500"),
        ("hang", "Timeout"),
        ("garbage", ""),
        ("text:", "empty"),
    ],
)
async def test_failures_are_said_and_nothing_else_escapes(
    wire: Wire, ask: Ask, behaviour: str, why: str
) -> None:
    wire.script = [behaviour]
    with pytest.raises(ModelUnavailable) as caught:
        await ask("hi")
    assert why in caught.value.why


async def test_broken_arguments_never_become_values(wire: Wire, ask: Ask) -> None:
    # The client mends a stream's broken arguments to none; what needs some refuses that.
    wire.script = ["badjson:payoff:{not json"]
    answer = await ask("payoff?")
    assert [call["args"] for call in answer.tool_calls] == [{}]
