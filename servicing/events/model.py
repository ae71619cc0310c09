"""The nouns of telling."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

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
    "right.acknowledged",
    "right.takes_longer",
    "right.answered",
    "right.found_frivolous",
    "right.told_frivolous",
    "flag.raised",
    "flag.verified",
    "flag.lowered",
    "quote.confirmed",
    "line.charged_off",
    "autopay.stopped",
    "bank.unlinked",
    "draw.returned",
    "delinquency.rolled",
    "line.reaged",
    "plan.drafted",
    "plan.decided",
    "plan.started",
    "plan.kept",
    "plan.missed",
    "plan.cured",
    "plan.completed",
    "plan.ended",
    "plan.broken",
    "plan.reminded",
    "plan.left",
    "plan.stopped",
    "relief.started",
    "relief.ended",
    "clock.due_soon",
    "clock.overdue",
    "claim.filed",
    "claim.withdrawn",
    "claim.decided",
    "claim.acknowledged",
    "claim.looked_into",
    "claim.evidence_received",
    "claim.evidence_after_decision",
    "claim.merchant_refunded",
    "claim.provisional_credit",
    "claim.rebilled",
    "claim.related_by_hand",
    "claim.widened",
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


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who wants to hear: where, signed with what, of which kinds (none: of all)."""

    subscription_id: str
    url: str
    secret: str = field(repr=False)
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a subscription has come on an account: everything up to `sequence` is done."""

    sequence: int
    attempts: int
    dead: bool
    next_attempt_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How a subscription stands with one event; `attempts` is of failures so far."""

    subscription_id: str
    url: str
    state: Literal["done", "trying", "waiting", "dead", "not asked for"]
    attempts: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a subscription didn't take; the account's later events wait behind it."""

    subscription_id: str
    event_id: str
    account_id: str
    kind: str
    died_at: datetime
    attempts: int
    last_error: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try, and how long to wait in between: the same each time, for each event.

    By default twelve attempts over about a day.
    """

    attempts_max: int = 12
    first_wait_s: float = 5.0
    factor: float = 3.0
    wait_max_s: float = 6 * 3600.0

    def wait_s(self, attempts: int) -> float:
        """Return how long to wait after so many failed attempts."""
        return min(self.first_wait_s * self.factor ** (attempts - 1), self.wait_max_s)
