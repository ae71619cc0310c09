"""Filling procedures from what was said, and saying what comes next."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from agents.memory import Memory, ProcedureState, SlotValue
from agents.procedures import disputing
from agents.procedures.amending import amended
from agents.procedures.calls import call_of, told_by
from agents.procedures.charges import UNKNOWN_CHARGE
from agents.procedures.filling import chosen, value_for
from agents.procedures.hardship import (
    REASON_CHARS_MAX,
    asks,
    hear,
    is_payment_order,
    next_step,
    take,
)
from agents.procedures.opening import current, opens_any
from agents.procedures.spec import (
    CANCELLATION,
    CONTACT,
    DISPUTE,
    HARDSHIP,
    PAYMENT,
    PROCEDURES,
    Procedure,
    Slot,
)
from agents.procedures.step import NOTHING_TO_DO, Step
from agents.understanding import Reading, Request

MOST_ASKED = 2
OF_AN_ENTRY = frozenset(
    {
        "answer",
        "dispute_charge",
        "last_payment",
        "make_payment",
        "payment_problem",
        "payment_status",
        "profile_change",
        "returned_payment",
        "schedule_payment",
        "statement",
        "transaction_search",
    }
)
# Asking what a sum comes to doesn't choose it.
_ASKS_SUM = re.compile(
    r"^\W*(?:what(?:'?s| is| are| was| do| would)|how much|when|cu[aá]nto|cu[aá]l|qu[eé] es)\b",
    re.I,
)
_ESTIMATE = "simulate_payment"
_PRONOUN = re.compile(r"\b(it|that|this|them)\b|l[oa]s?\b", re.I)


def advance(
    memory: Memory,
    reading: Reading,
    rights: frozenset[str],
    today: date,
    fresh: frozenset[str] = frozenset(),
    given: Mapping[str, str] = MappingProxyType({}),
    said: str = "",
    kept: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Memory, Step]:
    """Take the message into the procedures; return the new memory and the next step.

    `rights` are the kinds that this message invoked: they open their intake even when no
    request was recognised, unless this conversation has finished it already. `fresh` are those
    of them that were recorded only now: their intake opens in any case. `given` are slots that
    the product leaves no choice about, as "procedure.slot": they are never asked for. `said` is the
    message itself, without personal data. `kept` are the slots of a hardship intake that was left
    in another conversation.
    """
    memory = memory.model_copy(deep=True)
    changed = amended(memory, reading) if not rights and not opens_any(reading) else None
    if changed is not None:
        step = _finish(memory, changed, PROCEDURES[changed.name], today)
        return memory, replace(step, whole=True)
    hearing = _hardship_goes_on(memory, said, today)
    state, opening = (
        (memory.procedure, None) if hearing else current(memory, reading, rights, fresh, said)
    )
    if state is None:
        return memory, NOTHING_TO_DO
    procedure = PROCEDURES[state.name]
    if procedure is HARDSHIP:
        _give(state, given)
        taken_up = bool(kept) and not state.asked
        for name, value in kept.items() if taken_up else ():
            state.slots.setdefault(name, SlotValue(value=value, source="books"))
        step = _hardship(memory, state, reading, opening, said, today)
        return memory, replace(step, resumed=taken_up and step.kind == "ask")
    filled = _fill(state, procedure, reading, opening, memory)
    filled = _reasoned(state, memory, said, today) or filled
    if not filled and opening is None and not _answers(reading):
        return memory, NOTHING_TO_DO  # the message was about something else; keep it for later
    memory.procedure = state
    if procedure is PAYMENT:
        _default_day(state, opening, today)
    _give(state, given)
    if procedure is CONTACT and opening is not None and opening.act not in procedure.starts:
        if "channel" not in state.slots:
            memory.procedure = None
            return memory, NOTHING_TO_DO  # the opt-out is on record; nothing more needs asking
    missing = _missing(state, procedure)
    if missing is not None and state.asked.count(missing.question) < MOST_ASKED:
        again = missing.question in state.asked
        state.asked.append(missing.question)
        heard = filled and opening is None
        step = Step("ask", procedure.name, missing.name, missing.question, again=again, heard=heard)
        if procedure is DISPUTE:
            step = _told_apart(state, step, said)
            return memory, replace(step, whole=step.whole or _only_an_entry(state, reading, said))
        return memory, step
    memory.procedure = None
    step = _finish(memory, state, procedure, today)
    return memory, replace(step, whole=step.whole or _only_an_entry(state, reading, said))


def _missing(state: ProcedureState, procedure: Procedure) -> Slot | None:
    """Return what is still to be asked: of a dispute its particulars once its charges are known."""
    missing = next((s for s in procedure.slots if s.required and s.name not in state.slots), None)
    return disputing.wanted(state) if missing is None and procedure is DISPUTE else missing


def _reasoned(state: ProcedureState, memory: Memory, said: str, today: date) -> bool:
    """Take why a charge is called wrong into a dispute; tell whether that told anything."""
    if state.name != DISPUTE.name:
        return False
    return disputing.hear(state, said, memory.asked_slot, today)


def _only_an_entry(state: ProcedureState, reading: Reading, said: str) -> bool:
    """Tell whether a message is all about a payment or statement gone wrong, and asks for none."""
    wrong = state.name == DISPUTE.name and bool(disputing.entries_in(state))
    return wrong and "?" not in said and set(reading.acts) <= OF_AN_ENTRY


def _told_apart(state: ProcedureState, step: Step, said: str) -> Step:
    """Say what a question about one kind of claim must leave to the other.

    After an answer, a question about the particulars is all that the reply has to say.
    """
    told = told_by(state)
    taken = tuple(id_ for name in disputing.CHARGES for id_ in str(told.get(name, "")).split())
    asked = [s for s in DISPUTE.slots if not disputing.closed(state, s.name)]
    wrong = step.slot != UNKNOWN_CHARGE
    reason = disputing.reason_in(state) if wrong else None
    only = step.slot == disputing.TOLD and step.heard and "?" not in said
    return replace(step, taken=taken, apart=len(asked) > 1, reason=reason, whole=only)


def _give(state: ProcedureState, given: Mapping[str, str]) -> None:
    """Fill what the product leaves no choice about, unless it was told."""
    for name, value in given.items():
        procedure, _, slot = name.partition(".")
        if procedure == state.name:
            state.slots.setdefault(slot, SlotValue(value=value, source="books"))


def _hardship_goes_on(memory: Memory, said: str, today: date) -> bool:
    """Tell whether a message belongs to the hardship intake in progress, whatever it looks like."""
    state = memory.procedure
    if state is None or state.name != HARDSHIP.name or is_payment_order(said):
        return False
    return bool(hear(state, memory.offers, said, today))


def _hardship(
    memory: Memory,
    state: ProcedureState,
    reading: Reading,
    opening: Request | None,
    said: str,
    today: date,
) -> Step:
    """Take a message into the hardship intake; a question in between leaves it as it is."""
    heard = hear(state, memory.offers, said, today)
    first = not state.asked
    if opening is None and not heard:
        return NOTHING_TO_DO
    new = take(state, heard)
    if first and "reason" not in state.slots and said.strip():
        state.slots["reason"] = SlotValue(value=said.strip()[:REASON_CHARS_MAX])
    step = next_step(state, heard, new=new)
    memory.procedure = state
    if step.kind == "call":
        memory.procedure, memory.last_call = None, state
    only = not asks(said) and not first
    return replace(step, whole=step.whole or only)


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
                chosen(slot, reading, asked, memory)
                if slot.fill == "choice"
                else value_for(slot, said, reading, asked, procedure)
            )
            if value is not None:
                state.slots[slot.name] = SlotValue(value=value)
    if procedure is PAYMENT and "amount" not in state.slots:
        named = _named_sum(reading, opening) or _antecedent(reading, opening, memory)
        if named:
            state.slots["amount"] = SlotValue(value=named, source="books")
    return state.slots != before


def _asked(procedure: Procedure, name: str | None) -> Slot | None:
    return next((slot for slot in procedure.slots if slot.name == name), None)


def _named_sum(reading: Reading, opening: Request | None) -> str | None:
    """Return the sum that the message names to be paid: the minimum, say."""
    text = " ".join(request.text for request in reading.requests)
    return None if opening is None and _ASKS_SUM.search(text) else reading.slots.amount_kind


def _antecedent(reading: Reading, opening: Request | None, memory: Memory) -> str | None:
    """Return what "pay it" refers to: the amount that the last answer was about."""
    text = opening.text if opening else ""
    meant = _PRONOUN.search(text) or (opening is not None and memory.last_act == _ESTIMATE)
    return memory.antecedent if memory.antecedent and meant else None


def _default_day(state: ProcedureState, opening: Request | None, today: date) -> None:
    if "on" not in state.slots and (opening is None or opening.act != "schedule_payment"):
        state.slots["on"] = SlotValue(value=today.isoformat())


def _finish(memory: Memory, state: ProcedureState, procedure: Procedure, today: date) -> Step:
    told = told_by(state)
    if procedure.finish.startswith("handoff:"):
        return Step("handoff", procedure.name, arguments=told)
    call = call_of(state, procedure, today)
    if call is None and procedure is CANCELLATION:
        return Step("ask", procedure.name, "payment", "ask_which_payment")
    if call is None:
        return Step("handoff", procedure.name, arguments=told)
    memory.last_call = state
    return Step("call", procedure.name, tool=call.tool, arguments=call.arguments)
