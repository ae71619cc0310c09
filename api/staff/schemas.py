"""What staff endpoints take, and the pages they give; the rest are the desk's own views."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from tools.desk import Role
from tools.desk.views import AnswerOutcome, Ground, Speaks, WorkItem

PAGE_MAX = 100
REASON_CHARACTERS_MAX = 2_000
CREDITS_MAX = 8
WEEKS_MAX = 53
CHARGE_ID = r"^[A-Za-z0-9_.:-]{1,80}$"
Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Cursor = Annotated[str | None, Query(max_length=300, pattern=r"^[A-Za-z0-9_-]*$")]
Queue = Annotated[str | None, Query(pattern=r"^[a-z][a-z-]{0,39}$")]
Reason = Annotated[str, Field(max_length=REASON_CHARACTERS_MAX, pattern=r"^[^\x00]*$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Me(_Body):
    """Who is signed in, and what they may approve, in dollars."""

    staff_id: str
    name: str
    role: Role
    limits: dict[str, Decimal]


class WorkItemPage(_Body):
    """Some of what waits, the most pressing first; how much there is in all of each light."""

    items: tuple[WorkItem, ...]
    next_cursor: str | None
    waiting: int
    amber: int
    red: int


class DecisionRequest(_Body):
    """A decision on exactly the item that its address names.

    Declining a plan draft or sending a finding back needs a reason. `content_sha256` is what was
    seen: where it is given and differs, nothing is decided.
    """

    decision: Literal["approve", "decline"]
    reason: Reason = ""
    content_sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class PaymentRequest(_Body):
    """The payment a month to work a draft out with; None is the programme's own."""

    payment: Amount | None = None


class CreditRequest(_Body):
    """What to credit of a charge."""

    charge_id: Annotated[str, Field(pattern=CHARGE_ID)]
    amount: Amount


class FindingRequest(_Body):
    """A finding on a dispute, for a second person to agree to."""

    outcome: Literal["corrected", "explained", "partial"]
    credits: Annotated[tuple[CreditRequest, ...], Field(max_length=CREDITS_MAX)] = ()
    reasons: Reason = ""


class CheckRequest(_Body):
    """What looking into an item of a dispute's checklist gave, and for whom it speaks."""

    item: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    result: Annotated[Reason, Field(min_length=1)]
    speaks: Speaks = "neither"


class RefundRequest(_Body):
    """A merchant's refund, and the disputed charge that it is of; None: of something else."""

    refund_id: Annotated[str, Field(pattern=CHARGE_ID)]
    charge_id: Annotated[str | None, Field(pattern=CHARGE_ID)] = None


class PlacementRequest(_Body):
    """A borrower's file, and the dispute that it is about."""

    evidence_id: Annotated[str, Field(pattern=CHARGE_ID)]
    claim_id: Annotated[str, Field(pattern=CHARGE_ID)]


class TagRequest(_Body):
    """What a complaint is about: an issue of its product, and a sub-issue where it has one."""

    issue: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    sub_issue: Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00]*$")] = None


class ComplaintRequest(_Body):
    """A complaint that the CFPB's portal shows: its number, its day there, and its words."""

    account_id: Annotated[str, Field(pattern=r"^\d{6,12}$")]
    case_number: Annotated[str, Field(pattern=r"^\d{6}-\d{6,8}$")]
    sent_on: date
    words: Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]


class ExtensionRequest(_Body):
    """Why an answer takes longer, as its borrower reads it."""

    why: Annotated[Reason, Field(min_length=1)]


class AnswerRequest(_Body):
    """An answer to a complaint or a dispute of a report, for a second person to agree to.

    `ground` and `needed` go with a frivolous dispute, `credit` with monetary relief.
    """

    outcome: AnswerOutcome
    reasons: Reason
    ground: Ground | None = None
    needed: Reason = ""
    credit: Amount = Decimal(0)


class ClosingRequest(_Body):
    """What came of a conversation that waited for a person."""

    note: Annotated[Reason, Field(min_length=1)]
