"""An answer: one person drafts it, another with the limit for it agrees; pure functions.

It is bound to its content and to the line as it stood. If either changed, it is drafted anew.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from servicing.answers.model import OF_COMPLAINT, Ground, Matter, Outcome
from servicing.disputes.decisions import LIMITS, Scope
from servicing.money import ZERO, Money
from servicing.refusal import Refusal

CLOSED = Refusal("matter_closed", "That was answered already.")
_NOT_ITS_OUTCOME = Refusal("not_its_outcome", "That isn't an answer to this.")
_NO_REASONS = Refusal("reasons_missing", "An answer needs words that its borrower will read.")
_NO_GROUND = Refusal("ground_missing", "Say on which ground it need not be looked into.")
_NO_NEEDED = Refusal("needed_missing", "Say what the borrower would have to send.")
_NO_EARLIER = Refusal(
    "no_earlier_dispute", "There is no earlier dispute of a report on this line that was answered."
)
_TOLD_FIRST = Refusal("tell_first", "It was found frivolous: its borrower has to be told.")
_PASSED = Refusal(
    "window_passed", "The time to resolve it has passed; it has to be corrected or verified."
)
_CREDIT = Refusal("credits_dont_fit", "What is credited doesn't fit the answer.")
_SAME_PERSON = Refusal("same_person", "Another person has to agree to it.")
_STALE = Refusal("books_moved", "The line changed since; it has to be drafted again.")
_CHANGED = Refusal("content_changed", "That isn't the answer that was drafted.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person drafted; `version` is the line's as they saw it.

    `needed` is what a frivolous dispute lacks (12 CFR 1022.43(f)(3)), empty for every other.
    """

    right_id: str
    outcome: Outcome
    reasons: str
    made_by: str
    version: int
    ground: Ground | None = None
    needed: str = ""
    credit: Money = ZERO

    @property
    def content_sha256(self) -> str:
        """The hash of all that another person agrees to."""
        parts = [
            self.right_id,
            self.outcome,
            self.reasons,
            self.made_by,
            self.version,
            self.ground,
            self.needed,
            self.credit.minor,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def refuse_draft(
    matter: Matter, answer: Answer, today: date, *, answered_before: bool
) -> Refusal | None:
    """Return why an answer can't be put forward, or None.

    `answered_before`: an earlier dispute of a report on the line was answered, without which no
    dispute is the same again.
    """
    if not matter.is_open:
        return CLOSED
    if matter.found_frivolous:
        return _TOLD_FIRST
    if (answer.outcome in OF_COMPLAINT) is not matter.is_complaint:
        return _NOT_ITS_OUTCOME
    if not answer.reasons.strip():
        return _NO_REASONS
    if (answer.outcome == "monetary_relief") is not (answer.credit > ZERO):
        return _CREDIT
    if answer.outcome == "frivolous":
        return _refuse_frivolous(matter, answer, today, answered_before=answered_before)
    return None


def _refuse_frivolous(
    matter: Matter, answer: Answer, today: date, *, answered_before: bool
) -> Refusal | None:
    if answer.ground is None:
        return _NO_GROUND
    if not answer.needed.strip():
        return _NO_NEEDED
    if answer.ground == "same_again" and not answered_before:
        return _NO_EARLIER
    if any(clock.due < today for clock in matter.clocks if clock.name not in matter.met):
        return _PASSED
    return None


def refuse_agreeing(
    matter: Matter,
    answer: Answer,
    seen_sha256: str,
    by: str,
    scope: Scope,
    version: int,
    limits: Mapping[Scope, Money] = LIMITS,
) -> Refusal | None:
    """Return why a second person can't agree to an answer, or None."""
    if not matter.is_open or matter.found_frivolous:
        return CLOSED
    if seen_sha256 != answer.content_sha256:
        return _CHANGED
    if by == answer.made_by:
        return _SAME_PERSON
    if version != answer.version:
        return _STALE
    if answer.credit > limits[scope]:
        most = limits[scope]
        return Refusal("above_authority", f"The most you can agree to is {most}.", limit=most)
    return None
