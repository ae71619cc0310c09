"""Filling procedures from what was said, and saying what comes next."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from agents.memory import Memory, ProcedureState, SlotValue
from agents.procedures.spec import DISPUTE, PAYMENT, PROCEDURES, Procedure, Slot
from agents.understanding import Reading, Request, Slots

MOST_ASKED = 2
UNKNOWN = "unknown"
STARTED_BY_RIGHT = {
    "hardship": "hardship",
    "unauthorized_use": "dispute",
    "billing_error": "dispute",
}
NOT_ASKED = "not asked"
_NOTHING = re.compile(r"\b(nothing|zero|zilch|not a (dime|cent|penny)|none|nada|cero)\b", re.I)
_UNSURE = re.compile(
    r"\b(not sure|don'?t know|no idea|can'?t say|hard to say|no s[eé]|no estoy segur)", re.I
)
_ORDER = re.compile(r"\b(?:pay|send|schedule|pague|pagar|mande|programe)\b", re.I)
_PRONOUN = re.compile(r"\b(it|that|this|them)\b|l[oa]s?\b", re.I)


@dataclass(frozen=True)
class Step:
    """What comes next: ask for a slot, call a tool, hand over to people, or nothing.

    `again` marks a question that was asked before and that the last message didn't answer;
    `heard`, one that comes after an answer.
    """

    kind: Literal["none", "ask", "call", "handoff"]
    procedure: str | None = None
    slot: str | None = None
    question: str | None = None
    tool: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    heard: bool = False


NOTHING_TO_DO = Step("none")


def advance(
    memory: Memory,
    reading: Reading,
    rights: frozenset[str],
    today: date,
    fresh: frozenset[str] = frozenset(),
) -> tuple[Memory, Step]:
    """Take the message into the procedures; return the new memory and the next step.

    `rights` are the kinds that this message invoked: they open their intake even when no
    request was recognised, unless this conversation has finished it already. `fresh` are those
    of them that were recorded only now: their intake opens in any case.
    """
    memory = memory.model_copy(deep=True)
    state, opening = _current(memory, reading, rights, fresh)
    if state is None:
        return memory, NOTHING_TO_DO
    procedure = PROCEDURES[state.name]
    filled = _fill(state, procedure, reading, opening, memory)
    if not filled and opening is None and not _answers(reading):
        return memory, NOTHING_TO_DO  # the message was about something else; keep it for later
    memory.procedure = state
    if procedure is PAYMENT:
        _default_day(state, opening, today)
    missing = next((s for s in procedure.slots if s.required and s.name not in state.slots), None)
    if missing is not None and state.asked.count(missing.question) < MOST_ASKED:
        again = missing.question in state.asked
        state.asked.append(missing.question)
        heard = filled and opening is None
        return memory, Step(
            "ask", procedure.name, missing.name, missing.question, again=again, heard=heard
        )
    memory.procedure = None
    return memory, _finish(memory, state, procedure, today)


def _current(
    memory: Memory, reading: Reading, rights: frozenset[str], fresh: frozenset[str]
) -> tuple[ProcedureState | None, Request | None]:
    """Return the procedure this message belongs to, and the request that opens it, if one does."""
    for request in reading.requests:
        for procedure in PROCEDURES.values():
            if request.act in procedure.starts or _pays(procedure, request):
                same = memory.procedure and memory.procedure.name == procedure.name
                state = memory.procedure if same else ProcedureState(name=procedure.name)
                return state, request
        if request.act == "correct" and (request.slots.amounts or request.slots.dates):
            if memory.last_payment is not None and memory.procedure is None:
                state = memory.last_payment.model_copy(deep=True)
                return _without(state, request.slots), request
            if memory.procedure is not None:
                return _without(memory.procedure, request.slots), request
    for kind, name in STARTED_BY_RIGHT.items():
        running = memory.procedure is not None and memory.procedure.name == name
        finished = PROCEDURES[name].finish.removeprefix("handoff:") in memory.handoffs
        if kind in rights and not running and (not finished or kind in fresh):
            return _started(name, fresh if finished else rights), _most_telling(reading)
    return memory.procedure, None


def _pays(procedure: Procedure, request: Request) -> bool:
    """Tell whether what looks like an answer is an order to pay: "pay 100 today"."""
    ordered = request.act == "answer" and request.slots.amounts and request.slots.dates
    return procedure is PAYMENT and bool(ordered and _ORDER.search(request.text))


def _started(name: str, rights: frozenset[str]) -> ProcedureState:
    """Open a procedure; a dispute asks only about the kinds of claim that were made."""
    state = ProcedureState(name=name)
    if name == DISPUTE.name:
        for slot in DISPUTE.slots:
            if slot.name not in rights:
                state.slots[slot.name] = SlotValue(value=NOT_ASKED, source="books")
    return state


def _most_telling(reading: Reading) -> Request | None:
    return reading.requests[0] if reading.requests else None


def _without(state: ProcedureState, slots: Slots) -> ProcedureState:
    """Forget what is being corrected."""
    if slots.amounts:
        for name in ("amount", "can_pay"):
            state.slots.pop(name, None)
    if slots.dates:
        state.slots.pop("on", None)
    return state


def _answers(reading: Reading) -> bool:
    return bool({"answer", "affirm", "deny", "correct", "submit"} & set(reading.acts))


def _fill(
    state: ProcedureState,
    procedure: Procedure,
    reading: Reading,
    opening: Request | None,
    memory: Memory,
) -> bool:
    """Fill what the message tells; return whether anything was filled."""
    before = dict(state.slots)
    said = opening.slots if opening is not None and opening.slots.amounts else reading.slots
    asked = _asked(procedure, memory.asked_slot)
    for slot in procedure.slots:
        if slot.name not in state.slots:
            value = (
                _chosen(slot, reading, asked, memory)
                if slot.fill == "choice"
                else _value(slot, said, reading, asked, procedure)
            )
            if value is not None:
                state.slots[slot.name] = SlotValue(value=value)
    if procedure is PAYMENT and "amount" not in state.slots:
        named = reading.slots.amount_kind or _antecedent(reading, opening, memory)
        if named:
            state.slots["amount"] = SlotValue(value=named, source="books")
    return state.slots != before


def _asked(procedure: Procedure, name: str | None) -> Slot | None:
    return next((slot for slot in procedure.slots if slot.name == name), None)


def _value(
    slot: Slot, said: Slots, reading: Reading, asked: Slot | None, procedure: Procedure
) -> str | None:
    mine = slot.free or (asked is not None and asked.question == slot.question)
    text = " ".join(request.text for request in reading.requests)
    if slot.fill == "amount":
        return _amount(slot, said, text, mine, procedure)
    if slot.fill == "date" and said.dates:
        return said.dates[0].value.isoformat()
    if slot.fill == "duration" and said.durations:
        return f"{said.durations[0].count} {said.durations[0].unit}"
    if slot.fill in {"duration", "text"} and mine:
        return UNKNOWN if _UNSURE.search(text) else text.strip() or None
    return None


def _chosen(slot: Slot, reading: Reading, asked: Slot | None, memory: Memory) -> str | None:
    """Return the ids of the transactions that were offered and agreed to."""
    if asked is not slot or not memory.candidates:
        return None
    if "deny" in reading.acts and "affirm" not in reading.acts:
        memory.candidates = []
        return None
    if {"affirm", "answer", "submit"} & set(reading.acts):
        return " ".join(str(candidate["id"]) for candidate in memory.candidates)
    return None


def _amount(slot: Slot, said: Slots, text: str, mine: bool, procedure: Procedure) -> str | None:
    alike = [s for s in procedure.slots if s.question == slot.question]
    told = {a.role_hint for a in said.amounts}
    if mine and len(said.amounts) == len(alike) > len(told):
        return f"{said.amounts[alike.index(slot)].value:.2f}"  # in the order they were asked for
    by_role = [a for a in said.amounts if a.role_hint in slot.roles]
    if by_role:
        return f"{by_role[0].value:.2f}"
    free = [a for a in said.amounts if a.role_hint is None]
    if free and mine:
        left = [s for s in alike if not told & set(s.roles)]
        if left.index(slot) < len(free):
            return f"{free[left.index(slot)].value:.2f}"
    if mine and _NOTHING.search(text):
        return "0.00"
    if mine and _UNSURE.search(text):
        return UNKNOWN
    return None


def _antecedent(reading: Reading, opening: Request | None, memory: Memory) -> str | None:
    """Return what "pay it" refers to: the amount that the last answer was about."""
    text = opening.text if opening else ""
    return memory.antecedent if memory.antecedent and _PRONOUN.search(text) else None


def _default_day(state: ProcedureState, opening: Request | None, today: date) -> None:
    if "on" not in state.slots and (opening is None or opening.act != "schedule_payment"):
        state.slots["on"] = SlotValue(value=today.isoformat())


def _finish(memory: Memory, state: ProcedureState, procedure: Procedure, today: date) -> Step:
    if procedure is PAYMENT:
        memory.last_payment = state
        return _payment_call(state, today)
    if procedure.finish.startswith("handoff:"):
        return Step("handoff", procedure.name, arguments=_told(state))
    payment = state.slots.get("payment")
    if payment is None:
        return Step("ask", procedure.name, "payment", "ask_which_payment")
    return Step(
        "call", procedure.name, tool=procedure.finish, arguments={"payment_id": payment.value}
    )


def _payment_call(state: ProcedureState, today: date) -> Step:
    amount, day = state.slots.get("amount"), state.day("on")
    if amount is None:
        return Step("handoff", "payment")
    named = state.amount("amount") is None
    arguments: dict[str, Any] = {"amount_kind" if named else "amount": amount.value}
    if day is not None and day != today:
        return Step(
            "call",
            "payment",
            tool="schedule_payment",
            arguments={**arguments, "on": day.isoformat()},
        )
    return Step("call", "payment", tool="make_payment", arguments=arguments)


def _told(state: ProcedureState) -> dict[str, Any]:
    return {
        name: slot.value
        for name, slot in state.slots.items()
        if slot.value not in {UNKNOWN, NOT_ASKED}
    }
