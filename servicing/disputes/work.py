"""What staff do with claims: the queue by deadline, a proposal, a second person's word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import psycopg

from servicing.accounts.model import Line
from servicing.backposts.history import History
from servicing.backposts.repository import history
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes import claims, repository
from servicing.disputes.clocks import Clock
from servicing.disputes.credits import refunds_of
from servicing.disputes.decisions import Outcome, Scope, carry_out, propose
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim
from servicing.disputes.notices import strictest
from servicing.disputes.related import counts_from
from servicing.ledger import repository as ledger
from servicing.ledger.model import JournalTransaction
from servicing.money import Money
from servicing.refusal import Refusal

AMBER_BUSINESS_DAYS = 5
Light = Literal["green", "amber", "red"]
_UNKNOWN = Refusal("claim_unknown", "There is no such claim on this line.")
_ACKNOWLEDGE_FIRST = Refusal(
    "acknowledge_first", "Send the letter of receipt first; its clock is running."
)
_REFUNDED = Refusal(
    "refund_to_place", "The merchant sent a refund: say first whether it is for this charge."
)
_NO_PROPOSAL = Refusal("no_proposal", "Nothing waits for a second person there.")


@dataclass(frozen=True, slots=True)
class Item:
    """A claim in the queue, by the clock that runs out first."""

    account_id: str
    claim: Claim
    clock: Clock
    light: Light


@dataclass(frozen=True, slots=True)
class Finding:
    """What the books say for and against the borrower's claim, and what that suggests.

    A suggestion decides nothing: two people do. `mentioned` is what the borrower's own files name
    of the charges: it is nobody's finding, so it never moves `suggests`.
    """

    suggests: Literal["corrected", "look_further"]
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    checklist: tuple[str, ...]
    mentioned: tuple[str, ...] = ()


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
    clocks = (
        Clock("acknowledge", claim.acknowledge_by, "12 CFR 1026.13(c)(1)"),
        Clock("resolve", claim.resolve_by, "12 CFR 1026.13(c)(2)"),
    )
    done = frozenset() if claim.state == "received" else frozenset({"acknowledge"})
    return strictest(clocks, done) if claim.is_open else None


def light(clock: Clock, today: date, days: BusinessDays) -> Light:
    """Return how pressing a clock is on a day."""
    if today > clock.due:
        return "red"
    return "amber" if clock.due <= days.add(today, AMBER_BUSINESS_DAYS) else "green"


def finding(
    claim: Claim,
    charges: Sequence[JournalTransaction],
    earlier: Sequence[JournalTransaction],
    files: Mapping[str, str] = {},
) -> Finding:
    """Return what the books alone show of a claim.

    `charges` are the disputed ones, `earlier` the line's other purchases of the last year, `files`
    the words of what the borrower sent, by its id.
    """
    own = {charge.transaction_id for charge in claim.charges}
    supporting, against = [], []
    for charge in charges:
        name = charge.merchant.name if charge.merchant else charge.description
        before = [one for one in earlier if one.transaction_id not in own and _alike(one, charge)]
        twins = [one for one in before if _twin(one, charge)]
        if claim.kind == "billing_error" and twins:
            supporting.append(f"{name}: the same amount on the same day, under {_ids(twins)}")
        known = [one for one in before if one.posted_on < charge.posted_on - timedelta(days=1)]
        if claim.kind == "unauthorized_use":
            if known:
                against.append(f"{name}: bought from before, under {_ids(known[:3])}")
            else:
                supporting.append(f"{name}: never bought from before")
        elif not twins:
            against.append(f"{name}: no second charge like it")
    law = "unauthorized_use" if claim.kind == "unauthorized_use" else "computational"
    return Finding(
        "corrected" if supporting and not against else "look_further",
        tuple(supporting),
        tuple(against),
        claim_kinds()[law].checklist,
        tuple(
            f"{file_id} names {' and '.join(named)}"
            for file_id, text in files.items()
            if (named := _named(text, charges))
        ),
    )


def _named(text: str, charges: Sequence[JournalTransaction]) -> list[str]:
    """Return what of the charges stands in a text: merchants' names, and amounts as written."""
    words = text.casefold()
    named: dict[str, None] = {}
    for charge in charges:
        amount = f"{charge.amount.dollars:,.2f}"
        if re.search(rf"(?<![\d.,]){re.escape(amount)}(?!\d)", text):
            named[f"the amount {amount}"] = None
        if charge.merchant and charge.merchant.name.casefold() in words:
            named[charge.merchant.name] = None
    return list(named)


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
    if credits and _refunds_to_place(connection, line, claim):
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
    if related is None:
        # Nobody is told of a correction that isn't whole: the letter lacks a figure until then.
        claims.tell(connection, line, decided, "related_by_hand", by, now, {})
    return decided


def _refunds_to_place(
    connection: psycopg.Connection[Any], line: Line, claim: Claim
) -> tuple[JournalTransaction, ...]:
    """Return the merchants' refunds that may be of a claim's charges; nobody has said yet."""
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
    return history(connection, line, min(counts_from(charge) for charge in posted))


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
) -> Claim | Refusal:
    """Note what looking into an item of the checklist gave; the first one opens the investigation.

    The letter of receipt comes first: an investigation doesn't stop its clock.
    """
    claim = _claim(connection, line, claim_id)
    if claim is None or not claim.is_open:
        return _UNKNOWN
    if claim.state == "received":
        return _ACKNOWLEDGE_FIRST
    if not result.strip():
        return Refusal("result_missing", "What came of it has to be written down.")
    moved = claim
    if claim.state == "acknowledged":
        moved = repository.moved_to(connection, claim, "investigating")
    detail = {"item": item, "result": result}
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
    if _claim(connection, line, claim_id) is None:
        return _UNKNOWN
    repository.note(connection, line, claim_id, "refund_of_another", by, now, {"refund": refund_id})
    return None


def _claim(connection: psycopg.Connection[Any], line: Line, claim_id: str) -> Claim | None:
    every = repository.claims(connection, line.account_id)
    return next((one for one in every if one.claim_id == claim_id), None)


def _alike(one: JournalTransaction, charge: JournalTransaction) -> bool:
    if one.merchant is None or charge.merchant is None:
        return one.description == charge.description
    return one.merchant.name == charge.merchant.name


def _twin(one: JournalTransaction, charge: JournalTransaction) -> bool:
    return one.amount == charge.amount and one.transacted_on == charge.transacted_on


def _ids(found: Sequence[JournalTransaction]) -> str:
    return ", ".join(one.transaction_id for one in found)
