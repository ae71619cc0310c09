"""The Turn: what one exchange yields to every channel (the fixed contract).

Times are ISO 8601; money values are strings in dollars with two decimals.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """Where a figure comes from: a tool's result by path, or a policy passage."""

    type: Literal["tool", "policy"]
    name: str
    path: str


class Figure(_Part):
    """An amount, percentage, date or count as the reply shows it, and its evidence."""

    text: str
    value: str
    kind: Literal["money", "percent", "date", "count"]
    source: Source


class Citation(_Part):
    """A passage that a statement of the reply rests on."""

    document: str
    version: str
    section: str
    quote: str
    effective_from: date


class Disclosure(_Part):
    """A disclosure as it was shown."""

    id: str
    version: str
    text: str


class Clock(_Part):
    """A deadline, with the rule it comes from."""

    name: str
    due: date
    cite: str


class Right(_Part):
    """A right that this turn invoked, or mentioned again."""

    kind: str
    status: Literal["new", "known"]
    received_at: datetime
    clocks: tuple[Clock, ...] = ()


class ToolCall(_Part):
    """A tool that ran, or was refused."""

    name: str
    arguments: dict[str, Any]
    status: Literal["ok", "refused", "error"]


class Confirmation(_Part):
    """A card that waits for the borrower's button."""

    token: str
    action: str
    summary: str
    fields: dict[str, str]
    disclosures: tuple[Disclosure, ...]
    expires_at: datetime


class Handoff(_Part):
    """A person takes over: which queue, why, and what they need to know."""

    queue: str
    reason: str
    summary: str


class Verdict(_Part):
    """What a rail found."""

    rail: str
    outcome: Literal["pass", "repaired", "blocked"]
    evidence: tuple[str, ...] = ()


class Turn(_Part):
    """One exchange, complete."""

    turn_id: str
    conversation_id: str
    reply: str
    engine: str
    model_calls: int
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    rights: tuple[Right, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    confirmation: Confirmation | None = None
    handoff: Handoff | None = None
    verdicts: tuple[Verdict, ...] = ()
    quick_replies: tuple[str, ...] = Field(default=(), description="choices shown as buttons")
