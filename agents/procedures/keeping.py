"""An intake between conversations: what is kept of it, and how it is taken up again. Pure."""

from datetime import date
from decimal import Decimal
from typing import cast, get_args

from agents.memory import ProcedureState
from agents.procedures.filling import UNKNOWN
from tools.plan_views import Circumstance, HardshipIntake, Monthly

_SUMS = {"can_pay": "can_pay", "income": "income", "expenses": "essentials",
         "other_debt": "other_debt"}  # fmt: skip


def to_keep(state: ProcedureState) -> HardshipIntake:
    """Return what an intake holds, as the books keep it."""
    told = {name: slot.value for name, slot in state.slots.items() if slot.value != UNKNOWN}
    sums = {kept: _monthly(told[name]) for name, kept in _SUMS.items() if name in told}
    circumstances = told.get("circumstances", "").split()
    return HardshipIntake(
        **sums,
        lasts_months=int(told["duration"]) if "duration" in told else None,
        reason=told.get("reason"),
        since=date.fromisoformat(told["since"]) if "since" in told else None,
        preferred_day=int(told["preferred_day"]) if "preferred_day" in told else None,
        contact=told.get("contact"),
        circumstances=tuple(
            cast(Circumstance, one) for one in circumstances if one in get_args(Circumstance)
        ),
        unsure=tuple(name for name, slot in state.slots.items() if slot.value == UNKNOWN),
    )


def kept(intake: HardshipIntake) -> dict[str, str]:
    """Return the slots of an intake that was kept."""
    slots = {
        name: _written(one)
        for name, where in _SUMS.items()
        if (one := getattr(intake, where)) is not None
    }
    others = {
        "duration": intake.lasts_months,
        "reason": intake.reason,
        "since": intake.since,
        "preferred_day": intake.preferred_day,
        "contact": intake.contact,
        "circumstances": " ".join(intake.circumstances) or None,
    }
    slots |= {name: str(value) for name, value in others.items() if value is not None}
    return slots | {name: UNKNOWN for name in intake.unsure if name not in slots}


def _monthly(value: str) -> Monthly:
    low, _, high = value.partition("-")
    return Monthly(low=Decimal(low), high=Decimal(high or low))


def _written(one: Monthly) -> str:
    low, high = f"{one.low:.2f}", f"{one.high:.2f}"
    return low if low == high else f"{low}-{high}"
