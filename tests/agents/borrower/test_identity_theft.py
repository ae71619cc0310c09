"""Identity theft in conversation: its clock, its people, what helps, and no demand for payment."""

import pytest

from tests.desk import Desk

CAP = "$50"


@pytest.mark.parametrize(
    ("said", "report"),
    [
        ("somebody opened this in my name", "IdentityTheft.gov"),
        ("sombody opend this acount in my nam i never applyed", "IdentityTheft.gov"),
        ("the police report says someone used my ssn", "IdentityTheft.gov"),
        ("i'm a victim of id theft what do i need to do", "IdentityTheft.gov"),
        ("alguien sacó crédito con mi nombre", "RoboDeIdentidad.gov"),
    ],
)
async def test_it_is_recorded_with_its_day_and_goes_to_the_fraud_team(
    desk: Desk, said: str, report: str
) -> None:
    await desk.sign_in("steady")
    turn = await desk.ask(said)
    assert [(right.kind, right.status) for right in turn.rights] == [("identity_theft", "new")]
    assert turn.handoff is not None
    assert turn.handoff.queue == "fraud"
    assert "November 25" in turn.reply or "25 de noviembre" in turn.reply
    shown = " ".join(one.text for one in turn.disclosures)
    assert report in shown
    assert CAP not in shown + turn.reply  # 12 CFR 1026.12(b) caps the use of a card, not a debt
    assert "bank sign-in" not in turn.reply
    assert "?" not in turn.reply


async def test_nobody_is_asked_to_pay_for_it(desk: Desk) -> None:
    await desk.sign_in("steady")
    first = await desk.ask("somebody opened this in my name")
    assert "stop autopay" in first.reply  # nothing else stops what was authorised
    for asked in ("do i have to pay this", "do i still have to pay it"):
        paid = await desk.ask(asked, keep=True)
        assert "aren't asked to pay" in paid.reply
        assert "due" not in paid.reply
    again = await desk.ask("stop autopay", keep=True)
    assert again.confirmation is not None
    assert again.confirmation.action == "set_autopay"


async def test_without_autopay_nothing_is_said_of_it(desk: Desk) -> None:
    await desk.sign_in("job-loss")
    first = await desk.ask("me robaron la identidad y abrieron esta cuenta")
    paid = await desk.ask("tengo que pagar?", keep=True)
    assert "automático" not in first.reply + paid.reply
    assert "No se le pide pagar" in paid.reply


@pytest.mark.parametrize("asked", ["what do i do now", "ok what now", "what should i do"])
async def test_what_comes_next_is_told_from_the_record_and_the_policy(
    desk: Desk, asked: str
) -> None:
    await desk.sign_in("job-loss")
    await desk.ask("my identity was stolen")
    turn = await desk.ask(asked, keep=True)
    for part in ("November 25", "identity theft report", "freeze", "passwords"):
        assert part in turn.reply
    wait = await desk.ask("how long does that take", keep=True)
    assert "November 25" in wait.reply
    assert "passwords" not in wait.reply


async def test_a_charge_of_ones_card_keeps_its_cap(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    turn = await desk.ask("identity theft!! those charges aint mine")
    assert {right.kind for right in turn.rights} == {"identity_theft", "unauthorized_use"}
    assert any(CAP in one.text for one in turn.disclosures)
