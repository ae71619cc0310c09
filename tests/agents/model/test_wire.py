"""The provider's client over real HTTP: streaming, tool calls, and every way to fail."""

import time
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage

from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort, ModelUnavailable, connect
from tests.agents.model.wire import Wire
from tools.catalogue import BORROWER

TOOLS = BORROWER.open_to(frozenset({"borrower"}))


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as running:
        yield running


def port(wire: Wire, timeout_s: float = 5.0) -> ModelPort:
    provider = connect("openai:scripted", "no key", wire.url, timeout_s)
    return ModelPort(
        EmbeddedChatModel(),
        provider,
        "openai:scripted",
        monotonic=time.monotonic,
        timeout_s=timeout_s,
    )


async def test_streamed_words_arrive_whole(wire: Wire) -> None:
    wire.script = ["text:You owe nothing today."]
    answer = await port(wire).call("provider", [HumanMessage("hi")], TOOLS)
    assert str(answer.content).strip() == "You owe nothing today."
    assert wire.requests[0]["stream"] is True


async def test_a_streamed_tool_call_arrives_with_its_arguments(wire: Wire) -> None:
    wire.script = ['tool:payoff:{"as_of": "2026-12-31"}']
    answer = await port(wire).call("provider", [HumanMessage("payoff?")], TOOLS)
    assert [(c["name"], c["args"]) for c in answer.tool_calls] == [
        ("payoff", {"as_of": "2026-12-31"})
    ]
    offered = {tool["function"]["name"] for tool in wire.requests[0]["tools"]}
    assert "payoff" in offered


async def test_a_429_is_waited_out_once(wire: Wire) -> None:
    wire.script = ["429", "text:Hello."]
    answer = await port(wire).call("provider", [HumanMessage("hi")], TOOLS)
    assert str(answer.content).strip() == "Hello."
    assert len(wire.requests) == 2


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ("429", "RateLimitError 429"),
        ("500", "500"),
        ("hang", "Timeout"),
        ("garbage", ""),
        ("badjson:payoff:{not json", "isn't valid JSON"),
        ("text:", "empty"),
    ],
)
async def test_failures_are_said_and_nothing_else_escapes(
    wire: Wire, behaviour: str, why: str
) -> None:
    wire.script = [behaviour]
    with pytest.raises(ModelUnavailable) as caught:
        await port(wire, timeout_s=0.6).call("provider", [HumanMessage("hi")], TOOLS)
    assert why in caught.value.why
