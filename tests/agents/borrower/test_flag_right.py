"""A model may add a right that the detector missed; it can't invent one and can't remove one."""

from typing import get_args

import pytest

from guardrails.rights import KINDS
from tests.desk import Desk
from tests.scripted import calls, says
from tools.catalogue.rights import RightKind

MISSED = "You never credited my October check, and then told Experian I was late. Fix them."


async def test_a_missed_right_is_added_once_with_its_clocks_and_work(desk: Desk) -> None:
    heard = {signal.kind for signal in desk.ears.rights.detect(MISSED)}
    assert "billing_error" not in heard, "choose a message that the detector misses"
    flag = calls("flag_right", kind="billing_error", words="never credited my october check")
    turn = await desk.ask(MISSED, provider=[flag, flag, says("I'll take it from here.")])
    added = [right for right in turn.rights if right.kind == "billing_error"]
    assert [right.status for right in added] == ["new"]
    assert {clock.name for clock in added[0].clocks} >= {"acknowledge", "resolve"}
    on_record = [r for r in await desk.books.rights() if r.kind == "billing_error"]
    assert len(on_record) == 1
    assert heard <= {right.kind for right in turn.rights}
    assert turn.engine == "openai:scripted"
    again = await desk.ask("how much do i owe", keep=True)
    assert again.rights == ()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("how much do i owe and when is it due", "bankruptcy", "how much do i owe"),
        ("how much do i owe and when is it due", "cease_contact", "stop contacting me"),
        ("how much do i owe and when is it due", "unauthorized_use", "..."),
        ("how much do i owe and when is it due", "no_such_right", "how much do i owe"),
    ],
)
async def test_an_invented_right_is_refused(desk: Desk, text: str, kind: str, words: str) -> None:
    before = await desk.books.rights()
    flag = calls("flag_right", kind=kind, words=words)
    turn = await desk.ask(text, provider=[flag, says("{{account_snapshot.balance.current}}.")])
    assert turn.rights == ()
    assert await desk.books.rights() == before
    assert {call.status for call in turn.tool_calls if call.name == "flag_right"} == {"refused"}


async def test_nothing_that_a_model_says_takes_a_right_off(desk: Desk) -> None:
    text = "i filed chapter 7 on monday, case 26-11873"
    silent = calls("withdraw_right", kind="bankruptcy")
    turn = await desk.ask(text, provider=[silent, says("You have filed nothing.")])
    assert [right.kind for right in turn.rights] == ["bankruptcy"]
    assert "bankruptcy" in {right.kind for right in await desk.books.rights()}
    offered = {name for names in desk.provider.offered for name in names}
    assert "flag_right" in offered
    assert not any("withdraw" in name or "remove" in name for name in offered)


def test_the_tool_knows_every_kind() -> None:
    assert set(get_args(RightKind)) == set(KINDS)
