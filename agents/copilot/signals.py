"""What to know before answering, from what was heard in the talk and what stands on record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from agents.copilot.model import Signal
from tools.views import RightRecord

NOT_ON_RECORD = "right_not_on_record"
# Where one of these is to be known, nothing is suggested but the answer to what was said.
ANSWER_ONLY = frozenset(
    {
        "self_harm_or_crisis",
        "partner_abuse",
        "elder_abuse",
        "threat",
        "deceased",
        "bankruptcy",
        "attorney_represented",
        "cease_contact",
        "identity_theft",
        NOT_ON_RECORD,
    }
)
_HEARD = frozenset({"safety"})
_SCORED = "injection"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Literal["danger", "stop", "care"]
    words: str
    cite: str | None = None


@cache
def _known() -> Mapping[str, _Entry]:
    text = files("agents.copilot").joinpath("signals.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, _Entry]).validate_python(yaml.safe_load(text))


def signals_of(
    records: Sequence[Mapping[str, Any]],
    flags: Iterable[str],
    rights: Iterable[RightRecord],
    unrecorded: bool,
) -> tuple[Signal, ...]:
    """Return what to know, each kind once, the most pressing first.

    `records` are the talk's turns, oldest first. A kind's `since` is when it was first heard in
    this talk, or when the right that stands behind it was received.
    """
    since: dict[str, datetime | None] = dict.fromkeys(flags)
    for right in rights:
        if right.kind in since:
            since[right.kind] = right.received_at
    for record in records:
        at = datetime.fromisoformat(record["at"])
        for kind in _heard(record["turn"]):
            since[kind] = since.get(kind) or at
    if unrecorded:
        since[NOT_ON_RECORD] = None
    return tuple(
        Signal(kind=kind, since=since[kind], **entry.model_dump())
        for kind, entry in _known().items()
        if kind in since
    )


def _heard(turn: Mapping[str, Any]) -> Iterable[str]:
    yield from (right["kind"] for right in turn["rights"])
    for verdict in turn["verdicts"]:
        if verdict["rail"] in _HEARD:
            yield from verdict["evidence"]
        elif verdict["rail"] == _SCORED:
            yield _SCORED
