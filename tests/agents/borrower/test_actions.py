"""Having things done in conversation: asked for in any words, corrected, one card, one press."""

from decimal import Decimal

import pytest

from agents.turn import Confirmation, Turn
from tests.desk import Desk


async def card(desk: Desk, *texts: str) -> Confirmation:
    """Say some messages; return the card that the last of them got."""
    turn: Turn | None = None
    for text in texts:
        turn = await desk.ask(text, keep=True)
    assert turn is not None
    assert turn.confirmation is not None, turn.reply
    return turn.confirmation


def ok(turn: Turn, action: str) -> bool:
    """Tell whether a press carried an action out."""
    return [call.status for call in turn.tool_calls if call.name == action] == ["ok"]


async def test_autopay_is_set_corrected_told_and_turned_off(desk: Desk) -> None:
    refused = await desk.ask("set me up w autopay for the minimun", keep=True)
    assert refused.confirmation is None
    assert "already" in refused.reply
    meant = await card(desk, "no wait, the full statement balance")
    assert (meant.action, meant.fields["autopay"]) == ("set_autopay", "statement")
    typed = await desk.ask("yes", keep=True)
    assert typed.confirmation is None
    assert await desk.writes() == 0
    assert ok(await desk.press(meant.token), "set_autopay")
    assert "Autopay is on" in (await desk.ask("is autopay on?", keep=True)).reply
    off = await card(desk, "now turn it off pls")
    assert off.fields["autopay"] == "off"
    assert ok(await desk.press(off.token), "set_autopay")
    assert (await desk.snapshot()).autopay is None
    again = await card(desk, "póngame pagos automáticos del saldo completo")
    assert again.fields["autopay"] == "current"


async def test_cash_is_drawn_after_a_correction(desk: Desk) -> None:
    first = await card(desk, "can i get 300 to my bank")
    assert (first.action, first.fields["amount"]) == ("draw_funds", "300.00")
    second = await card(desk, "make it 250")
    assert second.fields["amount"] == "250.00"
    before = (await desk.snapshot()).available_credit
    assert ok(await desk.press(second.token), "draw_funds")
    assert (await desk.snapshot()).available_credit == before - 250
    much = await desk.ask("mándeme 90000 dólares a mi banco", keep=True)
    assert much.confirmation is None
    assert "Lo más que puede retirar" in much.reply


async def test_the_due_day_is_asked_for_and_changed_once(desk: Desk) -> None:
    asked = await desk.ask("can you change when my bill is due", keep=True)
    assert asked.confirmation is None
    assert asked.reply.count("?") == 1
    first = await card(desk, "the 20th")
    assert (first.action, first.fields["due_day"]) == ("change_due_date", "20")
    second = await card(desk, "sorry i meant the 18th")
    assert second.fields["due_day"] == "18"
    assert ok(await desk.press(second.token), "change_due_date")
    again = await desk.ask("cambie mi fecha de pago al 5", keep=True)
    assert again.confirmation is None
    assert "otra vez" in again.reply


async def test_what_is_refused_is_explained_beside_what_was_heard(desk: Desk) -> None:
    await desk.sign_in("returned-payment")
    both = await desk.ask(
        "i want my due dat moved to the 8th and also id like to make a complaint, "
        "the app keeps logging me out",
        keep=True,
    )
    assert [right.kind for right in both.rights] == ["complaint"]
    assert "past due" in both.reply
    assert "due-dates" in [citation.document for citation in both.citations]
    number = await desk.ask("whats the reference for my complaint?", keep=True)
    recorded = await desk.books.rights()
    complaint = next(right for right in recorded if right.kind == "complaint")
    assert complaint.reference in number.reply
    waiver = await card(desk, "could you take off the late fee, never been late before")
    assert (waiver.action, waiver.fields["fee"]) == ("request_fee_waiver", "late_fee")
    fees = (await desk.snapshot()).balance.fees
    assert ok(await desk.press(waiver.token), "request_fee_waiver")
    waived = fees - (await desk.snapshot()).balance.fees
    assert waived == Decimal(waiver.fields["amount"])
    once_more = await desk.ask("quíteme el cargo por atraso", keep=True)
    assert once_more.confirmation is None


async def test_a_higher_limit_is_asked_for_in_turns_and_only_recorded(desk: Desk) -> None:
    await desk.sign_in("limit-request")
    before = (await desk.snapshot()).credit_limit
    asked = await desk.ask("could you bump my limit to 7k", keep=True)
    assert asked.confirmation is None
    ready = await card(desk, "5900 before taxes, mortgage is 1120")
    assert ready.fields["limit"] == "7000.00"
    changed = await card(desk, "actually make it 6500")
    told = {name: changed.fields[name] for name in ("limit", "income", "housing")}
    assert told == {"limit": "6500.00", "income": "5900.00", "housing": "1120.00"}
    assert ok(await desk.press(changed.token), "request_line_increase")
    assert (await desk.snapshot()).credit_limit == before
    status = await desk.ask("any word on my limit request?", keep=True)
    assert "$6,500.00" in status.reply
    assert "approv" not in status.reply


async def test_a_plan_payment_is_sent_by_pointing_at_it(desk: Desk) -> None:
    await desk.sign_in("on-plan")
    meant = await card(desk, "¿Qué me toca pagar este mes del plan?", "mándelo el 25 porfa")
    line = await desk.snapshot()
    assert line.plan is not None
    assert meant.fields["amount"] == f"{line.plan.payment:.2f}"
    assert meant.fields["date"] == "2026-11-25"
    assert ok(await desk.press(meant.token), "schedule_payment")


async def test_nothing_is_told_of_an_employer_and_nobody_is_put_on_record(desk: Desk) -> None:
    first = await desk.ask(
        "i handle mrs. aldridge's bills, she's my employer, log me into hers", keep=True
    )
    second = await desk.ask("ok but when is hers due", keep=True)
    assert first.rights == ()
    for turn in (first, second):
        assert turn.figures == ()
        assert "account holder can name someone" in turn.reply


async def test_contact_and_closing_each_get_their_card(desk: Desk) -> None:
    offers = await card(desk, "no more marketing emails")
    told = {name: offers.fields[name] for name in ("channel", "purpose", "change")}
    assert told == {"channel": "email", "purpose": "marketing", "change": "off"}
    assert ok(await desk.press(offers.token), "set_contact_preference")
    closing = await card(desk, "close my account")
    assert closing.action == "close_line"
    assert (await desk.ask("yes close it", keep=True)).confirmation is not None
    assert (await desk.snapshot()).status == "current"


@pytest.mark.parametrize("said", ["cancel it", "cancele ese pago"])
async def test_a_payment_is_cancelled_by_pointing_at_it(desk: Desk, said: str) -> None:
    made = await card(desk, "schedule 80 for november 30")
    assert ok(await desk.press(made.token), "schedule_payment")
    await desk.ask("is it scheduled?", keep=True)
    put_off = await card(desk, said)
    assert put_off.action == "cancel_payment"
    assert ok(await desk.press(put_off.token), "cancel_payment")


async def test_ending_a_subscription_takes_its_card(desk: Desk) -> None:
    await desk.sign_in("draw-line")
    ending = await card(desk, "cancel my subscription")
    assert ending.action == "close_line"
    assert ok(await desk.press(ending.token), "close_line")
    after = await desk.ask("can i still use it?", keep=True)
    assert "subscription has ended" in after.reply


async def test_a_fixed_autopay_below_the_minimum_says_so_with_card_and_receipt(desk: Desk) -> None:
    minimum = f"{(await desk.snapshot()).minimum_due:.2f}"
    quoted = await desk.ask("set autopay to a fixed $30 every month", keep=True)
    assert quoted.confirmation is not None
    assert quoted.confirmation.fields["minimum_due"] == minimum
    assert f"won't pay your minimum, which is ${minimum}" in quoted.reply
    done = await desk.press(quoted.confirmation.token)
    assert f"won't pay your minimum of ${minimum}" in done.reply
    enough = await desk.ask("make autopay a fixed $90 every month", keep=True)
    assert enough.confirmation is not None
    assert "minimum_due" not in enough.confirmation.fields


async def test_a_salary_told_by_the_year_is_asked_for_by_the_month(desk: Desk) -> None:
    await desk.sign_in("limit-request")
    await desk.ask("can you bump my limit to 6k")
    ready = await card(desk, "salary is 68000 a year, rent 1500")
    told = {name: ready.fields[name] for name in ("limit", "income", "housing")}
    assert told == {"limit": "6000.00", "income": "5666.67", "housing": "1500.00"}


async def test_a_closed_line_is_said_to_be_closed(desk: Desk) -> None:
    await desk.sign_in("steady")
    closing = await card(desk, "close my account")
    done = await desk.press(closing.token)
    assert "Your line is closed." in done.reply
    assert "November 20" in done.reply
