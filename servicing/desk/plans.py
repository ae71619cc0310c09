"""A plan draft at the desk: read in full, worked out again, and decided.

Deciding is called with the line locked, in the caller's transaction. Each function refuses with
a value; `act` says what goes on record, whether it was done or refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays
from servicing.desk.letters import Drafted, declined, proposal
from servicing.desk.model import Person
from servicing.desk.proof import Check, proof
from servicing.desk.queue import draft_item_id
from servicing.money import Money
from servicing.plans import drafts, repository, review
from servicing.plans.drafts import Decided, Decision, Draft
from servicing.plans.model import Excluded, Option, Plans
from servicing.plans.planner import plan_options, what_if
from servicing.refusal import Refusal
from servicing.statements.wording import lender

UNKNOWN = Refusal("item_unknown", "There is no such item.")
_CHANGED = Refusal(
    "draft_changed",
    "This draft was worked out again since; open its latest version.",
    policy=drafts.REVIEW_POLICY,
)
_OPS = Refusal("role_needed", "Ops can look at this, but not decide it; an agent or a lead can.")


@dataclass(frozen=True, slots=True)
class Preview:
    """A programme as it would run on the books of today, and why the line may have it."""

    option: Option
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A version of a draft with all that a decision needs.

    `moved` tells that the line changed since it was worked out, `latest_id` the item of the
    latest version. `plans` is what the planner offers today, the reasons against included.
    `proposal` is the draft on one page; `notice` the letter that a decline owes, where it is an
    adverse action.
    """

    draft: Draft
    decision: Decision | None
    latest_id: str
    moved: bool
    checks: tuple[Check, ...]
    refused: Refusal | None
    plans: Plans
    versions: int
    proposal: Drafted
    notice: Drafted | None


def case(
    connection: psycopg.Connection[Any], line: Line, draft_id: str, version: int, now: datetime
) -> Case | Refusal:
    """Return a version of a draft as it stands on the books of now."""
    versions = _versions(connection, line, draft_id)
    draft = next((one for one in versions if one.draft_version == version), None)
    if draft is None:
        return UNKNOWN
    books = review.situation(connection, line, now)
    today = _again(connection, line, draft, draft.option.payment, now)
    decision = _decision_on(connection, line, draft)
    owed = decision is not None and decision.adverse_action
    return Case(
        draft=draft,
        decision=decision,
        proposal=proposal(draft, lender()),
        notice=declined(draft, decision, lender()) if decision and owed else None,
        latest_id=draft_item_id(draft_id, versions[0].draft_version),
        moved=draft.line_version != line.version,
        checks=proof(draft.option, books, draft.intake),
        refused=today if isinstance(today, Refusal) else None,
        plans=plan_options(books, draft.intake),
        versions=len(versions),
    )


def preview(
    connection: psycopg.Connection[Any],
    line: Line,
    draft_id: str,
    payment: Money | None,
    now: datetime,
) -> Preview | Refusal:
    """Work a draft out again on the books of now, with another payment or the programme's own."""
    versions = _versions(connection, line, draft_id)
    if not versions:
        return UNKNOWN
    found = _again(connection, line, versions[0], payment, now)
    if isinstance(found, Refusal):
        return found
    books = review.situation(connection, line, now)
    return Preview(found, proof(found, books, versions[0].intake))


def edit(
    connection: psycopg.Connection[Any],
    line: Line,
    named: tuple[str, int],
    payment: Money | None,
    who: Person,
    now: datetime,
    days: BusinessDays,
) -> Draft | Refusal:
    """Make the next version of a draft, drafted by this person, so another has to decide it."""
    if who.role == "ops":
        return _OPS
    latest = review.latest(connection, line, named[0])
    if isinstance(latest, Refusal):
        return UNKNOWN
    if latest[0].draft_version != named[1]:
        return _CHANGED
    desk = review.Desk(who.staff_id, who.role, now, days)
    return review.edit(connection, line, named[0], desk, payment)


def decide(
    connection: psycopg.Connection[Any],
    line: Line,
    named: tuple[str, int],
    decision: Decided,
    reasons: tuple[str, ...],
    seen_sha256: str | None,
    who: Person,
    now: datetime,
    days: BusinessDays,
) -> tuple[Draft, Decision, bool] | Refusal:
    """Decide on exactly the version that is named; the last value tells a repeat.

    The same person's same decision again returns the first one. Content that isn't what was
    submitted, in the request or in the books, is refused.
    """
    if who.role == "ops":
        return _OPS
    latest = review.latest(connection, line, named[0])
    if isinstance(latest, Refusal):
        return UNKNOWN
    draft, before = latest
    if draft.draft_version != named[1]:
        return _CHANGED
    if before is not None and _same(before, decision, reasons, seen_sha256, who):
        return draft, before, True
    refusal = None if decision == "decline" else _over(connection, line, who, now)
    if before is None and refusal is not None:
        return refusal
    desk = review.Desk(who.staff_id, who.role, now, days)
    whole = drafts.content_sha256(draft.option, draft.intake)
    seen = whole if seen_sha256 is None else seen_sha256
    done = review.decide(connection, line, draft.draft_id, seen, decision, desk, reasons)
    return done if isinstance(done, Refusal) else (draft, done, False)


def _same(
    before: Decision,
    decision: Decided,
    reasons: tuple[str, ...],
    seen_sha256: str | None,
    who: Person,
) -> bool:
    asked = (decision, who.staff_id, reasons, seen_sha256 or before.content_sha256)
    return asked == (before.decision, before.decided_by, before.reasons, before.content_sha256)


def _over(
    connection: psycopg.Connection[Any], line: Line, who: Person, now: datetime
) -> Refusal | None:
    owed = review.situation(connection, line, now).balance
    if who.plan_balance is not None and owed <= who.plan_balance:
        return None
    yours = (
        "You can't approve plans"
        if who.plan_balance is None
        else (f"You can approve plans on up to {who.plan_balance}")
    )
    return Refusal(
        "above_authority",
        f"{yours}, and {owed} is owed here. Somebody with a higher limit has to decide.",
        limit=who.plan_balance,
        policy=drafts.REVIEW_POLICY,
    )


def _versions(connection: psycopg.Connection[Any], line: Line, draft_id: str) -> Sequence[Draft]:
    every = repository.drafts(connection, line.account_id)
    found = [one for one in every if one.draft_id == draft_id]
    return sorted(found, key=lambda one: one.draft_version, reverse=True)


def _decision_on(connection: psycopg.Connection[Any], line: Line, draft: Draft) -> Decision | None:
    key = (draft.draft_id, draft.draft_version)
    every = repository.decisions(connection, line.account_id)
    return next((one for one in every if (one.draft_id, one.draft_version) == key), None)


def _again(
    connection: psycopg.Connection[Any],
    line: Line,
    draft: Draft,
    payment: Money | None,
    now: datetime,
) -> Option | Refusal:
    books, intake = review.situation(connection, line, now), draft.intake
    program = draft.option.program
    found: Option | Excluded | None = (
        review.offered(books, intake, program)
        if payment is None
        else what_if(books, intake, program, payment)
    )
    if isinstance(found, Option):
        return found
    if found is None:
        return Refusal("program_unknown", "This programme isn't there.", policy=drafts.POLICY)
    return Refusal(found.code, found.why, policy=drafts.POLICY)
