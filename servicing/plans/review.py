"""People's side of a draft: decide on it, or change it into its next version.

Every function is called with the line locked, in the caller's transaction, and writes beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.events.model import Happening
from servicing.money import Money
from servicing.plans import drafts, repository
from servicing.plans.drafts import Decided, Decision, Draft, Role
from servicing.plans.model import Books, Excluded, Intake, Option
from servicing.plans.planner import plan_options, what_if
from servicing.plans.standing import books_of
from servicing.refusal import Refusal

_UNKNOWN = Refusal("draft_unknown", "There is no such draft.", policy=drafts.REVIEW_POLICY)
_DECIDED = Refusal("draft_decided", "This draft was decided.", policy=drafts.REVIEW_POLICY)
_MOVED = Refusal(
    "books_moved",
    "The line changed since this was drafted; work it out again first.",
    policy=drafts.REVIEW_POLICY,
)
_NO_REASONS = Refusal(
    "reasons_missing", "A decline needs its specific reasons.", policy=drafts.REVIEW_POLICY
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is at work, when. `role` is known from their token, never from a request."""

    staff_id: str
    role: Role
    now: datetime
    days: BusinessDays


def situation(connection: psycopg.Connection[Any], line: Line, now: datetime) -> Books:
    """Return what the planner sees of a line, its earlier plans included."""
    last = repository.last_plan_on(connection, line.account_id)
    return books_of(line, lender_date(now), last)


def offered(books: Books, intake: Intake, program: str) -> Option | Excluded | None:
    """Return what a line gets of a programme; None for one that isn't there."""
    plans = plan_options(books, intake)
    every: tuple[Option | Excluded, ...] = (*plans.options, *plans.excluded)
    return next((one for one in every if one.program == program), None)


def build_draft(
    connection: psycopg.Connection[Any],
    line: Line,
    option: Option,
    intake: Intake,
    now: datetime,
    days: BusinessDays,
) -> Draft:
    """Return the borrower's own draft, the first version, as it would go on record."""
    earlier = {one.draft_id for one in repository.drafts(connection, line.account_id)}
    return Draft(
        draft_id=f"HP-{line.account_id}-{len(earlier) + 1:02d}",
        draft_version=1,
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        option=option,
        intake=intake,
        content_sha256=drafts.content_sha256(option, intake),
        line_version=line.version,
        drafted_by=drafts.BORROWER,
        submitted_at=now,
        answer_by=days.add(lender_date(now), drafts.ANSWER_BUSINESS_DAYS),
    )


def submit(connection: psycopg.Connection[Any], line: Line, draft: Draft) -> None:
    """Put a draft on record. The version it was worked out on is the one saved with it."""
    repository.add_draft(connection, draft)
    _tell(line, "plan.drafted", draft)


def latest(
    connection: psycopg.Connection[Any], line: Line, draft_id: str
) -> tuple[Draft, Decision | None] | Refusal:
    """Return a draft's latest version and what was decided on it."""
    found = [d for d in repository.drafts(connection, line.account_id) if d.draft_id == draft_id]
    if not found:
        return _UNKNOWN
    draft = found[0]
    decided = repository.decisions(connection, line.account_id)
    return draft, next(
        (
            one
            for one in decided
            if (one.draft_id, one.draft_version) == (draft_id, draft.draft_version)
        ),
        None,
    )


def edit(
    connection: psycopg.Connection[Any],
    line: Line,
    draft_id: str,
    desk: Desk,
    payment: Money | None = None,
) -> Draft | Refusal:
    """Work a draft out again on today's books, with a payment of the person's choosing.

    It becomes the next version, drafted by them, so somebody else has to decide on it.
    """
    found = latest(connection, line, draft_id)
    if isinstance(found, Refusal):
        return found
    before, decision = found
    if decision is not None:
        return _DECIDED
    books = situation(connection, line, desk.now)
    if payment is None:
        option = offered(books, before.intake, before.option.program)
    else:
        option = what_if(books, before.intake, before.option.program, payment)
    if not isinstance(option, Option):
        why = "This programme isn't there." if option is None else option.why
        code = "program_unknown" if option is None else option.code
        return Refusal(code, why, policy=drafts.POLICY)
    draft = Draft(
        draft_id=draft_id,
        draft_version=before.draft_version + 1,
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        option=option,
        intake=before.intake,
        content_sha256=drafts.content_sha256(option, before.intake),
        line_version=line.version,
        drafted_by=desk.staff_id,
        submitted_at=desk.now,
        answer_by=before.answer_by,
    )
    submit(connection, line, draft)
    return draft


def decide(
    connection: psycopg.Connection[Any],
    line: Line,
    draft_id: str,
    content_sha256: str,
    decision: Decided,
    desk: Desk,
    reasons: tuple[str, ...] = (),
) -> Decision | Refusal:
    """Approve or decline exactly the content that was reviewed, once.

    An approval holds only on the books that it was worked out on. A decline gives its reasons,
    specific ones (12 CFR 1002.9(b)(2)).
    """
    found = latest(connection, line, draft_id)
    if isinstance(found, Refusal):
        return found
    draft, before = found
    if before is not None:
        return _DECIDED
    refusal = drafts.check(draft, content_sha256, desk.staff_id, desk.role)
    if refusal is not None:
        return refusal
    if decision == "decline" and not any(reason.strip() for reason in reasons):
        return _NO_REASONS
    if decision == "approve" and draft.line_version != line.version:
        return _MOVED
    one = _decided(connection, line, draft, decision, desk, reasons)
    repository.add_decision(connection, line, one)
    _tell(line, "plan.decided", draft, decision=decision)
    return one


def _decided(
    connection: psycopg.Connection[Any],
    line: Line,
    draft: Draft,
    decision: Decided,
    desk: Desk,
    reasons: tuple[str, ...],
) -> Decision:
    chain = repository.decisions(connection, line.account_id)
    today = lender_date(desk.now)
    adverse, notice, due = drafts.notice_for(decision, bool(line.past_due(today)), today)
    unsigned = Decision(
        sequence=len(chain) + 1,
        draft_id=draft.draft_id,
        draft_version=draft.draft_version,
        content_sha256=draft.content_sha256,
        decision=decision,
        decided_by=desk.staff_id,
        role=desk.role,
        reasons=reasons,
        adverse_action=adverse,
        notice=notice,
        notice_due_on=due,
        decided_at=desk.now,
        before_sha256=chain[-1].sha256 if chain else drafts.FIRST,
        sha256="",
    )
    return drafts.signed(unsigned)


def _tell(line: Line, kind: str, draft: Draft, **more: str) -> None:
    data = {"draft_id": draft.draft_id, "version": draft.draft_version, **more}
    line.changes.happened.append(Happening(kind, data))
