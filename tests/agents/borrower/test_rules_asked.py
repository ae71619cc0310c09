"""Questions that only one rule answers, whatever else their words sound like."""

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("how long do refunds take", ("7 business days", "3 business days")),
        ("how many days until a refund shows up", ("7 business days", "3 business days")),
        ("¿cuánto tarda un reembolso?", ("7 días hábiles", "3 días hábiles")),
    ],
)
async def test_how_long_a_refund_takes(desk: Desk, said: str, days: tuple[str, ...]) -> None:
    await desk.sign_in("steady")
    turn = await desk.ask(said)
    assert all(part in turn.reply for part in days)
    assert not turn.rights
    assert "90 days" not in turn.reply


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("what's the statute of limitations on this debt", "legal advice"),
        ("is my debt time-barred", "legal advice"),
        ("¿ya hay prescripción de mi deuda?", "consejos legales"),
    ],
)
async def test_how_old_a_debt_may_be_is_for_a_lawyer(desk: Desk, said: str, words: str) -> None:
    await desk.sign_in("charged-off")
    turn = await desk.ask(said)
    assert words in turn.reply
    assert turn.quick_replies
    assert "discharged" not in turn.reply


@pytest.mark.parametrize("said", ["the toaster stopped working", "la tostadora dejó de funcionar"])
async def test_a_thing_that_broke_is_a_claim_about_its_purchase(desk: Desk, said: str) -> None:
    await desk.sign_in("strange-charges")
    first = await desk.ask(said)
    assert [right.kind for right in first.rights] == ["complaint"]
    assert "Which charge" in first.reply or "Qué cargo" in first.reply
    assert "each month" not in first.reply
    await desk.ask("129.50", keep=True)
    last = await desk.ask("yes i called them", keep=True)
    assert last.confirmation is not None
    assert last.confirmation.fields["kind"] == "quality"


async def test_a_thing_that_broke_beside_a_hard_time_leaves_that_its_own(desk: Desk) -> None:
    await desk.sign_in("steady")
    turn = await desk.ask("my car broke down and i can't pay")
    assert [right.kind for right in turn.rights] == ["hardship"]
    assert "manage each month" in turn.reply
