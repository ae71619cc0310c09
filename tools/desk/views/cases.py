"""A work item in full."""

from datetime import datetime

from pydantic import Field

from tools.desk.views.answers import AnswerCase
from tools.desk.views.disputes import DisputeCase
from tools.desk.views.plans import PlanCase
from tools.desk.views.shared import BorrowerText, Line, WorkItem
from tools.values import View


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
