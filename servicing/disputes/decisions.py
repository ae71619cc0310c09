"""Deciding a claim: one person proposes, another one with the limit for it agrees.

A proposal is bound to its content and to the line as it stood; if either changed, it is made
anew. Once the time to resolve has passed, a claim can only be decided for the borrower: nothing
credited is taken back then (`finality`), and nothing that wasn't explained in time is asked for.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from servicing.accounts import missing, stolen
from servicing.accounts.disputed import cover, credit_disputed, release, take_back_credit
from servicing.accounts.model import Line
from servicing.accounts.postings import credit
from servicing.backposts.backpost import BackDated, back_post
from servicing.backposts.history import History
from servicing.calendar import lender_date
from servicing.disputes import lines
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.missing import misdated, on_its_day
from servicing.disputes.model import Claim, ClaimedCharge, State
from servicing.disputes.notices import pay_by
from servicing.disputes.related import take_off
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal

Outcome = Literal["corrected", "explained", "partial"]
Scope = Literal["agent", "lead"]
LIMITS: Mapping[Scope, Money] = {"agent": Money.of("250.00"), "lead": Money.of("10000.00")}
"""The most that a checker of each scope may agree to credit (policy)."""
STATES: Mapping[Outcome, State] = {
    "corrected": "resolved_corrected",
    "explained": "resolved_explained",
    "partial": "partial",
}
_CLOSED = Refusal("claim_closed", "That claim is decided already.")
_NO_REASONS = Refusal("reasons_missing", "An answer that isn't a full correction needs reasons.")
_NOT_ITS_CHARGE = Refusal("not_its_charge", "That charge isn't part of the claim.")
_REFUNDED = Refusal("refunded_before", "That charge was given back already.")
_CREDITS = Refusal("credits_dont_fit", "What is credited doesn't fit the outcome.")
_PASSED = Refusal(
    "window_passed", "The time to resolve it has passed; it can only be decided for the borrower."
)
_NOTHING_DONE = Refusal("reasons_missing", "Say what was corrected: no charge is credited.")
_NO_DAY = Refusal(
    "day_missing", "Nobody told the payment's day: post it back to its day by hand, then decide."
)
_BY_HAND = Refusal(
    "history_unclear", "That day can't be worked out again: post the payment back by hand first."
)
_SAME_PERSON = Refusal("same_person", "Another person has to agree to it.")
_STALE = Refusal("books_moved", "The line changed since; it has to be proposed again.")
_CHANGED = Refusal("content_changed", "That isn't what was proposed.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person found; `credits` by charge, `version` is the line's as they saw it.

    A missing payment that was found is credited under its claim's own id, and so is a whole line.
    """

    claim_id: str
    outcome: Outcome
    credits: Mapping[str, Money]
    reasons: str
    made_by: str
    version: int

    @property
    def content_sha256(self) -> str:
        """The hash of all that another person agrees to."""
        parts = [
            self.claim_id,
            self.outcome,
            {charge: amount.minor for charge, amount in self.credits.items()},
            self.reasons,
            self.made_by,
            self.version,
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def credited(self) -> Money:
        """What it credits in all."""
        return total(self.credits.values())


def propose(
    line: Line,
    claim: Claim,
    outcome: Outcome,
    credits: Mapping[str, Money],
    reasons: str,
    made_by: str,
    now: datetime,
) -> Proposal | Refusal:
    """Return a proposal, or why it can't be made; nothing changes.

    Before anything but a full correction there has to be an investigation with reasons to tell
    (12 CFR 1026.13(f)).
    """
    if not claim.is_open:
        return _CLOSED
    disputed = {
        charge.transaction_id: charge.open_amount for charge in claim.charges if charge.open_amount
    }
    its_own = {charge.transaction_id for charge in claim.charges}
    if claim.misses_payment and credits:
        disputed, its_own = {claim.claim_id: claim.amount}, {claim.claim_id}
        if claim.told.on is None:
            return _NO_DAY
    if claim.whole_line:
        aside = stolen.withheld(line)
        disputed, its_own = ({claim.claim_id: aside} if aside else {}), {claim.claim_id}
    if set(credits) - its_own:
        return _NOT_ITS_CHARGE
    if set(credits) - set(disputed):
        return _REFUNDED
    if not _fits(outcome, credits, disputed):
        return _CREDITS
    if outcome != "corrected" and _passed(claim, now):
        return _PASSED
    if outcome == "corrected" and not claim.charges and not reasons.strip():
        return _NOTHING_DONE
    if outcome != "corrected" and not reasons.strip():
        return _NO_REASONS
    return Proposal(claim.claim_id, outcome, dict(credits), reasons, made_by, line.version)


def _passed(claim: Claim, now: datetime) -> bool:
    """Tell whether the law's time to explain a claim has passed; policy's days bar nothing."""
    return claim_kinds()[claim.kind].is_billing_error and lender_date(now) > claim.resolve_by


def _fits(outcome: Outcome, credits: Mapping[str, Money], disputed: Mapping[str, Money]) -> bool:
    if any(amount <= ZERO or amount > disputed[charge] for charge, amount in credits.items()):
        return False
    if outcome == "corrected":
        return dict(credits) == dict(disputed)
    if outcome == "explained":
        return not credits
    return ZERO < total(credits.values()) < total(disputed.values())


def carry_out(
    line: Line,
    claim: Claim,
    proposal: Proposal,
    seen_sha256: str,
    checked_by: str,
    scope: Scope,
    now: datetime,
    history: History,
) -> Claim | Refusal:
    """Post what a second person agreed to; return the decided claim, or why not.

    A missing payment that was found is credited as of the day on which it came, and what its miss
    cost is taken off (1026.10(a), (c)).
    What is credited leaves the line, and the interest and fees that came with it
    (1026.13(e)(1)); the rest is owed again, with the next statement's time to pay and ten days at
    the least (1026.13(g)(1)-(3)). `history` reaches back before the oldest of its charges.
    """
    refusal = _check(line, claim, proposal, seen_sha256, checked_by, scope, now)
    if refusal is not None:
        return refusal
    today = lender_date(now)
    next_due = line.cycles.due(line.cycles.next_closing(today))
    if claim.whole_line:
        state = STATES[proposal.outcome]
        return lines.decide(line, claim, state, proposal.credited, today, pay_by(today, next_due))
    found = {one.transaction_id: _found(one, proposal) for one in claim.charges}
    related = take_off(line, history, found, today)
    if claim.withholds:
        spared = _payment_found(line, claim, proposal, history, today)
        if isinstance(spared, Refusal):
            return spared
        related = spared
    posted = {one.transaction_id: one for one in history.transactions}
    charges = []
    for charge in claim.charges:
        part = proposal.credits.get(charge.transaction_id, ZERO)
        _settle(line, charge, posted[charge.transaction_id], part, today)
        charges.append(replace(charge, credited=part))
    stolen.sweep(line, today)
    owed_again = proposal.outcome != "corrected" and bool(charges or claim.withheld)
    return replace(
        claim,
        state=STATES[proposal.outcome],
        charges=tuple(charges),
        decided_on=today,
        pay_by=pay_by(today, next_due) if owed_again else None,
        related=related,
    )


def _check(
    line: Line,
    claim: Claim,
    proposal: Proposal,
    seen_sha256: str,
    checked_by: str,
    scope: Scope,
    now: datetime,
) -> Refusal | None:
    if not claim.is_open or claim.claim_id != proposal.claim_id:
        return _CLOSED
    if seen_sha256 != proposal.content_sha256:
        return _CHANGED
    if checked_by == proposal.made_by:
        return _SAME_PERSON
    if line.version != proposal.version:
        return _STALE
    if proposal.outcome != "corrected" and _passed(claim, now):
        return _PASSED
    if proposal.credited > LIMITS[scope]:
        return Refusal(
            "above_authority", f"The most you can agree to is {LIMITS[scope]}.", limit=LIMITS[scope]
        )
    return None


def _payment_found(
    line: Line, claim: Claim, proposal: Proposal, history: History, today: date
) -> Money | Refusal:
    """Credit a missing payment as of its day, if it was found; put back what isn't it.

    Return the interest and fees that its miss had cost. One that was counted from too late a day
    is posted again from its own; where that can't be worked out, the late fees set aside for it
    are taken off, and the interest of those days is left to a person.
    """
    amount, paid_on = proposal.credited, claim.told.on
    spared = ZERO
    if claim.kind == "posting" and proposal.outcome == "corrected":
        moved = _counted_from_its_day(line, claim, history, today)
        if moved is not None:
            missing.give_back(line, claim.claim_id, today)
            return moved
    if amount and paid_on is not None:
        what = BackDated(
            "payment",
            amount,
            paid_on,
            "Payment that was missing",
            f"found under {claim.reference}",
            claim=claim.claim_id,
        )
        done = back_post(line, history, what, today)
        if isinstance(done, Refusal):
            return _BY_HAND
        spared = ZERO - done.interest - done.fees
    missing.give_back(line, claim.claim_id, today)
    if claim.kind == "posting" and proposal.outcome == "corrected" and claim.withheld:
        words = "Late fee of a payment counted from the wrong day"
        credit(line, "adjustment", claim.withheld, today, words, first=Bucket.FEES)
        spared = claim.withheld
    return spared


def _counted_from_its_day(line: Line, claim: Claim, history: History, today: date) -> Money | None:
    """Have a payment count from the day it came (12 CFR 1026.10(a)); return what that spares.

    None where no posting of it counts from a later day, or that past can't be lived again.
    """
    wrong = misdated(claim, history)
    if wrong is None or claim.told.on is None:
        return None
    what = on_its_day(claim, wrong, claim.told.on)
    done = back_post(line, history, what, today)
    return None if isinstance(done, Refusal) else ZERO - done.interest - done.fees


def _found(charge: ClaimedCharge, proposal: Proposal) -> Money:
    """Return what of a charge should never have been asked for."""
    if proposal.outcome == "explained":
        return ZERO
    return proposal.credits.get(charge.transaction_id, ZERO) + charge.refunded


def _settle(
    line: Line, charge: ClaimedCharge, posted: JournalTransaction, part: Money, today: date
) -> None:
    """Credit a part of a disputed charge and put the rest back.

    A provisional credit is part of what is credited; more of it than was found for the borrower
    is taken back, which `_check` allows in time only.
    """
    more = part - charge.provisional
    if more > ZERO:
        done = credit_disputed(line, charge.transaction_id, today, more)
        if isinstance(done, Refusal):
            raise ValueError(done.code)
    aside = line.state.aside.get(charge.transaction_id)
    given = min(charge.provisional, part)
    if aside is not None and given:
        # Worked out again, what had been paid is set aside too; its credit was given before.
        given = min(given, aside.amount + aside.paid)
        cover(line, charge.transaction_id, today, given, "Disputed amount credited before")
    if charge.transaction_id in line.state.aside:
        release(line, charge.transaction_id, today)
    if more < ZERO:
        take_back_credit(line, posted, today, -more, "Provisional credit taken back")
