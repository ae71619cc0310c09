"""What the bank's return codes mean (NACHA): the reason in plain words, and what follows.

Only a lack of money may be tried again (R01, R09). A bank account that can't be debited is
unlinked, and so is one whose owner withdrew the authorisation; those bear no fee, since the
owner disowns the debit. A code that isn't here came back for a reason that no rule knows:
nothing is tried again and nothing charged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Ends = Literal["nothing", "bank", "authorisation"]
UNAUTHORISED_WITHIN_DAYS = 60
WITHIN_BUSINESS_DAYS = 2
RETRIES_MOST = 2
"""A returned debit may be presented again twice, within 180 days of the first (NACHA)."""


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """What follows from a code.

    `ends` is what is over: nothing, the bank account as a source of payments, or the borrower's
    authorisation. `within_days` is how long after settlement the bank may send it (calendar
    days); None is two banking days.
    """

    reason: str
    retry: bool = False
    fee: bool = False
    ends: Ends = "nothing"
    within_days: int | None = None


RULES: Mapping[str, ReturnRule] = {
    "R01": ReturnRule("not enough money in the bank account", retry=True, fee=True),
    "R02": ReturnRule("the bank account is closed", fee=True, ends="bank"),
    "R03": ReturnRule("no such bank account", fee=True, ends="bank"),
    "R04": ReturnRule("the bank account's number isn't valid", fee=True, ends="bank"),
    "R07": ReturnRule(
        "the authorization was withdrawn",
        ends="authorisation",
        within_days=UNAUTHORISED_WITHIN_DAYS,
    ),
    "R08": ReturnRule("the payment was stopped at the bank", fee=True),
    "R09": ReturnRule("the bank deposit hasn't cleared", retry=True, fee=True),
    "R10": ReturnRule(
        "the account's owner says it wasn't authorized",
        ends="authorisation",
        within_days=UNAUTHORISED_WITHIN_DAYS,
    ),
    "R16": ReturnRule("the bank account is frozen", fee=True, ends="bank"),
    "R20": ReturnRule("the bank account doesn't allow this kind of payment", ends="bank"),
    "R29": ReturnRule(
        "the company says it wasn't authorized",
        ends="authorisation",
        within_days=UNAUTHORISED_WITHIN_DAYS,
    ),
}
_OTHER = ReturnRule("the bank sent it back for a reason of its own")


def rule(code: str) -> ReturnRule:
    """Return what follows from a code, whatever code the bank uses."""
    return RULES.get(code, _OTHER)


class _Reasons(dict[str, str]):
    def __missing__(self, code: str) -> str:
        return rule(code).reason


RETURN_REASONS: Mapping[str, str] = _Reasons({code: one.reason for code, one in RULES.items()})
