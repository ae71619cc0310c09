"""What the copilot says. Money is dollars as text with two decimals, days are ISO 8601."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.turn import Citation, Disclosure, Figure, Source, Verdict
from tools.values import Written
from tools.views import RightRecord

BorrowerWords = Annotated[str, Written("user")]
"""A borrower's own words, redacted: data, whatever they say."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """Something the borrower wrote."""

    at: datetime
    text: BorrowerWords


class Happened(_Part):
    """Something that came of the talk: `what` is "right", "card", "handoff" or "file".

    `name` is the kind of right, the action or the queue; `outcome` says of it "recorded",
    "offered", "ok", "cancelled", "refused", "opened" or "received".
    """

    at: datetime
    what: Literal["right", "card", "handoff", "file"]
    name: str
    outcome: str


class Talk(_Part):
    """The talk so far. `words` is made of what follows it, by rule; no model wrote it.

    `told` is what an intake that goes on was told, by slot; `waits_for` is what it asks next.
    """

    words: str
    language: Literal["en", "es"]
    messages: int = Field(description="how many the borrower wrote")
    about: tuple[str, ...] = Field(description="what they were read as asking, in their order")
    said: tuple[Said, ...] = Field(description="the last few, oldest first")
    happened: tuple[Happened, ...] = Field(description="oldest first")
    procedure: str | None
    told: dict[str, str]
    waits_for: str | None


class Fact(_Part):
    """A figure or state of the line, and where it stands in the books."""

    name: str
    value: str
    kind: Literal["money", "percent", "date", "count", "text"]
    source: Source


class CardOpen(_Part):
    """A card that waits for the borrower's button. Only they can press it: no token is told."""

    action: str
    summary: str
    fields: dict[str, str]
    expires_at: datetime


class Reply(_Part):
    """Words that passed every rail, to be used or not. Nothing of it was sent.

    `about` is "last_message", or what else it is about. `disclosures` are to go with it.
    """

    about: str
    text: str
    language: Literal["en", "es"]
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]
    disclosures: tuple[Disclosure, ...]
    verdicts: tuple[Verdict, ...]


class Withheld(_Part):
    """A reply that isn't suggested, and why: `would_write`, `not_on_record`, `blocked`, `opens`."""

    about: str
    code: Literal["would_write", "not_on_record", "blocked", "opens"]
    detail: str


class Signal(_Part):
    """Something to know before answering: `danger` first, then `stop`, then `care`."""

    kind: str
    severity: Literal["danger", "stop", "care"]
    words: str
    since: datetime | None = None
    cite: str | None = None


class Advice(_Part):
    """All that the copilot knows of a conversation, as of now; nothing was written for it."""

    turn_id: str = Field(description="the borrower's message that it is about")
    talk: Talk
    facts: tuple[Fact, ...]
    rights: tuple[RightRecord, ...]
    cards: tuple[CardOpen, ...]
    replies: tuple[Reply, ...]
    withheld: tuple[Withheld, ...]
    signals: tuple[Signal, ...]
