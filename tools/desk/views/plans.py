"""A plan draft as staff read it: schedules, checks, intake."""

from datetime import date, datetime

from pydantic import Field

from tools.desk.views.shared import BorrowerText, Decided, Letter
from tools.values import Count, Money, Percent, View


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
