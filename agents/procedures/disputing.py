"""A dispute's reason and its particulars: heard with the charge, asked for once, filed.

State of the procedure: `reason` beside the slots of the charges, and the particulars by the tool's
own names. What people would have to guess is left out; a notice counts without any of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agents.memory import ProcedureState, SlotValue
from agents.procedures.charges import UNKNOWN_CHARGE, WRONG_CHARGE
from agents.procedures.filling import NOT_ASKED
from agents.procedures.reasons import Reason, particulars, reason_of
from agents.procedures.spec import DISPUTE, Slot

REASON, TOLD = "reason", "told"
NO_CHARGE = "no charge"
WHAT_CHARS_MAX = 500
CHARGES = tuple(slot.name for slot in DISPUTE.slots)
KIND_OF: Mapping[Reason, str] = {
    "not_delivered": "not_delivered",
    "quality": "quality",
    "credit_not_posted": "credit_not_posted",
    "payment_missing": "credit_not_posted",
}
RIGHT_OF: Mapping[Reason, str] = {
    "not_delivered": "billing_error",
    "quality": "complaint",
    "credit_not_posted": "billing_error",
    "payment_missing": "billing_error",
}
# What a question is worth asking for; the rest is taken where it is said.
WANTED: Mapping[str, tuple[str, ...]] = {
    "not_delivered": ("expected_by", "asked_merchant"),
    "quality": ("asked_merchant",),
    "credit_not_posted": ("on",),
    "payment_missing": ("amount", "on"),
}
FACTS = ("amount", "on", "expected_by", "asked_merchant", "tried_to_return", "what", "who")
_TRUTH = {"true": True, "false": False}


def hear(state: ProcedureState, said: str, asked: str | None, today: date) -> bool:
    """Take what a message says of the reason into a dispute; tell whether it told anything.

    A message that names a charge tells its day and sum, not those of what is missing.
    """
    before = dict(state.slots)
    wrong = state.slots.get(WRONG_CHARGE)
    if wrong is not None and wrong.value == NOT_ASKED:
        return False
    reason = reason_in(state) or reason_of(said)
    if reason is None:
        return False
    if reason_in(state) is None:
        state.slots[REASON] = SlotValue(value=reason)
        state.slots["what"] = SlotValue(value=said.strip()[:WHAT_CHARS_MAX])
        _settle_charges(state, reason)
    found = particulars(reason, said, today, asked=asked == TOLD)
    if asked in CHARGES:
        found = {name: value for name, value in found.items() if name in {"asked_merchant", "who"}}
    state.slots |= {name: SlotValue(value=value) for name, value in found.items()}
    answers = asked == TOLD and "?" not in said
    return state.slots != before or answers


def _settle_charges(state: ProcedureState, reason: str) -> None:
    """Leave out the charge of a missing payment; beside a stranger's charges people file it."""
    if reason == "payment_missing":
        strange = state.slots.get(UNKNOWN_CHARGE)
        alone = strange is not None and strange.value == NOT_ASKED
        state.slots[WRONG_CHARGE] = SlotValue(value=NO_CHARGE if alone else NOT_ASKED)


def reason_in(state: ProcedureState) -> Reason | None:
    """Return the reason that a dispute in progress has; None for a plain one."""
    found = state.slots.get(REASON)
    return next((one for one in KIND_OF if found is not None and one == found.value), None)


def wanted(state: ProcedureState) -> Slot | None:
    """Return the one question about the particulars, as long as it is worth asking."""
    reason = reason_in(state)
    if reason is None or all(name in state.slots for name in WANTED[reason]):
        return None
    question = f"ask_told_{reason}"
    return None if question in state.asked else Slot(TOLD, "text", question, required=False)


def claims_of(told: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the claims that the tool is to quote, from what a dispute was told."""
    found: list[dict[str, Any]] = []
    for name in CHARGES:
        if name not in told:
            continue
        reason = next((one for one in KIND_OF if one == told.get(REASON)), None)
        if name == UNKNOWN_CHARGE or reason is None:
            found.append({"kind": name, "transaction_ids": told[name].split()})
            continue
        claim: dict[str, Any] = {"kind": KIND_OF[reason]}
        if told[name] != NO_CHARGE:
            claim["transaction_ids"] = told[name].split()
        facts = {fact: _TRUTH.get(told[fact], told[fact]) for fact in FACTS if fact in told}
        found.append({**claim, "told": facts} if facts else claim)
    return found
