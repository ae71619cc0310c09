"""Which procedure a message belongs to: the one in progress, one that it opens, or one by right."""

import re

from agents.memory import Memory, ProcedureState, SlotValue
from agents.procedures.charges import marks
from agents.procedures.disputing import closed
from agents.procedures.entries import entry_of
from agents.procedures.filling import NOT_ASKED
from agents.procedures.reasons import reason_of
from agents.procedures.spec import DISPUTE, HARDSHIP, PAYMENT, PROCEDURES, WAIVER, Procedure
from agents.understanding import Reading, Request, Slots

STARTED_BY_RIGHT = {
    "hardship": "hardship",
    "unauthorized_use": "dispute",
    "billing_error": "dispute",
    "stop_payment_autopay": "autopay",
    "opt_out_channel": "contact",
}
# What a right says already of the procedure that it starts.
SAID_BY_RIGHT = {"autopay": ("kind", "off"), "contact": ("change", "off")}
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


def current(
    memory: Memory, reading: Reading, rights: frozenset[str], fresh: frozenset[str], said: str
) -> tuple[ProcedureState | None, Request | None]:
    """Return the procedure this message belongs to, and the request that opens it, if one does."""
    for request in reading.requests:
        for procedure in PROCEDURES.values():
            if _opens(procedure, request) and not _gone_wrong(procedure, request, rights):
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


def _gone_wrong(procedure: Procedure, request: Request, rights: frozenset[str]) -> bool:
    """Tell whether what looks like a payment to make, or a hard time, is one gone wrong.

    A fee for a payment that was in time isn't waived, but looked into. A thing that was bought and
    broke is a claim about its purchase, where no hardship was told.
    """
    if procedure is HARDSHIP:
        told = bool(rights) and "hardship" not in rights
        return told and reason_of(request.text) == "quality"
    if procedure is WAIVER:
        return "billing_error" in rights and entry_of(request.text) == "posting"
    return procedure is PAYMENT and bool(rights) and entry_of(request.text) is not None


def _reopened(memory: Memory, rights: frozenset[str], fresh: frozenset[str]) -> bool:
    """Have a dispute in progress ask about a kind that is said only now; tell whether one was.

    `rights` are those that the message's own words speak of: an answer may sound like another kind.
    """
    state = memory.procedure
    if state is None or state.name != DISPUTE.name:
        return False
    kinds = [kind for kind in rights if closed(state, kind)]
    found = [k for k in kinds if k in fresh or DISPUTE.finish not in memory.done]
    for kind in found:
        del state.slots[kind]
    return bool(found)


def _left_out(memory: Memory, kind: str) -> bool:
    """Tell whether the last card was a dispute's without this kind of claim."""
    last = memory.last_call
    return last is not None and last.name == DISPUTE.name and closed(last, kind)


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
    kept = {name: slot for name, slot in last.slots.items() if not closed(last, name)}
    state.slots.update(kept)
    return state


def _finished(memory: Memory, procedure: Procedure) -> bool:
    """Tell whether a procedure is done with here: passed on, confirmed, or on an open card."""
    finish = procedure.finish.removeprefix("handoff:")
    shown = (memory.card or {}).get("action")
    return finish in {*memory.handoffs, *memory.done, shown}


def opens_any(reading: Reading) -> bool:
    """Tell whether any request of a message opens a procedure."""
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
