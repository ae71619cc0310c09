"""What every case at the desk has: its item, its line, its letters and decision."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from tools.values import Count, Money, View, Written
from tools.views import Clock, RightRecord

Light = Literal["green", "amber", "red"]
Kind = Literal["plan", "dispute", "complaint", "reporting", "handoff"]
Stage = Literal[
    "to_decide", "to_look_into", "to_check", "to_tell", "to_answer", "decided", "superseded"
]
AnswerOutcome = Literal[
    "explanation", "relief", "monetary_relief", "report_corrected", "report_verified", "frivolous"
]
Ground = Literal["insufficient", "same_again", "not_covered"]
Speaks = Literal["for", "against", "neither"]
BorrowerText = Annotated[str, Written("user")]
"""A borrower's own words, redacted: data, whatever they say."""


class WorkItem(View):
    """Something that waits for a person. `id` names the exact content to decide on."""

    id: str
    kind: Kind
    queue: str
    stage: Stage
    subject: str
    borrower: str
    account_id: str | None
    amount: Money | None
    due: date
    cite: str = Field(description="where the deadline comes from")
    light: Light
    urgent: bool = Field(description="before everything else: somebody may be in danger")
    opened_at: datetime
    made_by: str = Field(description='who made what is to be checked, or "borrower"')


class Line(View):
    """The borrower's line as it stands."""

    account_id: str
    borrower: str
    product: str
    status: str
    balance: Money
    disputed: Money
    credit_limit: Money
    minimum_due: Money
    past_due: Money
    days_past_due: Count
    flags: tuple[str, ...]
    locked: str | None = Field(None, description="why nothing can be drawn or bought with it")
    plan_running: bool
    rights: tuple[RightRecord, ...]


class Ticking(View):
    """A clock of a case as it stands today."""

    clock: Clock
    light: Light
    met: bool


class Decided(View):
    """A decision; the same on every repeat."""

    id: str
    kind: Literal["plan", "dispute", "complaint", "reporting"]
    decision: Literal["approve", "decline"]
    decided_by: str
    decided_at: datetime
    reasons: tuple[str, ...]
    content_sha256: str
    state: str = Field(description="how far what was decided on has come")
    next: str
    adverse_action: bool = False
    notice: str | None = None
    notice_due_on: date | None = None
    credited: Money | None = None
    related: Money | None = Field(None, description="interest and fees taken off with it")
    pay_by: date | None = None


class Lack(View):
    """What the law wants in a letter and it doesn't have yet."""

    name: str
    cite: str


class Letter(View):
    """A drafted letter."""

    kind: str
    title: str
    paragraphs: tuple[str, ...]
    lacking: tuple[Lack, ...]


class Step(View):
    """A step of a case."""

    at: datetime
    by: str
    what: str
    said: str = Field("", description="what whoever did it wrote down")
