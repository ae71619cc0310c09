"""What a provider is offered."""

import time
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from pydantic import Field

from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort
from tests.scripted import ScriptedProvider
from tools.catalogue import BORROWER

TOOLS = BORROWER.open_to(frozenset({"borrower"}))


class Careless(ScriptedProvider):
    """A client that changes the tools that it is offered."""

    parameters: list[list[dict[str, Any]]] = Field(default_factory=list)

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        given = [tool["function"]["parameters"] for tool in tools]
        self.parameters.append(deepcopy(given))
        for schema in given:
            schema.get("properties", {}).clear()
        return super().bind_tools(tools, **kwargs)


async def test_every_call_offers_the_tools_whole() -> None:
    provider = Careless(answers=[AIMessage("You owe nothing today.")])
    port = ModelPort(EmbeddedChatModel(), provider, "scripted", monotonic=time.monotonic)
    for _ in range(2):
        await port.call("provider", [HumanMessage("hi")], TOOLS)
    whole = [tool.arguments.model_json_schema() for tool in TOOLS]
    assert provider.parameters == [whole, whole]
    assert any(schema.get("properties") for schema in whole)
