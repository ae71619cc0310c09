"""A plan on its way: a draft in versions that never change, and people's decisions on them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import TypeAdapter

from servicing.plans.model import Intake, Option
from servicing.refusal import Refusal

POLICY = "hardship-programs"
REVIEW_POLICY = "staff-hardship-review"
ANSWER_BUSINESS_DAYS = 7
NOTICE_DAYS = 30
"""Days for the notice of an adverse action on an existing account (12 CFR 1002.9(a)(1)(iii))."""
FIRST = "0" * 64
BORROWER = "borrower"

Role = Literal["agent", "lead"]
Decided = Literal["approve", "decline"]
_OPTION = TypeAdapter(Option)
_INTAKE = TypeAdapter(Intake)


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a draft. `content_sha256` covers all of the option and the intake."""

    draft_id: str
    draft_version: int
    account_id: str
    borrower_id: str
    option: Option
    intake: Intake
    content_sha256: str
    line_version: int
    drafted_by: str
    submitted_at: datetime
    answer_by: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on one version; `sha256` covers it and the decision before it.

    `notice` says whether a notice of adverse action is owed, and why; `notice_due_on` by when.
    """

    sequence: int
    draft_id: str
    draft_version: int
    content_sha256: str
    decision: Decided
    decided_by: str
    role: Role
    reasons: tuple[str, ...]
    adverse_action: bool
    notice: str
    notice_due_on: date | None
    decided_at: datetime
    before_sha256: str
    sha256: str


def content_sha256(option: Option, intake: Intake) -> str:
    """Return the hash of everything that a person approves."""
    content = {
        "option": _OPTION.dump_python(option, mode="json"),
        "intake": _INTAKE.dump_python(intake, mode="json"),
    }
    return _sha256(content)


def check(draft: Draft, sha256: str, staff_id: str, role: Role) -> Refusal | None:
    """Return why this person can't approve this content, or None."""
    if sha256 != draft.content_sha256:
        return _refuse("draft_changed", "The draft isn't the one that was reviewed.")
    if staff_id == draft.drafted_by:
        return _refuse("same_person", "The person who drafted a plan can't approve it.")
    if draft.option.decided_by == "lead" and role != "lead":
        return _refuse("lead_needed", "A lead decides on this programme.")
    return None


def notice_for(
    decision: Decided, past_due: bool, decided_on: date
) -> tuple[bool, str, date | None]:
    """Return whether a decision is an adverse action, why, and by when its notice is due.

    Refusing changed terms to a line that is past due is no adverse action: action "taken in
    connection with inactivity, default, or delinquency as to that account" (12 CFR
    1002.2(c)(2)(ii)). A current borrower's request is treated as one for a change of terms.
    """
    if decision == "approve":
        return False, "approved: nothing was refused", None
    if past_due:
        return False, "no adverse action: the account is past due (12 CFR 1002.2(c)(2)(ii))", None
    due = decided_on + timedelta(days=NOTICE_DAYS)
    return True, "adverse action on a current account (12 CFR 1002.9(a)(1)(iii))", due


def signed(one: Decision) -> Decision:
    """Return a decision with its hash: of what it says and of the decision before it."""
    return replace(one, sha256=_chained(one))


def _chained(one: Decision) -> str:
    content = {"sequence": one.sequence, "before": one.before_sha256, **_content(one)}
    return _sha256(content)


def _content(one: Decision) -> dict[str, Any]:
    return {
        "draft": [one.draft_id, one.draft_version, one.content_sha256],
        "decision": one.decision,
        "by": [one.decided_by, one.role],
        "reasons": list(one.reasons),
        "notice": [one.adverse_action, one.notice, str(one.notice_due_on)],
        "at": one.decided_at.timestamp(),
    }


def chain_holds(decisions: Sequence[Decision]) -> bool:
    """Tell whether a line's decisions, in order, are whole and unchanged."""
    before = FIRST
    for number, one in enumerate(decisions, 1):
        if (one.sequence, one.before_sha256, one.sha256) != (number, before, _chained(one)):
            return False
        before = one.sha256
    return True


def _refuse(code: str, message: str) -> Refusal:
    return Refusal(code, message, policy=REVIEW_POLICY)


def _sha256(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
