"""What a finished procedure calls: the tool, with exactly what the borrower said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agents.memory import ProcedureState
from agents.procedures.disputing import claims_of
from agents.procedures.filling import NOT_ASKED, UNKNOWN
from agents.procedures.spec import Procedure


@dataclass(frozen=True)
class ToolUse:
    """A tool and its arguments, as plain JSON."""

    tool: str
    arguments: dict[str, Any]


def call_of(state: ProcedureState, procedure: Procedure, today: date) -> ToolUse | None:
    """Return the call that finishes a procedure, or None where something it needs stayed open."""
    told = told_by(state)
    if any(slot.required and _left_open(state, slot.name) for slot in procedure.slots):
        return None
    shape = _SHAPES.get(procedure.name)
    if shape is not None:
        return shape(procedure, told, today)
    return ToolUse(procedure.finish, told)


def _left_open(state: ProcedureState, name: str) -> bool:
    """Tell whether a slot that had to be asked about stayed without an answer."""
    found = state.slots.get(name)
    return found is None or found.value == UNKNOWN


def told_by(state: ProcedureState) -> dict[str, Any]:
    """Return what is known of the slots; what was left open isn't among it."""
    return {
        name: slot.value
        for name, slot in state.slots.items()
        if slot.value not in {UNKNOWN, NOT_ASKED}
    }


def _payment(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    amount = told["amount"]
    named = not amount.replace(".", "", 1).isdigit()
    arguments: dict[str, Any] = {"amount_kind" if named else "amount": amount}
    day = told.get("on")
    if day is not None and date.fromisoformat(day) != today:
        return ToolUse("schedule_payment", {**arguments, "on": day})
    return ToolUse("make_payment", arguments)


def _cancellation(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    return ToolUse(procedure.finish, {"payment_id": told["payment"]})


def _autopay(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    arguments: dict[str, Any] = {}
    if told["kind"] != "same":
        arguments["kind"] = told["kind"]
    if told["kind"] == "fixed" and "amount" in told:
        arguments["amount"] = told["amount"]
    if told["kind"] != "off" and "days_before_due" in told:
        arguments["days_before_due"] = int(told["days_before_due"])
    return ToolUse(procedure.finish, arguments)


def _due_date(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    return ToolUse(procedure.finish, {"day": int(told["day"])})


def _contact(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    arguments: dict[str, Any] = {"channel": told["channel"]}
    if "purpose" in told:
        arguments["purpose"] = told["purpose"]
    return ToolUse(procedure.finish, {**arguments, "allowed": told.get("change") == "on"})


def _dispute(procedure: Procedure, told: Mapping[str, str], today: date) -> ToolUse:
    return ToolUse(procedure.finish, {"claims": claims_of(told)})


_SHAPES: Mapping[str, Callable[[Procedure, Mapping[str, str], date], ToolUse]] = {
    "payment": _payment,
    "cancellation": _cancellation,
    "autopay": _autopay,
    "due_date": _due_date,
    "contact": _contact,
    "dispute": _dispute,
}
