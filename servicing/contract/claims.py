"""Disputes of a line and what became of each, as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from servicing.contract.shape import Dollars, Shape
from servicing.disputes import model
from servicing.disputes.kinds import claim_kinds
from servicing.ledger.model import JournalTransaction
from servicing.money import ZERO, Money, total

RECENT = timedelta(days=180)
Answered = Literal["corrected", "partial", "explained", "withdrawn"]
_ANSWERS: Mapping[model.State, Answered] = {
    "resolved_corrected": "corrected",
    "resolved_explained": "explained",
    "partial": "partial",
    "withdrawn": "withdrawn",
}


class ClaimedCharge(Shape):
    """A disputed charge; `credited` was found for the borrower when it was decided."""

    id: str
    name: str
    charged_on: date
    amount: Dollars
    credited: Dollars


class Claim(Shape):
    """A dispute as it stands: its clocks while it is open, its answer afterwards.

    `set_aside` isn't asked for while it is open; `provisional` had been paid and was credited
    ahead of the answer. `owed` is due after all, by `pay_by`; `related` are the interest and fees
    taken off with what was credited, None where nobody has worked them out. `whole_line`: somebody
    else is said to have opened the line, so all of it is set aside.
    """

    reference: str
    kind: str
    right: str = Field(description="the right it was filed under")
    state: Literal["received", "acknowledged", "investigating", "decided"]
    received_at: datetime
    acknowledge_by: date
    resolve_by: date
    amount: Dollars
    set_aside: Dollars
    provisional: Dollars
    refunded: Dollars = Field(description="by the merchants")
    answer: Answered | None
    decided_on: date | None
    credited: Dollars
    related: Dollars | None
    owed: Dollars
    pay_by: date | None
    charges: tuple[ClaimedCharge, ...]
    whole_line: bool = False


def told_of(claims: Sequence[model.Claim], today: date) -> tuple[model.Claim, ...]:
    """Return the claims that a borrower is told of: open ones, and those decided not long ago."""
    return tuple(
        one for one in claims if one.decided_on is None or one.decided_on >= today - RECENT
    )


def claim(
    one: model.Claim, charges: Mapping[str, JournalTransaction], of_line: Money = ZERO
) -> Claim:
    """Return a claim and what became of it; `charges` are its own, by id.

    `of_line` is what is set aside by now for a claim to the whole line, which grows.
    """
    if one.whole_line and one.is_open:
        one = replace(one, withheld=of_line)
    found = total(charge.credited for charge in one.charges) + one.credited
    owed = total(charge.open_amount for charge in one.charges) - found + one.withheld
    credited = found + total(charge.corrected for charge in one.charges)
    decided = not one.is_open
    asked_for = decided and one.state not in {"withdrawn", "resolved_corrected"}
    return Claim(
        reference=one.reference,
        kind=one.kind,
        right=claim_kinds()[one.kind].right,
        state=_state(one),
        received_at=one.received_at,
        acknowledge_by=one.acknowledge_by,
        resolve_by=one.resolve_by,
        amount=one.amount,
        set_aside=ZERO if decided else _aside(one),
        provisional=ZERO if decided else total(charge.provisional for charge in one.charges),
        refunded=total(charge.refunded for charge in one.charges),
        answer=_answer(one, credited),
        decided_on=one.decided_on,
        credited=credited,
        related=one.related if decided else None,
        owed=owed if asked_for else ZERO,
        pay_by=one.pay_by,
        charges=tuple(_charge(charge, charges[charge.transaction_id]) for charge in one.charges),
        whole_line=one.whole_line,
    )


def _aside(one: model.Claim) -> Money:
    return total(charge.aside for charge in one.charges) + one.withheld


def _state(one: model.Claim) -> Literal["received", "acknowledged", "investigating", "decided"]:
    match one.state:
        case "received" | "acknowledged" | "investigating":
            return one.state
        case _:
            return "decided"


def _answer(one: model.Claim, credited: Money) -> Answered | None:
    """Return what was decided; a claim that was billed again had been found wrong, or in part."""
    if one.state == "rebilled":
        return "partial" if credited else "explained"
    return _ANSWERS.get(one.state)


def _charge(one: model.ClaimedCharge, posted: JournalTransaction) -> ClaimedCharge:
    return ClaimedCharge(
        id=one.transaction_id,
        name=posted.merchant.name if posted.merchant else posted.description,
        charged_on=posted.transacted_on,
        amount=one.amount,
        credited=one.credited + one.corrected,
    )
