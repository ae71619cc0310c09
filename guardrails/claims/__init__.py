"""Claims: what a reply must never say, whatever wrote it."""

from guardrails.claims.check import ClaimsRail
from guardrails.claims.credit import policy_says_of_credit
from guardrails.claims.learnt import ClaimsReader
from guardrails.claims.model import ClaimContext, ClaimFinding, Rule, Severity

__all__ = [
    "ClaimContext",
    "ClaimFinding",
    "ClaimsRail",
    "ClaimsReader",
    "Rule",
    "Severity",
    "policy_says_of_credit",
]
