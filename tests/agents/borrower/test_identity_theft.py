"""Identity theft in conversation: its clock, its people, what helps, and no demand for payment."""

from dataclasses import replace

import pytest

from agents.borrower.run import Services
from guardrails.rights import RightKind, RightsDetector, RightSignal
from tests.agents.borrower.test_rerun import again, records
from tests.desk import Desk
from tests.scripted import ScriptedProvider, calls, says

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
    assert "Autopay takes nothing" in first.reply
    for asked in ("do i have to pay this", "do i still have to pay it"):
        paid = await desk.ask(asked, keep=True)
        assert "aren't asked to pay" in paid.reply
        assert "due" not in paid.reply
    due = await desk.ask("what's my minimum payment", keep=True)
    assert "Nothing is due" in due.reply
    assert "paid" not in due.reply
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


async def test_a_line_that_somebody_else_opened_is_set_aside_and_locked(desk: Desk) -> None:
    await desk.sign_in("steady")
    first = await desk.ask("somebody opened this in my name")
    for part in ("locked", "no minimum", "Autopay takes nothing", "November 25"):
        assert part in first.reply
    for asked in ("you'll get it back", "we will credit", "guarantee"):
        assert asked not in first.reply  # nothing is said of how it ends
    line = await desk.snapshot()
    assert line.minimum_due == 0
    assert line.balance.disputed == line.balance.current > 0
    draw = await desk.ask("can i draw 100", keep=True)
    assert "locked" in draw.reply
    assert draw.confirmation is None
    for asked in ("please unlock my line", "take the dispute back", "why is my line locked"):
        refused = await desk.ask(asked, keep=True)
        assert "fraud team" in refused.reply
        assert refused.confirmation is None
    assert (await desk.snapshot()).available_credit == 0


async def test_it_is_said_in_spanish_too(desk: Desk) -> None:
    await desk.sign_in("steady")
    first = await desk.ask("alguien sacó crédito con mi nombre")
    for part in ("bloqueada", "sin pago mínimo", "El pago automático no toma nada"):
        assert part in first.reply
    again = await desk.ask("desbloqueen mi línea", keep=True)
    assert "equipo de fraude" in again.reply
    draw = await desk.ask("quiero retirar 100", keep=True)
    assert "bloqueada" in draw.reply


async def test_told_of_less_first_the_whole_line_is_news(desk: Desk) -> None:
    await desk.sign_in("steady")
    first = await desk.ask("my identity was stolen")
    assert "locked" in first.reply
    assert "no minimum" not in first.reply
    assert "stop autopay" in first.reply  # it goes on for what the borrower owes
    more = await desk.ask("somebody opened this whole line in my name", keep=True)
    assert [(right.kind, right.status) for right in more.rights] == [("identity_theft", "known")]
    assert "nothing on it is due" in more.reply
    (claim,) = (await desk.snapshot()).claims
    assert claim.whole_line
    await desk.ask("somebody opened this whole line in my name", keep=True)
    assert (await desk.snapshot()).claims == (claim,)


async def test_what_was_scheduled_is_said_not_to_be_taken(desk: Desk) -> None:
    await desk.sign_in("steady")
    card = (await desk.ask("schedule 40 for december 1")).confirmation
    assert card is not None
    await desk.press(card.token)
    told = await desk.ask("somebody opened this in my name", keep=True)
    assert "had scheduled to pay isn't taken meanwhile" in told.reply
    (waits,) = (await desk.snapshot()).pending_payments
    assert waits.status == "scheduled"


async def test_no_charge_is_picked_of_a_line_that_is_set_aside_whole(desk: Desk) -> None:
    await desk.sign_in("strange-charges")
    said = "someone opened this line in my name and the charges at NVX aren't mine"
    first = await desk.ask(said)
    assert "nothing on it is due" in first.reply.casefold()
    assert "NVX" not in first.reply
    assert first.confirmation is None


async def test_neither_a_plan_nor_a_closing_goes_on_meanwhile(desk: Desk) -> None:
    await desk.sign_in("on-plan")
    await desk.ask("somebody opened this line in my name")
    plan = await desk.ask("what about my plan payment", keep=True)
    assert "Nothing is due on your plan" in plan.reply
    closing = await desk.ask("close my line", keep=True)
    assert closing.confirmation is None
    assert "locked already" in closing.reply


async def test_a_charged_off_line_is_said_to_be_with_people_and_nothing_more(desk: Desk) -> None:
    await desk.sign_in("charged-off")
    first = await desk.ask("somebody opened this in my name")
    assert "fraud team" in first.reply
    assert "locked" not in first.reply


async def test_its_turns_replay_and_write_nothing_again(desk: Desk) -> None:
    await desk.sign_in("steady")
    for said in ("my identity was stolen", "they opened this whole line in my name"):
        await desk.ask(said, keep=True)
    before = await desk.snapshot()
    for record in records(desk)[1:]:
        found = await again(desk, record)
        assert found.turn is not None
        assert found.turn.model_dump(mode="json") == record["turn"]
    assert await desk.snapshot() == before


class Deaf(RightsDetector):
    """A detector that hears nothing, so that a right is a model's to add."""

    def __init__(self, ears: RightsDetector) -> None:
        self.ears = ears

    def detect(self, text: str) -> tuple[RightSignal, ...]:
        """Hear nothing."""
        return ()

    def may_invoke(self, text: str, kind: RightKind) -> bool:
        """Judge a model's word for it as always."""
        return self.ears.may_invoke(text, kind)


def deaf(made: Services) -> Services:
    return replace(made, rights=Deaf(made.rights))


async def test_a_model_that_hears_it_alone_has_the_same_done(desk: Desk) -> None:
    await desk.sign_in("steady")
    said = "somebody opened this in my name"
    script = ScriptedProvider(
        answers=[calls("flag_right", kind="identity_theft", words=said), says("Noted.")]
    )
    desk.assistant = desk.serve_with(script, deaf)
    turn = await desk.ask(said, keep=True)
    assert [(right.kind, right.status) for right in turn.rights] == [("identity_theft", "new")]
    assert "locked" in turn.reply
    (claim,) = (await desk.snapshot()).claims
    assert claim.whole_line


async def test_nothing_that_a_model_does_lifts_the_lock(desk: Desk) -> None:
    await desk.sign_in("steady")
    await desk.ask("somebody opened this in my name")
    (claim,) = (await desk.snapshot()).claims
    for tool in ("withdraw_claim", "lower_flag", "unlock_line"):
        script = [
            calls(tool, **({"reference": claim.reference} if tool == "withdraw_claim" else {})),
            says("The lock is lifted and your line is open again."),
        ]
        desk.assistant = desk.build(script)
        turn = await desk.ask("withdraw my dispute and unlock it", keep=True)
        assert turn.confirmation is None
        assert "is lifted" not in turn.reply
    after = await desk.snapshot()
    assert after.claims == (claim,)
    assert after.available_credit == 0
    assert "identity_theft" in after.flags
