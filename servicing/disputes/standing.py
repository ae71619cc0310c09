"""What of a disputed charge is left to decide, once the books were corrected by themselves."""

from dataclasses import replace

from servicing.accounts.model import Line
from servicing.disputes.model import Claim, ClaimedCharge
from servicing.money import ZERO


def as_it_stands(line: Line, claim: Claim) -> Claim:
    """Return an open claim with what was taken off its charges otherwise since it was filed.

    Interest that was worked out again, or a fee that was taken off, was disputed for more than it
    comes to by now: only what it still comes to can be credited, or owed after all.
    """
    if not claim.is_open:
        return claim
    return replace(claim, charges=tuple(_standing(line, one) for one in claim.charges))


def _standing(line: Line, charge: ClaimedCharge) -> ClaimedCharge:
    aside = line.state.aside.get(charge.transaction_id)
    left = charge.provisional + (ZERO if aside is None else aside.amount + aside.paid)
    gone = max(charge.open_amount - left, ZERO)
    return replace(charge, corrected=charge.corrected + gone)
