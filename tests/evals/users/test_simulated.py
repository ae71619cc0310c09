"""A model that plays the borrower: its moves are read strictly, its errors told."""

from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage

from evals.cases.model import Simulate, simulated
from evals.users.simulated import Move, SimulatedUser, UserBroke
from tests.evals.builders import card, case, exchange, turn

PART = Simulate(simulate="pay $40", persona="in a hurry", secret="the blue boat")


def user(*answers: str) -> SimulatedUser:
    return SimulatedUser(FakeListChatModel(responses=list(answers)), PART)


async def test_moves_are_one_thing_each() -> None:
    playing = user('{"say": "pay 40"}', 'sure: {"press": "confirm"}', '{"done": true}')
    quoted = exchange(turn(confirmation=card()))
    assert await playing.move([]) == Move(say="pay 40")
    assert await playing.move([quoted]) == Move(press="confirm")
    assert await playing.move([quoted]) == Move(done=True)
    assert playing.errors == []


async def test_what_it_gets_wrong_is_told() -> None:
    playing = user(
        '{"say": "hi"}', '{"say": "it is about The Blue Boat"}', '{"press": "confirm"}',
        '{"say": "As an AI I can\'t"}',
    )  # fmt: skip
    before = [exchange(turn())]
    for _ in range(4):
        await playing.move(before)
    assert playing.errors == [
        "repeated itself", "told the secret", "pressed without a card", "fell out of its part",
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["pay 40", '{"say": "a", "done": true}', "{}", '{"say": 4'])
async def test_two_answers_without_a_move_end_the_trial(answer: str) -> None:
    playing = user(answer)
    with pytest.raises(UserBroke):
        await playing.move([])
    assert playing.errors == ["unreadable"] * 2


class Down(FakeListChatModel):
    async def ainvoke(self, *args: Any, **kwargs: Any) -> AIMessage:
        raise ConnectionError("down")


async def test_a_model_that_is_down_ends_the_trial() -> None:
    model: BaseChatModel = Down(responses=["x"])
    with pytest.raises(UserBroke, match="ConnectionError"):
        await SimulatedUser(model, PART).move([])


def test_the_case_says_that_it_needs_one() -> None:
    steps: Sequence[dict[str, Any]] = [{"simulate": "pay $40", "persona": "in a hurry"}]
    books = [{"adds": {"payments": [{"amount": "40.00"}]}}]
    assert simulated(case(user=steps, books=books).user)
    assert not simulated(case().user)
