"""What triage says of one narrative."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

MATTERS = (
    "unauthorized_use",
    "identity_theft",
    "billing_error",
    "payment_problem",
    "fee_or_interest",
    "quality_claim",
    "credit_reporting",
    "collections_contact",
    "hardship",
    "payoff_or_closure",
    "line_management",
    "application_or_underwriting",
    "service",
    "other",
)
RIGHTS = (
    "billing_error_notice",
    "unauthorized_use_claim",
    "credit_report_dispute",
    "cease_contact",
    "debt_validation",
    "attorney_represented",
    "bankruptcy",
    "active_duty",
    "deceased",
    "identity_theft",
    "hardship",
    "stop_payment",
    "discrimination",
    "complaint_to_regulator",
)


@dataclass(frozen=True)
class Deadline:
    """The first clock that a narrative starts: which, due when, by which rule or policy."""

    name: str
    due: date
    cite: str


Clocks = Callable[[str, date], tuple[Deadline, ...]]
"""Returns the deadlines of a right (by the books' name for it) received on a day, soonest first.

The caller hands it in: only the books know the rules' clocks.
"""


@dataclass(frozen=True)
class Reason:
    """Words that decided: `span` is a half-open range of characters of the narrative."""

    speaks_for: str
    span: tuple[int, int]
    words: str


@dataclass(frozen=True)
class Finding:
    """One narrative, sorted. The text is the consumer's account, not an established fact.

    `primary` is what they want resolved, `secondary` up to two further matters, `confidence`
    the chance that `primary` is right, between 0 and 1. `disputed_amounts` are written as in the
    text, without the source's braces.
    """

    primary: str
    secondary: tuple[str, ...]
    rights: tuple[str, ...]
    disputed_amounts: tuple[str, ...]
    route: str
    priority: str
    missing_facts: tuple[str, ...]
    suggested_evidence: tuple[str, ...]
    next_action: str
    deadline: Deadline | None
    reasons: tuple[Reason, ...]
    confidence: float

    def as_json(self, id: str | int) -> str:
        """Return the line that `linewise triage` prints."""
        due = self.deadline
        return json.dumps(
            {
                "id": id,
                "primary": self.primary,
                "secondary": list(self.secondary),
                "rights": list(self.rights),
                "disputed_amounts": list(self.disputed_amounts),
                "route": self.route,
                "priority": self.priority,
                "missing_facts": list(self.missing_facts),
                "suggested_evidence": list(self.suggested_evidence),
                "next_action": self.next_action,
                "deadline": None
                if due is None
                else {"name": due.name, "due": due.due.isoformat(), "cite": due.cite},
                "reasons": [
                    {"for": one.speaks_for, "span": list(one.span), "words": one.words}
                    for one in self.reasons
                ],
                "confidence": round(self.confidence, 3),
            },
            ensure_ascii=False,
        )
