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
    `own_words` says that code chose the words from our phrases, which were read before they
    shipped: the rules judge them still, the learnt reader doesn't.
    """

    done_acts: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    own_words: bool = False


@dataclass(frozen=True)
class ClaimFinding:
    """A prohibited statement: the rule it breaks and the words that break it.

    "block" means that the reply can't be mended by dropping the sentence; `learnt` that the
    classifier found it and no rule.
    """

    rule: Rule
    start: int
    end: int
    text: str
    severity: Severity
    learnt: bool = False
