"""Letters that the desk sends, drafted from the case and checked for what the law wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servicing.accounts import stolen
from servicing.accounts.model import Line
from servicing.calendar import lender_date
from servicing.disputes.decisions import Outcome, Proposal
from servicing.disputes.model import Claim
from servicing.disputes.notices import pay_by
from servicing.ledger.model import JournalTransaction
from servicing.letters import Kind, Lack, Letter, draft, lacks
from servicing.money import ZERO, Money, total
from servicing.plans.drafts import Decision, Draft
from servicing.plans.program import programs
from servicing.refusal import spell
from servicing.statements.wording import Lender

OF_OUTCOME: Mapping[Outcome, Kind] = {
    "corrected": "correction",
    "explained": "explanation",
    "partial": "partial",
}
OF_ENTRY: Mapping[Outcome, Kind] = {
    "corrected": "entry_corrected",
    "explained": "entry_explained",
}
"""The letters about a claim without charges: nothing of it can be credited in part."""
OF_PAYMENT: Mapping[Outcome, Kind] = {"corrected": "payment_found", "explained": "payment_owed"}
"""The letters about a missing payment that was set aside, or is found."""
OF_LINE: Mapping[Outcome, Kind] = {
    "corrected": "theft_confirmed",
    "explained": "theft_owed",
    "partial": "theft_part",
}
"""The letters about a line that somebody else is said to have opened."""
_LOCKED = (
    "The line is locked while we look into it: nobody can draw money or buy with it. You don't"
    " need a police report. An identity theft report from the Federal Trade Commission helps us"
    " and the credit bureaus; you can make one at IdentityTheft.gov."
)
_UNLOCKED = "The line isn't locked for it any more."
_ENTRIES = {
    "credit_not_posted": "a payment or credit that isn't on your account",
    "posting": "a payment that was credited on the wrong day",
    "computational": "something that was worked out wrong",
    "statement_not_sent": "a statement that didn't reach you",
    "identity_theft": "the use of your name by somebody else",
    "fee_or_interest": "a fee or interest",
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A letter, and what it still lacks before it may go out."""

    letter: Letter
    lacking: tuple[Lack, ...]


def acknowledgement(claim: Claim, charges: Sequence[JournalTransaction]) -> Drafted:
    """Return the letter that says the notice came (12 CFR 1026.13(c)(1))."""
    if claim.whole_line:
        return _drafted("theft_received", _values(claim, charges))
    kind: Kind = "acknowledgement" if charges else "entry_received"
    return _with_lock(claim, _drafted(kind, _values(claim, charges)), _LOCKED)


def answer(
    line: Line,
    claim: Claim,
    charges: Sequence[JournalTransaction],
    proposal: Proposal,
    today: date,
) -> Drafted:
    """Return the letter that tells a finding, as if it were agreed to today.

    Interest and fees are worked out when it is agreed to; until then a correction lacks them.
    """
    next_due = line.cycles.due(line.cycles.next_closing(today))
    values = _values(claim, charges) | {
        "decided_on": spell(claim.decided_on or today),
        "related": "" if claim.related is None else str(claim.related),
        "credited": str(proposal.credited + total(one.corrected for one in claim.charges)),
        "owed": str(_disputed(line, claim) - proposal.credited),
        "paid_on": spell(claim.told.on) if claim.told.on else "",
        "reasons": proposal.reasons,
        "pay_by": spell(claim.pay_by or pay_by(today, next_due)),
    }
    if claim.whole_line:
        return _drafted(OF_LINE[proposal.outcome], values)
    kinds = OF_OUTCOME if charges else OF_ENTRY
    # Where people have posted a payment back by hand before, their reasons say what was done.
    if (
        claim.misses_payment
        and claim.withheld
        and (proposal.credits or proposal.outcome == "explained")
    ):
        kinds = OF_PAYMENT
    return _with_lock(claim, _drafted(kinds[proposal.outcome], values), _UNLOCKED)


def _disputed(line: Line, claim: Claim) -> Money:
    """Return what of a claim is decided: its charges', or what is set aside without any.

    Of an open claim to the whole line it is what is set aside by now.
    """
    if claim.whole_line and claim.is_open:
        return stolen.withheld(line)
    return total(one.open_amount for one in claim.charges) if claim.charges else claim.withheld


def _with_lock(claim: Claim, drafted: Drafted, words: str) -> Drafted:
    """Say what a notice of identity theft does to the line beside what it is about."""
    if claim.kind != "identity_theft":
        return drafted
    letter = replace(drafted.letter, paragraphs=(*drafted.letter.paragraphs, words))
    return replace(drafted, letter=letter)


_LINE = {
    "open": "Your line stays open while it runs.",
    "blocked": "You can't draw or buy with the line while it runs.",
    "closed": "Your line closes for good when it starts.",
}
_REPORTED = {
    "as_agreed": "While you keep to it we report the line as paid as agreed.",
    "as_at_enrolment": "While you keep to it we report the standing the line has when it starts.",
}
_MISSED = {1: "one", 2: "two", 3: "three"}


def proposal(asked: Draft, lender: Lender) -> Drafted:
    """Return a draft on one page, as its borrower is told of it before anybody has agreed."""
    option, program = asked.option, programs()[asked.option.program]
    return _drafted(
        "plan_proposal",
        {
            "creditor": lender.name,
            "program": option.name.lower(),
            "payment": str(option.payment),
            "months": f"{option.months} month" + ("s" if option.months != 1 else ""),
            "first_due_on": spell(option.first_due_on),
            "ends_on": spell(option.ends_on),
            "apr": f"{option.apr.normalize():f}%",
            "interest": str(total(month.interest for month in option.schedule)),
            "left": str(option.schedule[-1].balance if option.schedule else ZERO),
            "line": _LINE[program.line],
            "reporting": _REPORTED[option.status_reported],
            "broken_after": _MISSED[program.broken_after],
        },
    )


def declined(asked: Draft, decision: Decision, lender: Lender) -> Drafted:
    """Return the notice of an adverse action on a request for a plan (12 CFR 1002.9(a)(2))."""
    return _drafted(
        "adverse_action",
        {
            "decided_on": spell(lender_date(decision.decided_at)),
            "asked_on": spell(lender_date(asked.submitted_at)),
            "program": asked.option.name.lower(),
            "reasons": " ".join(one.strip() for one in decision.reasons),
            "creditor": lender.name,
            "creditor_address": lender.address,
            "agency": lender.supervised_by,
        },
    )


def _drafted(kind: Kind, values: Mapping[str, str]) -> Drafted:
    letter = draft(kind, values)
    return Drafted(letter, lacks(letter))


def _values(claim: Claim, charges: Sequence[JournalTransaction]) -> dict[str, str]:
    named = [
        f"{one.merchant.name if one.merchant else one.description} on {spell(one.transacted_on)}"
        for one in charges
    ]
    return {
        "received_on": spell(lender_date(claim.received_at)),
        "reference": claim.reference,
        "resolve_by": spell(claim.resolve_by),
        "amount": str(claim.amount),
        "charges": "; ".join(named) or _entry(claim),
    }


def _entry(claim: Claim) -> str:
    """Word what a claim without charges is about, from what was told."""
    told = claim.told
    amount = None if told.amount is None else f"of {told.amount}"
    day = None if told.on is None else f"on {spell(told.on)}"
    who = None if told.who is None else f"({told.who})"
    return " ".join(filter(None, (_ENTRIES[claim.kind], amount, day, who)))
