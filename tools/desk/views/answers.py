"""Complaints and reports as staff read them, and their trend."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tools.desk.views.shared import (
    AnswerOutcome,
    BorrowerText,
    Decided,
    Ground,
    Letter,
    Step,
    Ticking,
)
from tools.values import Money, View


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
    case_number: str | None = Field(None, description="the CFPB's, where it passed it on")
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
