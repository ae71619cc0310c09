"""A claim to the whole line: what it does to the line when it is filed and when it is decided."""

from dataclasses import replace
from datetime import date

from servicing.accounts import stolen
from servicing.accounts.model import Line
from servicing.disputes.model import Claim, State
from servicing.money import ZERO, Money


def take(line: Line, claim: Claim, day: date) -> Claim:
    """Set the whole line aside for a claim."""
    withheld = stolen.set_aside(line, claim.claim_id, day)
    return replace(claim, whole_line=True, withheld=withheld)


def decide(line: Line, claim: Claim, state: State, amount: Money, day: date, pay_by: date) -> Claim:
    """Credit what was found for the borrower, and put the rest back; return the decided claim.

    All of it: interest and fees are among what was set aside, and the line is closed for good. A
    part: which interest goes with it can't be told, so a person works that out (`related` None).
    """
    whole = stolen.withheld(line)
    decided = replace(claim, state=state, decided_on=day, withheld=whole, credited=amount)
    if state == "resolved_corrected":
        stolen.confirm(line, day)
        return replace(decided, related=ZERO)
    stolen.credit(line, day, amount)
    stolen.give_back(line, day)
    return replace(decided, pay_by=pay_by, related=None if amount else ZERO)
