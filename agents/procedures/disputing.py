"""A dispute's reason and its particulars: heard with the charge, asked for once, filed.

State of the procedure: `reason` beside the slots of the charges, and the particulars by the tool's
own names; a claim about no charge (`entries`) by its own name, with its particulars behind a dot.
What people would have to guess is left out; a notice counts without any of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agents.memory import ProcedureState, SlotValue
from agents.procedures.charges import UNKNOWN_CHARGE, WRONG_CHARGE, marks
from agents.procedures.entries import ENTRIES, Entry, apart
from agents.procedures.filling import NOT_ASKED
from agents.procedures.reasons import REASONS, Reason, particulars, reason_of
from agents.procedures.spec import DISPUTE, Slot

REASON, TOLD = "reason", "told"
WHAT_CHARS_MAX = 500
CHARGES = tuple(slot.name for slot in DISPUTE.slots)
KIND_OF: Mapping[Entry, str] = {
    "payment_missing": "credit_not_posted",
    "posting": "posting",
    "statement_not_sent": "statement_not_sent",
    "computational": "computational",
}
RIGHT_OF: Mapping[Reason | Entry, str] = {
    "not_delivered": "billing_error",
    "quality": "complaint",
    "credit_not_posted": "billing_error",
    "clarification": "billing_error",
    "payment_missing": "billing_error",
    "posting": "billing_error",
    "statement_not_sent": "billing_error",
    "computational": "billing_error",
}
# What a question is worth asking for; the rest is taken where it is said.
WANTED: Mapping[Reason | Entry, tuple[str, ...]] = {
    "not_delivered": ("expected_by", "asked_merchant"),
    "quality": ("asked_merchant",),
    "credit_not_posted": ("on",),
    "clarification": (),
    "payment_missing": ("amount", "on"),
    "posting": ("amount", "on"),
    "statement_not_sent": ("on",),
    "computational": (),
}
FACTS = ("amount", "on", "expected_by", "asked_merchant", "tried_to_return", "what", "who")
_TRUTH = {"true": True, "false": False}
_QUESTION = "ask_told_"


def hear(state: ProcedureState, said: str, asked: str | None, today: date) -> bool:
    """Take what a message says of reasons and entries into a dispute; tell whether it told any.

    A message that names a charge tells its day and sum, not those of what is missing.
    """
    before, about = dict(state.slots), _asked_about(state) if asked == TOLD else None
    found = apart(said)
    claimed = bool(marks(found.rest)) or reason_of(found.rest) is not None
    rest = found.rest if claimed else ""
    for entry, words in found.entries:
        _take_entry(state, entry, words if claimed else said, today, asked=entry == about)
    if not found.entries:
        rest = said
    reason = reason_in(state) or reason_of(found.rest)
    if found.entries and reason is None and WRONG_CHARGE not in marks(found.rest):
        _ask_of_no_charge(state)
    elif about in ENTRIES and not found.entries:
        _take_entry(state, about, said, today, asked=True)
        rest = ""
    if rest and not closed(state, WRONG_CHARGE):
        _take_reason(state, rest, asked, today)
    answers = asked == TOLD and "?" not in said
    return state.slots != before or answers


def _take_entry(
    state: ProcedureState, entry: Entry, said: str, today: date, *, asked: bool
) -> None:
    told = particulars(entry, said, today, asked=asked)
    if entry not in state.slots:
        told["what"] = said.strip()[:WHAT_CHARS_MAX]
    state.slots[entry] = SlotValue(value=TOLD)
    state.slots |= {f"{entry}.{name}": SlotValue(value=value) for name, value in told.items()}


def _take_reason(state: ProcedureState, said: str, asked: str | None, today: date) -> None:
    reason = reason_in(state) or reason_of(said)
    if reason is None:
        return
    if reason_in(state) is None:
        state.slots[REASON] = SlotValue(value=reason)
        state.slots["what"] = SlotValue(value=said.strip()[:WHAT_CHARS_MAX])
    found = particulars(reason, said, today, asked=asked == TOLD)
    if asked in CHARGES:
        found = {name: value for name, value in found.items() if name in {"asked_merchant", "who"}}
    state.slots |= {name: SlotValue(value=value) for name, value in found.items()}


def _ask_of_no_charge(state: ProcedureState) -> None:
    """Ask about no wrong charge where a message names none, unless it was asked about before."""
    wrong = next(slot for slot in DISPUTE.slots if slot.name == WRONG_CHARGE)
    if wrong.question not in state.asked:
        state.slots.setdefault(wrong.name, SlotValue(value=NOT_ASKED))


def _asked_about(state: ProcedureState) -> Entry | Reason | None:
    """Return what the last question about particulars was of."""
    last = state.asked[-1].removeprefix(_QUESTION) if state.asked else ""
    return next((one for one in (*ENTRIES, *REASONS) if one == last), None)


def closed(state: ProcedureState, name: str) -> bool:
    """Tell whether a dispute doesn't ask about a kind of claim."""
    return name in state.slots and state.slots[name].value == NOT_ASKED


def reason_in(state: ProcedureState) -> Reason | None:
    """Return the reason that a dispute in progress has; None for a plain one."""
    found = state.slots.get(REASON)
    return next((one for one in REASONS if found is not None and one == found.value), None)


def entries_in(state: ProcedureState) -> tuple[Entry, ...]:
    """Return the claims about no charge that a dispute in progress has."""
    return tuple(entry for entry in ENTRIES if entry in state.slots)


def wanted(state: ProcedureState) -> Slot | None:
    """Return the next question about the particulars, as long as one is worth asking."""
    reason = reason_in(state)
    open_ = [(entry, [f"{entry}.{name}" for name in WANTED[entry]]) for entry in entries_in(state)]
    kinds = [*open_, *([(reason, list(WANTED[reason]))] if reason is not None else [])]
    for kind, names in kinds:
        question = f"{_QUESTION}{kind}"
        if question not in state.asked and not all(name in state.slots for name in names):
            return Slot(TOLD, "text", question, required=False)
    return None


def claims_of(told: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the claims that the tool is to quote, from what a dispute was told."""
    found: list[dict[str, Any]] = []
    for name in CHARGES:
        if name not in told:
            continue
        charges = {"transaction_ids": told[name].split()}
        reason = next((one for one in REASONS if one == told.get(REASON)), None)
        if name == UNKNOWN_CHARGE or reason is None:
            found.append({"kind": name, **charges})
            continue
        found.append(_with_facts({"kind": reason, **charges}, told, ""))
    found += [
        _with_facts({"kind": KIND_OF[entry]}, told, f"{entry}.")
        for entry in ENTRIES
        if entry in told
    ]
    return found


def _with_facts(claim: dict[str, Any], told: Mapping[str, str], prefix: str) -> dict[str, Any]:
    names = {fact: f"{prefix}{fact}" for fact in FACTS if f"{prefix}{fact}" in told}
    facts = {fact: _TRUTH.get(told[name], told[name]) for fact, name in names.items()}
    return {**claim, "told": facts} if facts else claim


def filed(state: ProcedureState | None) -> None:
    """Leave out of a dispute in progress what a card has filed meanwhile."""
    if state is not None and state.name == DISPUTE.name:
        done = SlotValue(value=NOT_ASKED, source="books")
        state.slots = {name: done for name in state.slots if name in CHARGES}
