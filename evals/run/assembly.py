"""The assistant over a case's books, put together so that single parts can be exchanged."""

import time
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.memory import InMemorySaver

from agents.borrower import Assistant
from agents.embedded import EmbeddedChatModel
from agents.model import ModelPort
from api.app import Runtime
from api.assembly import assemble
from tools.clients.embedded import EmbeddedBooks

PROVIDER_TIMEOUT_S = 0.3


@dataclass(frozen=True)
class Assembly:
    """What `api.assembly.assemble` is called with: a mutation replaces one of it."""

    parts: dict[str, Any]

    @classmethod
    async def of(cls, runtime: Runtime, provider: BaseChatModel | None) -> "Assembly":
        """Return the parts over a runtime's books, with a scripted provider or none."""
        books, clock = await runtime.books_pool(), await runtime.clock()
        model = ModelPort(
            EmbeddedChatModel(),
            provider,
            "openai:scripted" if provider is not None else "embedded",
            monotonic=time.monotonic,
            timeout_s=PROVIDER_TIMEOUT_S,
        )
        return cls(
            {
                "model": model,
                "pool": await runtime.pool(),
                "library": await runtime.library(),
                "ears": runtime.ears,
                "books_of": lambda borrower: EmbeddedBooks(books, borrower, clock),
                "clock": clock,
                "checkpointer": InMemorySaver(),
            }
        )


def assistant(assembly: Assembly) -> Assistant:
    """Return the borrower assistant as it ships."""
    return assemble(**assembly.parts)
