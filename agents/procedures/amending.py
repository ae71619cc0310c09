"""A change of mind after a card was made: "no wait, the full statement balance". Pure."""

import re

from agents.memory import Memory, ProcedureState, SlotValue
from agents.procedures.filling import value_for
from agents.procedures.spec import PAYMENT, PROCEDURES, Procedure
from agents.understanding import Reading

MOST_WORDS = 12
_CORRECTS = re.compile(
    r"^\W*(?:(?:oh|ok|okay|um+|uh|well|ay|bueno)[, ]+)*(?:no|nope|wait|hold on|sorry|oops|actually|"
    r"rather|i meant|i mean|i said|make (?:it|that)|change (?:it|that)|let'?s do|mejor|perd[oó]n|"
    r"quise|digo|espere|que sea|c[aá]mbielo|disculpe)\b|"
    r"\b(?:instead|i meant|rather|en vez|quise decir|en lugar)\b",
    re.I,
)
_ASKS = re.compile(
    r"\?|\b(?:what|how|when|why|which|who|tell me|show me|"
    r"cu[aá]nto|cu[aá]l|cu[aá]ndo|c[oó]mo|por qu[eé])\b",
    re.I,
)
_VALUES = frozenset(
    {"amount", "date", "autopay_kind", "days_before", "day_of_month", "channel", "fee_kind"}
)
# "Only the day changes" and "the product leaves no choice" say nothing of what autopay takes.
_NO_KIND = frozenset({"same", "fee"})


def amended(memory: Memory, reading: Reading) -> ProcedureState | None:
    """Return what the last card was made from, as the message changes it; None if it doesn't.

    Only a short message in the words of a correction, right after the card, is taken so.
    """
    text = " ".join(request.text for request in reading.requests)
    state = memory.last_call
    if state is None or memory.procedure is not None or len(text.split()) > MOST_WORDS:
        return None
    procedure = PROCEDURES[state.name]
    corrects = "correct" in reading.acts or (
        memory.last_act in procedure.starts and _CORRECTS.search(text)
    )
    if not corrects or _ASKS.search(text):
        return None
    fresh = state.model_copy(deep=True)
    _change(fresh, procedure, reading)
    return fresh if fresh.slots != state.slots else None


def _change(state: ProcedureState, procedure: Procedure, reading: Reading) -> None:
    """Put what the message says in the place of what was said before."""
    sums = len(reading.slots.amounts)
    if procedure is PAYMENT and not sums and reading.slots.amount_kind:
        state.slots["amount"] = SlotValue(value=reading.slots.amount_kind)
    for slot in procedure.slots:
        before = state.slots.get(slot.name)
        if slot.fill not in _VALUES or (slot.fill == "amount" and not sums):
            continue
        if before is not None and before.value == "fee":
            continue
        value = value_for(slot, reading.slots, reading, slot, procedure)
        if value is None or value in _NO_KIND or (before and before.value == value):
            continue
        state.slots[slot.name] = SlotValue(value=value)
        sums -= slot.fill == "amount"
