"""Which charges a dispute's question names and an answer picks: never one that wasn't spoken of."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.memory import Memory, ProcedureState, SlotValue
from agents.procedures import Step, advance
from agents.procedures.candidates import Talk, meant, picked
from agents.understanding.reading import Hints, Reading, Request
from agents.understanding.slots import gather
from tools.views import Transaction

TODAY = date(2026, 11, 20)
DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "charges.yaml").read_text())
STRANGE, WRONG = "unauthorized_use", "billing_error"
ROWS = [
    Transaction(
        id=f"t-{n}",
        posted_on=on + timedelta(days=1),
        transacted_on=on,
        kind="purchase",
        amount=Decimal(amount),
        description=name.upper(),
        merchant=name,
        category=category,
        city=None,
        statement_closing_date=None,
    )
    for n, (name, amount, on, category) in enumerate(DATA["charges"])
]


def reading(text: str, act: str = "answer") -> Reading:
    slots = gather(text, TODAY, Hints())
    request = Request(act, "other", 0.9, (0, len(text)), text, slots)
    return Reading("en", (request,), slots, 0.34)


def name(case: dict[str, Any]) -> str:
    return f"{case['say']}-{case.get('kind', case.get('of'))}"


@pytest.mark.parametrize("case", DATA["offered"], ids=name)
def test_a_question_names_what_was_spoken_of(case: dict[str, Any]) -> None:
    talk = Talk(case["say"], tuple(case.get("before", ())), apart=True)
    found = meant(ROWS, talk, case["kind"], TODAY)
    assert [f"{ROWS[n].amount}" for n in found.positions] == case["names"]
    assert found.exact is case["exact"]


@pytest.mark.parametrize("case", DATA["picked"], ids=name)
def test_an_answer_picks_no_more_than_it_says(case: dict[str, Any]) -> None:
    offered = [ROWS[5], ROWS[4], ROWS[0]][: case["of"]]
    candidates = [
        {
            "id": f"{row.amount}",
            "name": row.merchant,
            "amount": f"{row.amount}",
            "on": row.transacted_on.isoformat(),
            "exact": case["exact"],
        }
        for row in offered
    ]
    chosen = picked(candidates, reading(case["say"], case["act"]), STRANGE)
    assert chosen == (None if case["picks"] == "none" else case["picks"])


def test_a_no_is_not_followed_by_another_guess() -> None:
    talk = Talk("no", ("somebody used my card",), refused=True)
    assert meant(ROWS, talk, STRANGE, TODAY).positions == ()


def test_a_charge_of_one_kind_is_not_offered_under_the_other() -> None:
    pair = ("t-2", "t-3")
    assert meant(ROWS, Talk("yes", taken=pair), WRONG, TODAY).positions == ()


def said(memory: Memory, text: str, rights: set[str]) -> tuple[Memory, Step]:
    kinds = frozenset(rights)
    return advance(memory, reading(text, "dispute_charge"), kinds, TODAY, kinds, {}, text)


def test_a_second_kind_joins_the_one_that_is_asked_about() -> None:
    memory, first = said(Memory(), "two charges aren't mine", {STRANGE})
    assert (first.slot, first.apart) == (STRANGE, False)
    memory.asked_slot = first.slot
    memory, again = said(memory, "also the grocer charged me twice", {WRONG})
    assert (again.slot, again.apart) == (STRANGE, True)


def test_a_second_kind_joins_an_open_card_and_follows_a_pressed_one() -> None:
    state = ProcedureState(name="dispute")
    state.slots[STRANGE] = SlotValue(value="t-4 t-5")
    state.slots[WRONG] = SlotValue(value="not asked", source="books")
    shown = Memory(last_call=state, card={"action": "file_dispute"})
    memory, step = said(shown, "also the grocer charged me twice", {WRONG})
    assert (step.slot, step.taken) == (WRONG, ("t-4", "t-5"))
    assert memory.procedure is not None
    assert memory.procedure.slots[STRANGE].value == "t-4 t-5"
    pressed = Memory(last_call=state, done=["file_dispute"])
    memory, step = said(pressed, "also the grocer charged me twice", {WRONG})
    assert (step.slot, step.taken) == (WRONG, ())


def test_what_a_card_has_filed_is_not_filed_again() -> None:
    state = ProcedureState(name="dispute")
    state.slots[STRANGE] = SlotValue(value="t-4 t-5")
    memory = Memory(last_call=state, done=["file_dispute"])
    _, step = advance(
        memory, reading("those aren't mine"), frozenset({STRANGE}), TODAY, frozenset(), {}, ""
    )
    assert step.kind == "none"
