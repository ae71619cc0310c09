"""What a servicing team does with a narrative: queue, urgency, first deadline, what to ask for."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from agents.triage.cues import load_yaml
from agents.triage.model import Clocks, Deadline

# The books' name for each right (servicing keeps the clocks under these).
KINDS: Mapping[str, str] = {
    "billing_error_notice": "billing_error",
    "unauthorized_use_claim": "unauthorized_use",
    "stop_payment": "stop_payment_autopay",
    "complaint_to_regulator": "complaint",
}
# Harm now or a protected person first; a complaint to a regulator is watched from outside.
_URGENT = frozenset({"bankruptcy", "active_duty", "deceased", "attorney_represented"})
_HIGH = frozenset(
    {
        "identity_theft",
        "unauthorized_use_claim",
        "cease_contact",
        "stop_payment",
        "discrimination",
        "complaint_to_regulator",
    }
)


@dataclass(frozen=True)
class Handling:
    """How one matter is worked."""

    queue: str
    next_action: str
    evidence: tuple[str, ...]
    facts: tuple[str, ...]


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = load_yaml("handling.yaml")
    return data


def handling(primary: str) -> Handling:
    """Return how a matter is worked."""
    found = _data()["matters"][primary]
    return Handling(
        found["queue"], found["next_action"], tuple(found["evidence"]), tuple(found["facts"])
    )


def route(primary: str, rights: Set[str]) -> str:
    """Return the queue: that of a protected status where there is one, or the matter's own."""
    for right, queue in _data()["queues_by_right"].items():
        if right in rights:
            return str(queue)
    return handling(primary).queue


def priority(primary: str, rights: Set[str]) -> str:
    """Return urgent, high or normal, by right and by harm."""
    if rights & _URGENT:
        return "urgent"
    if rights & _HIGH or primary in {"unauthorized_use", "identity_theft"}:
        return "high"
    return "normal"


def first_deadline(rights: Sequence[str], received: date, clocks: Clocks) -> Deadline | None:
    """Return the soonest clock of the rights; of none, that of a complaint.

    Every narrative is a complaint at the least, so that its answer is due too.
    """
    kinds = [KINDS.get(right, right) for right in rights]
    due = [deadline for kind in [*kinds, "complaint"] for deadline in clocks(kind, received)]
    return min(due, key=lambda one: (one.due, one.name), default=None)
