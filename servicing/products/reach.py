"""Which federal rules reach a product: most of it turns on whether a card draws on the line.

"Open-end credit" (12 CFR 1026.2(a)(20)) is the wide circle; Subpart G and the card rules of
Subpart B reach only a line that a credit card draws on (1026.2(a)(15)). A virtual card is one
(1026.2(a)(15)(i)); an account number that can only send cash to the borrower's own bank isn't
(comment 2(a)(15)-2). Not legal advice: a lender's counsel decides.
"""

from dataclasses import dataclass
from typing import Literal, Protocol


class Reached(Protocol):
    """What of a product decides which rules reach it."""

    @property
    def card_access(self) -> bool:
        """Whether a card, virtual or not, draws on the line."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by what it asks, where it stands, and how wide its circle is."""

    asks: str
    citation: str
    scope: Literal["open_end", "card"]

    def __str__(self) -> str:
        """Return the citation."""
        return self.citation


# Every open-end line, with a card or without.
CREDIT_ON_RECEIPT = Rule("credit payments as of receipt", "12 CFR 1026.10(a)", "open_end")
BILLING_ERRORS = Rule("billing-error resolution", "12 CFR 1026.13", "open_end")
CREDIT_BALANCES = Rule("refund of credit balances", "12 CFR 1026.11(a)", "open_end")
STATEMENTS = Rule("periodic statements", "12 CFR 1026.7(b)", "open_end")
RECURRING_DEBITS = Rule("stopping recurring debits", "12 CFR 1005.10(c)", "open_end")
# Only where a card draws on the line.
CARD_DUE_DATE = Rule("21 days from statement to due date", "12 CFR 1026.5(b)(2)(ii)(A)", "card")
SAME_DUE_DAY = Rule("same due day each month, late-payment warning", "12 CFR 1026.7(b)(11)", "card")
MINIMUM_WARNING = Rule("what paying the minimum costs", "12 CFR 1026.7(b)(12)", "card")
UNAUTHORISED_USE = Rule("$50 limit on unauthorized use", "12 CFR 1026.12(b)", "card")
CLAIMS_AND_DEFENCES = Rule("claims against the merchant", "12 CFR 1026.12(c)", "card")
NO_OFFSET = Rule("no offset against deposits", "12 CFR 1026.12(d)", "card")
ABILITY_TO_PAY = Rule("ability to pay before credit", "12 CFR 1026.51(a)", "card")
PENALTY_FEES = Rule("penalty fees: amount, cap, one per event", "12 CFR 1026.52(b)", "card")
ALLOCATION = Rule("excess goes to the highest rate first", "12 CFR 1026.53(a)", "card")
GRACE_LIMITS = Rule("no interest on what was paid within grace", "12 CFR 1026.54(a)", "card")
RATE_INCREASES = Rule("limits on raising rates and fees", "12 CFR 1026.55", "card")

RULES = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))


def reaches(rule: Rule, product: Reached) -> bool:
    """Whether a rule reaches a product."""
    return rule.scope == "open_end" or product.card_access


def reaching(product: Reached) -> tuple[Rule, ...]:
    """Return the rules that reach a product, widest first."""
    return tuple(rule for rule in RULES if reaches(rule, product))
