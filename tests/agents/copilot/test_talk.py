"""The talk from its records: which card is open, what was pressed, what was said of it."""

from datetime import datetime, timedelta
from typing import Any

from agents.copilot.talk import last_message, open_card, talk_of
from agents.memory import Memory, ProcedureState, SlotValue

NOW = datetime.fromisoformat("2026-11-20T15:00:00+00:00")
UNTIL = "2026-11-20T15:10:00+00:00"


def record(kind: str, text: str = "", **more: Any) -> dict[str, Any]:
    turn = {"rights": [], "verdicts": [], "tool_calls": [], "confirmation": None, "handoff": None}
    inputs = {"entry": {"kind": kind, **more.pop("entry", {})}, "books": more.pop("books", [])}
    return {
        "turn_id": "t",
        "kind": kind,
        "at": NOW.isoformat(),
        "user_text": text,
        "turn": turn | more,
        "inputs": inputs,
    }


def quote(token: str) -> dict[str, Any]:
    return {
        "token": token,
        "action": "make_payment",
        "terms": [{"name": "amount", "amount": "60.00"}],
        "disclosure_ids": [],
        "expires_at": UNTIL,
    }


def card(token: str) -> dict[str, Any]:
    fields = {"amount": "60.00"}
    return {"token": token, "action": "make_payment", "summary": "Pay $60.00", "fields": fields}


def quoted(token: str) -> dict[str, Any]:
    call = {"method": "quote", "result": quote(token)}
    return record("message", "pay $60", confirmation=card(token), books=[call])


def test_a_card_stays_open_until_it_is_pressed_or_expires() -> None:
    talk = [record("opening"), quoted("a"), record("message", "what's my rate")]
    found = open_card(talk, NOW)
    assert found is not None
    assert (found[0].action, found[1].token) == ("make_payment", "a")
    assert open_card(talk, NOW + timedelta(minutes=10)) is None
    press = {"token": "a", "decision": "confirm"}
    assert open_card([*talk, record("confirmation", entry=press)], NOW) is None


def test_the_fresh_card_of_a_refused_press_is_the_open_one() -> None:
    press = {"token": "a", "decision": "confirm"}
    call = {"method": "confirm", "result": {"status": "refused", "fresh_quote": quote("b")}}
    moved = record("confirmation", entry=press, books=[call], confirmation=card("b"))
    found = open_card([quoted("a"), moved], NOW)
    assert found is not None
    assert found[1].token == "b"


def test_what_happened_is_told_in_its_order_and_once() -> None:
    press = {"token": "a", "decision": "confirm"}
    called = [{"name": "make_payment", "status": "ok"}]
    handed = {"queue": "general", "reason": "wants_human", "summary": ""}
    right = {"kind": "complaint", "status": "new"}
    talk = [
        record("opening"),
        quoted("a"),
        record("confirmation", entry=press, tool_calls=called),
        record("message", "i complain, get me a person", rights=[right], handoff=handed),
        record("message", "hello?", rights=[right | {"status": "known"}], handoff=handed),
    ]
    told = talk_of(talk, ["make_payment", "complaint"], "en", None)
    assert [(one.what, one.name, one.outcome) for one in told.happened] == [
        ("card", "make_payment", "offered"),
        ("card", "make_payment", "ok"),
        ("right", "complaint", "recorded"),
        ("handoff", "general", "opened"),
    ]
    assert told.words == (
        "The borrower wrote 3 messages, about make payment, complaint. Put on record: complaint."
        " The card to make payment: confirmed. Handed over to: general."
    )
    assert [one.text for one in told.said][-1] == "hello?"


def test_an_intake_is_told_as_far_as_it_came() -> None:
    slots = {"can_pay": SlotValue(value="40.00")}
    memory = Memory(procedure=ProcedureState(name="hardship", slots=slots), asked_slot="income")
    told = talk_of([record("message", "about $40")], [], "en", memory)
    assert (told.procedure, told.told, told.waits_for) == (
        "hardship",
        {"can_pay": "40.00"},
        "income",
    )


def test_an_opening_is_no_message() -> None:
    assert last_message([record("opening")]) is None
