"""What staff do with claims: the queue by deadline, a proposal, a second person's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import psycopg

from servicing.accounts.model import Line
from servicing.backposts.history import History
from servicing.backposts.repository import history
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes import claims, repository, theft
from servicing.disputes.clocks import Clock
from servicing.disputes.credits import refunds_of
from servicing.disputes.decisions import Outcome, Scope, carry_out, propose
from servicing.disputes.finding import ANYTHING_ELSE, Speaks, checklist
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim
from servicing.disputes.notices import strictest
from servicing.disputes.related import counts_from
from servicing.disputes.standing import as_it_stands
from servicing.ledger import repository as ledger
from servicing.ledger.model import JournalTransaction
from servicing.money import Money
from servicing.refusal import Refusal

AMBER_BUSINESS_DAYS = 5
BILLING_ERROR_CITES = ("12 CFR 1026.13(c)(1)", "12 CFR 1026.13(c)(2)")
_POLICY_OF = {"complaint": "policy:complaints", "identity_theft": "policy:identity-theft"}
Light = Literal["green", "amber", "red"]
_UNKNOWN = Refusal("claim_unknown", "There is no such claim on this line.")
_ACKNOWLEDGE_FIRST = Refusal(
    "acknowledge_first", "Send the letter of receipt first; its clock is running."
)
_REFUNDED = Refusal(
    "refund_to_place", "The merchant sent a refund: say first whether it is for this charge."
)
_FIRST = frozenset({"acknowledge", "verify"})
"""The clocks that are met once a claim's notice was acknowledged."""
_NOT_LISTED = Refusal("not_on_checklist", "That isn't on the checklist of this claim.")
_NO_RESULT = Refusal("result_missing", "What came of it has to be written down.")
_NO_REFUND = Refusal("not_a_refund", "That isn't a refund by one of this claim's merchants.")
_NO_PROPOSAL = Refusal("no_proposal", "Nothing waits for a second person there.")


@dataclass(frozen=True, slots=True)
class Item:
    """A claim in the queue, by the clock that runs out first."""

    account_id: str
    claim: Claim
    clock: Clock
    light: Light


def queue(connection: psycopg.Connection[Any], today: date, days: BusinessDays) -> tuple[Item, ...]:
    """Return the open claims that the session may see, the most pressing first.

    Amber within five business days of the deadline, red once it has passed.
    """
    items = [
        Item(account_id, claim, clock, light(clock, today, days))
        for account_id, claim in repository.open_by_deadline(connection)
        if (clock := next_clock(claim)) is not None
    ]
    return tuple(sorted(items, key=lambda item: (item.clock.due, item.claim.claim_id)))


def next_clock(claim: Claim) -> Clock | None:
    """Return the clock of a claim that runs out first; None once it is decided."""
    done = frozenset() if claim.state == "received" else _FIRST
    return strictest(clocks_of(claim), done) if claim.is_open else None


def clocks_of(claim: Claim) -> tuple[Clock, Clock]:
    """Return a claim's clocks, to acknowledge and to resolve, with where each comes from."""
    law = claim_kinds()[claim.kind]
    cites = BILLING_ERROR_CITES if law.is_billing_error else (_POLICY_OF[law.right],) * 2
    # Policy answers identity theft sooner than the law's letter of receipt has to go out.
    name = "verify" if claim.kind == theft.KIND else "acknowledge"
    return (
        Clock(name, claim.acknowledge_by, _POLICY_OF.get(law.right, cites[0])),
        Clock("resolve", claim.resolve_by, cites[1]),
    )


def light(clock: Clock, today: date, days: BusinessDays) -> Light:
    """Return how pressing a clock is on a day."""
    if today > clock.due:
        return "red"
    return "amber" if clock.due <= days.add(today, AMBER_BUSINESS_DAYS) else "green"


def put_forward(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    outcome: Outcome,
    credits: Mapping[str, Money],
    reasons: str,
    by: str,
    now: datetime,
) -> str | Refusal:
    """Keep a proposal for a second person; return its id. The line is locked by the caller."""
    claim = _claim(connection, line, claim_id)
    if claim is None:
        return _UNKNOWN
    if credits and refunds_to_place(connection, line, claim):
        return _REFUNDED
    made = propose(line, claim, outcome, credits, reasons, by, now)
    if isinstance(made, Refusal):
        return made
    decision_id = repository.add_proposal(connection, line, made, now)
    detail = {"decision": decision_id, "content_sha256": made.content_sha256}
    repository.note(connection, line, claim_id, "proposed", by, now, detail)
    return decision_id


def agree(
    connection: psycopg.Connection[Any],
    line: Line,
    decision_id: str,
    seen_sha256: str,
    by: str,
    scope: Scope,
    now: datetime,
) -> Claim | Refusal:
    """Carry out a proposal as its second person; the caller saves the line and commits."""
    made = repository.proposal(connection, decision_id)
    claim = _claim(connection, line, made.claim_id) if made is not None else None
    if made is None or claim is None:
        return _NO_PROPOSAL
    decided = carry_out(
        line, claim, made, seen_sha256, by, scope, now, _past(connection, line, claim)
    )
    if isinstance(decided, Refusal):
        return decided
    repository.put(connection, decided)
    repository.close_proposal(connection, decision_id, "approved", by, now)
    related = None if decided.related is None else decided.related.minor
    detail = {"decision": decision_id, "related_minor": related}
    claims.tell(connection, line, decided, "decided", by, now, detail)
    if decided.kind == theft.KIND:
        theft.decided(connection, line, decided, now)
    if related is None:
        # Nobody is told of a correction that isn't whole: the letter lacks a figure until then.
        claims.tell(connection, line, decided, "related_by_hand", by, now, {})
    return decided


def refunds_to_place(
    connection: psycopg.Connection[Any], line: Line, claim: Claim
) -> tuple[JournalTransaction, ...]:
    """Return the merchants' refunds that may be of a claim's charges; nobody has said yet."""
    if not claim.charges:
        return ()
    ids = [charge.transaction_id for charge in claim.charges]
    charges = ledger.transactions(connection, line.account_id, ids=ids)
    first = min(charge.sequence for charge in charges)
    later = ledger.transactions(connection, line.account_id, since_sequence=first)
    placed = repository.linked_refunds(connection, line.account_id)
    found = refunds_of(charges, later)
    return tuple(one for one in found if one.transaction_id not in placed)


def _past(connection: psycopg.Connection[Any], line: Line, claim: Claim) -> History:
    """Return the line's past from before the oldest of a claim's charges."""
    ids = [charge.transaction_id for charge in claim.charges]
    posted = ledger.transactions(connection, line.account_id, ids=ids)
    since = min((counts_from(charge) for charge in posted), default=lender_date(claim.received_at))
    if claim.withholds and claim.told.on is not None:
        since = min(since, claim.told.on)
    return history(connection, line, since)


def send_back(
    connection: psycopg.Connection[Any], line: Line, decision_id: str, by: str, now: datetime
) -> Refusal | None:
    """Return a proposal to whoever made it; the claim stays open."""
    made = repository.proposal(connection, decision_id)
    if made is None or _claim(connection, line, made.claim_id) is None:
        return _NO_PROPOSAL
    if made.made_by == by:
        return Refusal("same_person", "Another person has to look at it.")
    repository.close_proposal(connection, decision_id, "returned", by, now)
    repository.note(connection, line, made.claim_id, "returned", by, now, {"decision": decision_id})
    return None


def acknowledged(
    connection: psycopg.Connection[Any], line: Line, claim_id: str, by: str, now: datetime
) -> Claim | Refusal:
    """Note that the letter of receipt went out: the first clock is met."""
    claim = _claim(connection, line, claim_id)
    if claim is None or claim.state != "received":
        return _UNKNOWN
    moved = repository.moved_to(connection, claim, "acknowledged")
    late = lender_date(now) > claim.acknowledge_by
    claims.tell(connection, line, moved, "acknowledged", by, now, {"late": late})
    return moved


def looked_into(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    item: str,
    result: str,
    by: str,
    now: datetime,
    speaks: Speaks = "neither",
) -> Claim | Refusal:
    """Note what looking into an item of the checklist gave; the first one opens the investigation.

    The letter of receipt comes first: an investigation doesn't stop its clock. `speaks` says for
    whom; looked into again, the later result counts.
    """
    claim = _claim(connection, line, claim_id)
    if claim is None or not claim.is_open:
        return _UNKNOWN
    if claim.state == "received":
        return _ACKNOWLEDGE_FIRST
    if not result.strip():
        return _NO_RESULT
    if item not in (*checklist(claim), ANYTHING_ELSE):
        return _NOT_LISTED
    moved = claim
    if claim.state == "acknowledged":
        moved = repository.moved_to(connection, claim, "investigating")
    detail = {"item": item, "result": result.strip(), "speaks": speaks}
    claims.tell(connection, line, moved, "looked_into", by, now, detail)
    return moved


def refund_of_another(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    refund_id: str,
    by: str,
    now: datetime,
) -> Refusal | None:
    """Note that a refund by a claim's merchant is the refund of something else."""
    claim = _claim(connection, line, claim_id)
    if claim is None:
        return _UNKNOWN
    if refund_id in repository.linked_refunds(connection, line.account_id):
        return Refusal("refund_linked", "That refund is on record with a claim already.")
    if refund_id not in {one.transaction_id for one in refunds_to_place(connection, line, claim)}:
        return _NO_REFUND
    repository.note(connection, line, claim_id, "refund_of_another", by, now, {"refund": refund_id})
    return None


def _claim(connection: psycopg.Connection[Any], line: Line, claim_id: str) -> Claim | None:
    every = repository.claims(connection, line.account_id)
    return next((as_it_stands(line, one) for one in every if one.claim_id == claim_id), None)
