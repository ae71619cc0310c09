"""What borrower endpoints take and give."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from agents.turn import Disclosure, Turn
from tools.evidence_views import Evidence, OpenDispute

TEXT_CHARACTERS_MAX = 4_000
WORDS_CHARACTERS_MAX = 300

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,128}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpenRequest(_Body):
    """Start a conversation."""

    channel: Literal["app", "web"]


class OpeningView(_Body):
    """The first words."""

    text: str
    quick_replies: tuple[str, ...]
    disclosures: tuple[Disclosure, ...]


class Opened(_Body):
    """A conversation that has begun."""

    id: str
    opening: OpeningView


class MessageRequest(_Body):
    """What the borrower wrote. The same `client_message_id` and text yield the same turn."""

    text: Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]
    client_message_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = None


class DecisionRequest(_Body):
    """The press of a card's button."""

    decision: Literal["confirm", "cancel"]


class FeedbackRequest(_Body):
    """Whether a reply helped, and a few words about it."""

    liked: bool
    words: Annotated[str, Field(max_length=WORDS_CHARACTERS_MAX, pattern=r"^[^\x00]*$")] = ""


class FeedbackView(_Body):
    """What is on record of a reply now; `words` are redacted."""

    turn_id: str
    liked: bool
    words: str


class TranscriptTurn(_Body):
    """One exchange as it was recorded; `user_text` is redacted, `liked` the last feedback on it."""

    turn_id: str
    kind: str
    at: datetime
    user_text: str
    turn: Turn
    liked: bool | None = None


class Transcript(_Body):
    """A conversation so far, oldest first."""

    id: str
    channel: str
    opened_at: datetime
    turns: tuple[TranscriptTurn, ...]


class EvidenceReply(_Body):
    """A file on record, and the turn that says so."""

    evidence: Evidence
    turn: Turn


class EvidenceList(_Body):
    """The borrower's files, oldest first; `accepts` once there is a dispute to send one about.

    `disputes` are the open ones: where there are several, a file says by reference which it is for.
    """

    accepts: bool
    files: tuple[Evidence, ...]
    disputes: tuple[OpenDispute, ...]
