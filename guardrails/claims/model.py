"""What the claims rail looks for and finds."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "repair", "warn"]
Rule = Literal[
    "outcome_promise",
    "approval_prediction",
    "threat",
    "professional_advice",
    "right_discouraged",
    "urgency",
    "credit_score",
    "undone_action",
    "human_identity",
    "secret_requested",
    "collection_while_protected",
]


@dataclass(frozen=True)
class ClaimContext:
    """What this turn did, and what stands on the account.

    `done_acts` are the turn's accomplished acts, by the names of `ClaimsRail.acts`; `flags` are the
    account's and this turn's rights ("bankruptcy", "attorney_represented", "cease_contact").
    """

    done_acts: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ClaimFinding:
    """A prohibited statement: the rule it breaks and the words that break it.

    "block" means that the reply can't be mended by dropping the sentence.
    """

    rule: Rule
    start: int
    end: int
    text: str
    severity: Severity
