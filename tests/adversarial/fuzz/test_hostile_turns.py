"""A hostile model gets nowhere in many turns; without any one guard, the same turns show it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from agents.borrower import Services
from evals.mutations import GUARDS
from tests.adversarial.fuzz.drive import Drive
from tests.desk import Desk

SHORT = 60
LONG = int(os.environ.get("LINEWISE_FUZZ_TURNS", "5000"))
WITHIN = 400


@pytest.mark.parametrize(
    "count", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)], ids=["short", "long"]
)
async def test_nothing_gives_way(desk: Desk, count: int) -> None:
    found = await Drive(desk, seed=7).turns(count)
    print(found.turns, found.cards, found.pressed, found.forged)  # noqa: T201
    assert found.faults == []
    assert found.turns == count
    assert found.cards >= count // 100
    assert found.pressed
    assert found.forged >= count // 100


@dataclass
class Loose:
    """Books that carry out a quote for whoever presses it, whosesoever it is."""

    inner: Any
    issued: dict[str, tuple[Any, Any]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def quote(self, request: Any, conversation: Any) -> Any:
        quoted = await self.inner.quote(request, conversation)
        if hasattr(quoted, "token"):
            self.issued[quoted.token] = (self.inner, conversation)
        return quoted

    async def confirm(self, token: str, conversation: Any) -> Any:
        books, at = self.issued.get(token, (self.inner, conversation))
        return await books.confirm(token, at)


def unbound(made: Services) -> Services:
    issued: dict[str, tuple[Any, Any]] = {}
    return replace(made, books_of=lambda borrower: Loose(made.books_of(borrower), issued))


SWITCHED_OFF: dict[str, tuple[Callable[[Services], Services], str]] = {
    "figures": (GUARDS["figures"], "figure"),
    "claims": (GUARDS["claims"], "a false claim"),
    "privacy": (GUARDS["privacy"], "a leak"),
    "disclosures": (GUARDS["disclosures"], "a disclosure is missing"),
    "provenance": (GUARDS["provenance"], "a card with another amount"),
    "token binding": (unbound, "an unconfirmed write"),
    "single use": (GUARDS["single-use"], "an unconfirmed write"),
}


@pytest.mark.slow
@pytest.mark.parametrize("guard", SWITCHED_OFF)
async def test_without_a_guard_the_same_turns_find_the_hole(desk: Desk, guard: str) -> None:
    amend, fault = SWITCHED_OFF[guard]
    found = await Drive(desk, seed=7, amend=amend, stop_at=fault).turns(WITHIN)
    print(guard, found.turns, found.faults[:2])  # noqa: T201
    assert any(fault in why for _, why in found.faults)
