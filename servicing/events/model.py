"""The nouns of telling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SCHEMA_VERSION = 1
KINDS = (
    "payment.scheduled",
    "payment.received",
    "payment.posted",
    "payment.returned",
    "payment.cancelled",
    "purchase.posted",
    "draw.posted",
    "charge.posted",
    "adjustment.posted",
    "statement.closed",
    "right.recorded",
    "flag.raised",
    "quote.confirmed",
    "line.charged_off",
    "autopay.stopped",
    "bank.unlinked",
    "draw.returned",
    "delinquency.rolled",
    "plan.kept",
    "plan.missed",
    "plan.completed",
    "plan.ended",
    "clock.due_soon",
    "clock.overdue",
)
"""Every kind of event there is. Consumers ignore kinds and members they don't know."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a change of a line means to the outside; it gets its number when saved.

    `data` holds ids, amounts in dollars as text, dates and codes: no names, no contact or bank
    details, no free text. Raises `ValueError` for a kind that nobody could subscribe to.
    """

    kind: str
    data: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Refuse a kind that isn't part of the contract."""
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of event: {self.kind}")


@dataclass(frozen=True, slots=True)
class Event:
    """A happening on record: `sequence` counts an account's events from 1 without a gap."""

    event_id: str
    account_id: str
    sequence: int
    kind: str
    schema_version: int
    recorded_at: datetime
    data: Mapping[str, Any]
