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
from agents.procedures.charges import UNKNOWN_CHARGE, marks
from agents.procedures.entries import entry_of
from agents.procedures.filling import NOT_ASKED, chosen, value_for
from agents.procedures.hardship import (
    REASON_CHARS_MAX,
    asks,
    hear,
    is_payment_order,
    next_step,
    take,
)
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
from agents.understanding import Reading, Request, Slots

MOST_ASKED = 2
STARTED_BY_RIGHT = {
    "hardship": "hardship",
    "unauthorized_use": "dispute",
    "billing_error": "dispute",
    "stop_payment_autopay": "autopay",
    "opt_out_channel": "contact",
}
# What a right says already of the procedure that it starts.
SAID_BY_RIGHT = {"autopay": ("kind", "off"), "contact": ("change", "off")}
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
# A question about how something works, or what it would lead to, asks for nothing to be done.
_ABOUT_RULE = re.compile(
    r"\b(?:how (?:often|far|long|fast|soon|many|much|does|do (?:i|you) (?:qualify|decide))|"
    r"what (?:happens|would happen|if|are the|is the (?:rule|policy))|what's the (?:rule|policy)|"
    r"will (?:it|closing|that|this|asking|moving)|does (?:it|closing|that|asking|moving)|"
    r"(?:can|could|may|will) i still|(?:todav[ií]a|a[uú]n) (?:puedo|podr\w+)|"
    r"(?:puedo|podr\w+) (?:seguir|todav[ií]a|a[uú]n)|"
    r"policy on|rules? (?:on|for|about)|is there a (?:fee|charge|limit)|if i ever|"
    r"cu[aá]nt[oa]s? (?:veces|tiempo|tarda)|c[oó]mo funciona|qu[eé] pasa|qu[eé] regla)\b",
    re.I,
)
_ORDER = re.compile(r"\b(?:pay|send|schedule|pague|pagar|mande|programe)\b", re.I)
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
    changed = amended(memory, reading) if not rights and not _opens_any(reading) else None
    if changed is not None:
        step = _finish(memory, changed, PROCEDURES[changed.name], today)
        return memory, replace(step, whole=True)
    hearing = _hardship_goes_on(memory, said, today)
    state, opening = (
        (memory.procedure, None) if hearing else _current(memory, reading, rights, fresh, said)
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
    asked = [s for s in DISPUTE.slots if not _closed(state, s.name)]
    wrong = step.slot != UNKNOWN_CHARGE
    reason = disputing.reason_in(state) if wrong else None
    only = step.slot == disputing.TOLD and step.heard and "?" not in said
    return replace(step, taken=taken, apart=len(asked) > 1, reason=reason, whole=only)


def _closed(state: ProcedureState, kind: str) -> bool:
    """Tell whether a dispute doesn't ask about a kind of claim."""
    return kind in state.slots and state.slots[kind].value == NOT_ASKED


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


def _current(
    memory: Memory, reading: Reading, rights: frozenset[str], fresh: frozenset[str], said: str
) -> tuple[ProcedureState | None, Request | None]:
    """Return the procedure this message belongs to, and the request that opens it, if one does."""
    for request in reading.requests:
        for procedure in PROCEDURES.values():
            if _opens(procedure, request) and not _of_entry(procedure, request, rights):
                same = memory.procedure and memory.procedure.name == procedure.name
                state = memory.procedure if same else ProcedureState(name=procedure.name)
                return state, request
        if request.act == "correct" and (request.slots.amounts or request.slots.dates):
            last = memory.last_call if memory.procedure is None else None
            if last is not None and last.name not in {DISPUTE.name, HARDSHIP.name}:
                state = last.model_copy(deep=True)
                return _without(state, request.slots), request
            if memory.procedure is not None:
                return _without(memory.procedure, request.slots), request
    if _reopened(memory, rights & marks(said), fresh):
        return memory.procedure, _most_telling(reading)
    for kind, name in STARTED_BY_RIGHT.items():
        running = memory.procedure is not None and memory.procedure.name == name
        finished = _finished(memory, PROCEDURES[name])
        new = [k for k in rights if k in fresh or _left_out(memory, k)] if finished else rights
        if finished and name == DISPUTE.name and _adds_entry(memory, said):
            new = [*new, kind]
        if kind in rights and not running and (not finished or kind in new):
            state = _started(name, frozenset(new))
            return _joined(memory, state), _most_telling(reading)
    return memory.procedure, None


def _of_entry(procedure: Procedure, request: Request, rights: frozenset[str]) -> bool:
    """Tell whether what looks like a payment to make is one that went wrong."""
    return procedure is PAYMENT and bool(rights) and entry_of(request.text) is not None


def _reopened(memory: Memory, rights: frozenset[str], fresh: frozenset[str]) -> bool:
    """Have a dispute in progress ask about a kind that is said only now; tell whether one was.

    `rights` are those that the message's own words speak of: an answer may sound like another kind.
    """
    state = memory.procedure
    if state is None or state.name != DISPUTE.name:
        return False
    kinds = [kind for kind in rights if _closed(state, kind)]
    found = [k for k in kinds if k in fresh or DISPUTE.finish not in memory.done]
    for kind in found:
        del state.slots[kind]
    return bool(found)


def _left_out(memory: Memory, kind: str) -> bool:
    """Tell whether the last card was a dispute's without this kind of claim."""
    last = memory.last_call
    return last is not None and last.name == DISPUTE.name and _closed(last, kind)


def _adds_entry(memory: Memory, said: str) -> bool:
    """Tell whether a message claims a payment or statement that the last card hasn't."""
    entry, last = entry_of(said), memory.last_call
    return entry is not None and (last is None or entry not in last.slots)


def _joined(memory: Memory, state: ProcedureState) -> ProcedureState:
    """Keep what an open card disputes when another kind joins it: the new card shows both."""
    last = memory.last_call
    shown = (memory.card or {}).get("action") == DISPUTE.finish
    if state.name != DISPUTE.name or last is None or last.name != DISPUTE.name or not shown:
        return state
    kept = {name: slot for name, slot in last.slots.items() if not _closed(last, name)}
    state.slots.update(kept)
    return state


def filed(state: ProcedureState | None) -> None:
    """Leave out of a dispute in progress what a card has filed meanwhile."""
    if state is not None and state.name == DISPUTE.name:
        closed = SlotValue(value=NOT_ASKED, source="books")
        state.slots = {name: closed for name in state.slots if name in disputing.CHARGES}


def _finished(memory: Memory, procedure: Procedure) -> bool:
    """Tell whether a procedure is done with here: passed on, confirmed, or on an open card."""
    finish = procedure.finish.removeprefix("handoff:")
    shown = (memory.card or {}).get("action")
    return finish in {*memory.handoffs, *memory.done, shown}


def _opens_any(reading: Reading) -> bool:
    return any(_opens(p, request) for request in reading.requests for p in PROCEDURES.values())


def _opens(procedure: Procedure, request: Request) -> bool:
    """Tell whether a request opens a procedure, rather than asks how the thing works."""
    if _pays(procedure, request):
        return True
    about = procedure.yields_to_questions and asks_about_rule(request.text)
    return request.act in procedure.starts and not about


def asks_about_rule(text: str) -> bool:
    """Tell whether a text asks how something works or what it would lead to."""
    return bool(_ABOUT_RULE.search(text))


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
    if name in SAID_BY_RIGHT:
        slot_name, value = SAID_BY_RIGHT[name]
        state.slots[slot_name] = SlotValue(value=value)
    return state


def _most_telling(reading: Reading) -> Request | None:
    return reading.requests[0] if reading.requests else None


def _without(state: ProcedureState, slots: Slots) -> ProcedureState:
    """Forget what is being corrected."""
    if slots.amounts:
        for name in ("amount", "can_pay", "limit", "kind"):
            state.slots.pop(name, None)
    if slots.dates:
        for name in ("on", "day"):
            state.slots.pop(name, None)
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
