"""What staff read at the desk. Words of borrowers and merchants are marked as theirs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from tools.values import Count, MerchantText, Money, Percent, View, Written
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
    plan_running: bool
    rights: tuple[RightRecord, ...]


class Month(View):
    """A month of a plan's schedule."""

    due_on: date
    payment: Money
    interest: Money
    fees: Money
    balance: Money


class Path(View):
    """What a way of paying costs until nothing is owed, or until charge-off."""

    months: Count
    interest: Money
    fees: Money
    cost: Money
    left: Money


class Option(View):
    """A programme as it would run on the line."""

    program: str
    name: str
    policy: str
    payment: Money
    apr: Percent
    months: Count
    first_due_on: date
    ends_on: date
    interest_in_plan: Money
    margin: Money | None = Field(description="what is left of what can be paid; None: not known")
    whole: Path
    closes_line: bool
    documents: bool
    decided_by: str
    status_reported: str
    schedule: tuple[Month, ...]


class Check(View):
    """A condition of a programme: whether it holds, with its figures."""

    name: str
    holds: bool
    words: str


class Excluded(View):
    """Why another programme isn't offered."""

    program: str
    code: str
    why: str


class Range(View):
    """An amount known as a range."""

    low: Money
    high: Money


class Intake(View):
    """What the borrower said, a month; None is "not sure"."""

    income: Range | None
    essentials: Range | None
    other_debt: Range | None
    can_pay: Range | None
    lasts_months: Count | None
    reason: BorrowerText | None


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


class PlanCase(View):
    """A version of a plan draft with all that a decision needs."""

    draft_id: str
    version: Count
    content_sha256: str
    latest_id: str = Field(description="the item of the draft's latest version")
    drafted_by: str
    submitted_at: datetime
    answer_by: date
    moved: bool = Field(description="the line changed since: an approval would be refused")
    refused: str | None = Field(description="why today's books don't allow it any more")
    option: Option
    intake: Intake
    checks: tuple[Check, ...]
    affordable: Money | None
    minimum_path: Path
    nothing_path: Path
    alternatives: tuple[Option, ...]
    excluded: tuple[Excluded, ...]
    decision: Decided | None
    proposal: Letter = Field(description="the draft on one page, for its borrower")
    notice: Letter | None = Field(description="the letter that a decline owes the borrower")


class Preview(View):
    """A draft worked out again; nothing was written."""

    option: Option
    checks: tuple[Check, ...]


class Charge(View):
    """A disputed charge, or an earlier one at the same merchant."""

    id: str
    merchant: MerchantText
    description: MerchantText
    city: MerchantText | None
    amount: Money
    transacted_on: date
    posted_on: date
    set_aside: Money | None = None
    paid: Money | None = None
    credited: Money | None = None
    to_decide: Money | None = Field(None, description="what no merchant's refund has covered yet")


class Ticking(View):
    """A clock of a case as it stands today."""

    clock: Clock
    light: Light
    met: bool


class Credit(View):
    """What is credited of a charge."""

    charge_id: str
    amount: Money


class Finding(View):
    """What the books say for and against a claim. It decides nothing: two people do."""

    suggests: Literal["corrected", "partial", "explained", "look_further"]
    why: str = Field(description="how the suggestion came about")
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    checklist: tuple[str, ...]
    unchecked: tuple[str, ...] = Field(
        description="what has to be looked into before a denial, in whole or in part"
    )
    credits: tuple[Credit, ...] = Field(description="what the suggestion would credit")
    mentioned: tuple[str, ...] = Field(
        (), description="what the borrower's own files name of the charges"
    )


class EvidenceFile(View):
    """A file that a borrower sent: theirs, unchecked, and never opened by the page.

    `text` is the beginning of what could be read of it. `warns` where that reads like orders to a
    machine; `injection_score`, from 0 to 1, is how much. `this_case` unless it came with another
    dispute of the same line.
    """

    id: str
    name: BorrowerText
    media_type: str
    size_bytes: int
    sha256: str
    received_at: datetime
    reference: str
    this_case: bool
    after_decision: bool
    pages: int | None
    text: BorrowerText
    injection_score: float
    warns: bool


class OtherDispute(View):
    """Another dispute of the same line."""

    claim_id: str
    reference: str
    kind: str
    state: str
    received_at: datetime


class FileOut(View):
    """A file as it came, to be saved and looked at elsewhere."""

    name: BorrowerText
    media_type: str
    content: bytes = Field(repr=False)


class Step(View):
    """A step of a case."""

    at: datetime
    by: str
    what: str
    said: str = Field("", description="what whoever did it wrote down")


class Looked(View):
    """What looking into an item of the checklist gave, as staff wrote it."""

    item: str
    result: str
    speaks: Speaks


class Proposal(View):
    """A finding that one person put forward."""

    id: str
    outcome: Literal["corrected", "explained", "partial"]
    credits: tuple[Credit, ...]
    credited: Money
    reasons: str
    made_by: str
    made_at: datetime
    content_sha256: str
    moved: bool = Field(description="the line changed since: agreeing would be refused")
    decision: Decided | None


class DisputeCase(View):
    """A claim with its evidence, clocks, finding, letters and the proposal that waits."""

    claim_id: str
    reference: str
    kind: str
    state: str
    received_at: datetime
    amount: Money
    decided_on: date | None
    pay_by: date | None
    said: dict[str, Any] = Field(description="the notice's particulars, as they were heard")
    conversation_id: str | None
    charges: tuple[Charge, ...]
    earlier: tuple[Charge, ...]
    clocks: tuple[Ticking, ...]
    finding: Finding
    letters: tuple[Letter, ...]
    steps: tuple[Step, ...]
    looked: tuple[Looked, ...] = Field(description="the latest result of each item looked into")
    refunds: tuple[Charge, ...] = Field(
        description="merchants' refunds that nobody has placed: while there are, no credit"
    )
    proposal: Proposal | None
    evidence: tuple[EvidenceFile, ...]
    others: tuple[OtherDispute, ...] = Field(
        description="the line's other disputes, which a file may be about instead"
    )
    evidence_asked: bool = Field(description="the letter of receipt, which asks for it, went out")


class Tag(View):
    """What a complaint is about, in the CFPB's public words; `by` is "rule" where nobody said."""

    product: str
    sub_product: str
    issue: str
    sub_issue: str | None
    by: str


class Issue(View):
    """An issue that a complaint about this product can be tagged with."""

    name: str
    sub_issues: tuple[str, ...]


class Answer(View):
    """An answer that one person drafted."""

    id: str
    outcome: AnswerOutcome
    reasons: str
    ground: Ground | None
    ground_cite: str | None
    needed: str
    credit: Money
    made_by: str
    made_at: datetime
    content_sha256: str
    moved: bool = Field(description="the line changed since: agreeing would be refused")
    decision: Decided | None


class AnswerCase(View):
    """A complaint, or a dispute of a report, with its clocks, tag, letters and answer."""

    right_id: str
    reference: str
    kind: str
    received_at: datetime
    said: BorrowerText = Field(description="what its borrower wrote; empty for ops")
    conversation_id: str | None
    tag: Tag | None
    issues: tuple[Issue, ...]
    clocks: tuple[Ticking, ...]
    may_take_longer: bool
    letters: tuple[Letter, ...]
    steps: tuple[Step, ...]
    answer: Answer | None


class TrendRow(View):
    """Complaints a week, oldest first. `rises`: more in the last whole week than before it."""

    by: Literal["all", "product", "issue"]
    product: str
    issue: str
    counts: tuple[int, ...]
    total: int
    rises: bool


class ComplaintTrend(View):
    """How complaints developed: the weeks by their Mondays, the last one not over yet."""

    weeks: tuple[date, ...]
    rows: tuple[TrendRow, ...]


class HandoffCase(View):
    """A conversation that waits for a person."""

    conversation_id: str
    reason: str
    claims: tuple[str, ...] = Field((), description="the borrower's disputes, newest first")
    summaries: tuple[BorrowerText, ...]
    done_by: str | None
    done_at: datetime | None
    done_note: str | None


class Case(View):
    """A work item in full: one of plan, dispute, answer and handoff, and the line it is about."""

    item: WorkItem
    line: Line
    plan: PlanCase | None = None
    dispute: DisputeCase | None = None
    answer: AnswerCase | None = None
    handoff: HandoffCase | None = None


class Made(View):
    """What came of something that was put forward: the item to decide on next."""

    id: str
