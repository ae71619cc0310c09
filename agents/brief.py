"""The brief: everything an engine is told about a turn, the same for every engine.

It is data, not prose: the embedded engine works from it, a provider model reads it as JSON.
Figures in a reply are written as marks, `{{tool.path}}`, over the results named here.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.procedures.step import Step
from agents.understanding import Reading
from tools.evidence_views import AttachmentText
from tools.views import AccountSnapshot, QuoteView, RightRecord


class Candidate(BaseModel):
    """A transaction that the borrower was asked about. `exact`: a yes takes all that were named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    amount: Decimal
    on: date
    exact: bool = True


class Attachment(BaseModel):
    """What an engine may read of a file that the borrower sent: data, whatever it says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: AttachmentText


class Brief(BaseModel):
    """What is known when the engine starts to answer.

    `step` is what the active procedure needs next. `card` is the confirmation that is open.
    `acknowledged` lists rights that the pipeline has worded itself; an engine goes on from
    there and doesn't repeat it. `quiet` means that nothing may ask for payment. `request` is how
    a request for a plan stands (its result is `plan_status`), which this reply says where
    `tells_request`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    today: date
    language: Literal["en", "es"]
    text: str
    reading: Reading
    snapshot: AccountSnapshot
    rights: tuple[RightRecord, ...] = ()
    acknowledged: tuple[str, ...] = ()
    step: Step
    card: QuoteView | None = None
    last_act: str | None = None
    subject: str | None = Field(None, description="what the talk was about before this message")
    with_team: tuple[str, ...] = Field((), description="queues this conversation is with")
    candidates: tuple[Candidate, ...] = ()
    earlier: tuple[str, ...] = Field((), description="what the borrower said before, oldest first")
    quiet: bool = False
    request: Literal["reviewing", "approved", "declined", "accepted"] | None = None
    tells_request: bool = False
    attachments: tuple[Attachment, ...] = ()
    declined_for: int = Field(0, description="how many reasons a declined request was given")
