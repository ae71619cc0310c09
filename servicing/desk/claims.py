"""A dispute at the desk: read in full, a finding put forward, decided by a second person.

Deciding is called with the line locked, in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.desk import letters, looking, repository
from servicing.desk.letters import Drafted
from servicing.desk.model import Person
from servicing.desk.plans import UNKNOWN
from servicing.desk.repository import Put, Step
from servicing.disputes import repository as claims
from servicing.disputes import work
from servicing.disputes.clocks import Clock
from servicing.disputes.decisions import LIMITS, Outcome, propose
from servicing.disputes.finding import Finding, Looked, finding
from servicing.disputes.model import Claim
from servicing.disputes.standing import as_it_stands
from servicing.disputes.work import Light
from servicing.evidence import repository as files
from servicing.evidence.model import Evidence
from servicing.ledger import repository as ledger
from servicing.ledger.model import JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.plans.drafts import Decided
from servicing.refusal import Refusal

EARLIER_DAYS = 365
EARLIER_MAX = 10
_OPS = Refusal("role_needed", "Ops can look at this, but not decide it; an agent or a lead can.")
_CHANGED = Refusal("proposal_changed", "That isn't the finding that was put forward.")
_NOTHING_PUT = Refusal(
    "no_proposal", "Nothing to agree to yet: put a finding forward first, for a second person."
)
_NO_REASON = Refusal("reasons_missing", "Say why it goes back.")


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock of a claim as it stands today; `met` once what it is for was done."""

    clock: Clock
    light: Light
    met: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with its evidence, clocks, finding, letters, and the proposal that waits.

    `paid` is what was ever paid on a line that is claimed whole.
    """

    claim: Claim
    charges: tuple[JournalTransaction, ...]
    earlier: tuple[JournalTransaction, ...]
    said: Mapping[str, Any]
    conversation_id: str
    clocks: tuple[Ticking, ...]
    finding: Finding
    drafted: tuple[Drafted, ...]
    steps: Sequence[Step]
    looked: tuple[Looked, ...]
    refunds: tuple[JournalTransaction, ...]
    evidence: Sequence[Evidence]
    others: tuple[Claim, ...]
    put: Put | None
    moved: bool
    paid: Money = ZERO


def case(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    decision_id: str | None,
    now: datetime,
    days: BusinessDays,
) -> Case | Refusal:
    """Return a claim, with the proposal named or the one that waits."""
    claim = _claim(connection, line, claim_id)
    if claim is None:
        return UNKNOWN
    put = (
        repository.waiting_for(connection, claim_id)
        if decision_id is None
        else repository.put_forward(connection, decision_id)
    )
    ids = [charge.transaction_id for charge in claim.charges]
    charges = tuple(ledger.transactions(connection, line.account_id, ids=ids))
    earlier = _earlier(connection, line, charges)
    conversation_id, said = repository.right_of(connection, claim.right_id)
    evidence = files.of_line(connection, line.account_id)
    texts = {e.evidence_id: e.text for e in evidence if e.right_id == claim.right_id}
    today = lender_date(now)
    drafted = [letters.acknowledgement(claim, charges)]
    if put is not None:
        drafted.append(letters.answer(line, claim, charges, put.proposal, today))
    steps = repository.steps(connection, claim_id)
    looked = looking.looked(steps)
    return Case(
        claim=claim,
        charges=charges,
        earlier=_alike(earlier, charges),
        said=said,
        conversation_id=conversation_id,
        clocks=_clocks(claim, now, days),
        finding=finding(claim, charges, earlier, texts, looked),
        drafted=tuple(drafted),
        steps=steps,
        looked=looked,
        refunds=work.refunds_to_place(connection, line, claim),
        evidence=evidence,
        others=tuple(
            one
            for one in claims.claims(connection, line.account_id)
            if one.right_id != claim.right_id and one.state != "withdrawn"
        ),
        put=put,
        moved=put is not None and put.proposal.version != line.version,
        paid=_paid(connection, line) if claim.whole_line else ZERO,
    )


def put_forward(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    outcome: Outcome,
    credits: Mapping[str, Money],
    reasons: str,
    who: Person,
    now: datetime,
) -> str | Refusal:
    """Put a finding forward for a second person; return the proposal's id.

    One that waits already is decided first, so nobody agrees to what was changed meanwhile.
    """
    if who.role == "ops":
        return _OPS
    before = repository.waiting_for(connection, claim_id)
    if before is not None:
        return Refusal("proposal_waits", "A finding waits for a second person already.")
    claim = _claim(connection, line, claim_id)
    if claim is None:
        return UNKNOWN
    # What a proposal lacks comes first; the checklist is asked for once it would stand.
    made = propose(line, claim, outcome, credits, reasons, who.staff_id, now)
    refused = (
        made if isinstance(made, Refusal) else looking.denial_refused(connection, claim, outcome)
    )
    if refused is not None:
        return refused
    return work.put_forward(
        connection, line, claim_id, outcome, credits, reasons, who.staff_id, now
    )


def decide(
    connection: psycopg.Connection[Any],
    line: Line,
    decision_id: str,
    decision: Decided,
    reason: str,
    seen_sha256: str | None,
    who: Person,
    now: datetime,
) -> tuple[Put, Claim, bool] | Refusal:
    """Agree to a proposal, or send it back with a reason; the last value tells a repeat."""
    if who.role == "ops":
        return _OPS
    if _claim(connection, line, decision_id) is not None:
        return _NOTHING_PUT
    put = repository.put_forward(connection, decision_id)
    claim = None if put is None else _claim(connection, line, put.proposal.claim_id)
    if put is None or claim is None:
        return UNKNOWN
    if seen_sha256 not in (None, put.content_sha256):
        return _CHANGED
    wanted = "approved" if decision == "approve" else "returned"
    if put.status != "proposed":
        if (put.status, put.checked_by) == (wanted, who.staff_id):
            return put, claim, True
        return Refusal("proposal_decided", "This finding was decided already.")
    if decision == "decline":
        if not reason.strip():
            return _NO_REASON
        refused = work.send_back(connection, line, decision_id, who.staff_id, now)
        after: Claim | Refusal = claim if refused is None else refused
    else:
        after = _over(put, who) or work.agree(
            connection, line, decision_id, put.content_sha256, who.staff_id, who.role, now
        )
    if isinstance(after, Refusal):
        return after
    done = repository.put_forward(connection, decision_id)
    return (done or put), after, False


def _over(put: Put, who: Person) -> Refusal | None:
    """Return why what is credited is above this person's limit, and who can agree to it."""
    credited = put.proposal.credited
    if put.proposal.made_by == who.staff_id or who.role == "ops":
        return None  # refused for that reason, which comes first
    most = min(LIMITS[who.role], who.credit) if who.credit is not None else None
    if not credited or (most is not None and credited <= most):
        return None
    able = [scope for scope, limit in LIMITS.items() if credited <= limit and scope != who.role]
    who_can = f"A {able[0]} can." if able else "Somebody with a higher limit can."
    return Refusal(
        "above_authority",
        f"You can agree to credit up to {most or 'nothing'}, and this is {credited}. {who_can}",
        limit=most,
    )


def _paid(connection: psycopg.Connection[Any], line: Line) -> Money:
    """Return what was paid on a line and didn't come back."""
    every = ledger.transactions(connection, line.account_id)
    gone = {*line.state.reversed}
    paid = [one for one in every if one.kind == "payment" and one.transaction_id not in gone]
    return total(-one.amount for one in paid)


def _claim(connection: psycopg.Connection[Any], line: Line, claim_id: str) -> Claim | None:
    every = claims.claims(connection, line.account_id)
    return next((as_it_stands(line, one) for one in every if one.claim_id == claim_id), None)


def _clocks(claim: Claim, now: datetime, days: BusinessDays) -> tuple[Ticking, ...]:
    today = lender_date(now)
    acknowledge, resolve = work.clocks_of(claim)
    clocks = ((acknowledge, claim.state), (resolve, None))
    return tuple(
        Ticking(
            clock,
            work.light(clock, today, days),
            not claim.is_open or (state is not None and state != "received"),
        )
        for clock, state in clocks
    )


def _earlier(
    connection: psycopg.Connection[Any], line: Line, charges: Sequence[JournalTransaction]
) -> tuple[JournalTransaction, ...]:
    """Return the line's other purchases and draws of the year up to the latest charge."""
    last = max((one.posted_on for one in charges), default=None)
    own = {one.transaction_id for one in charges}
    if last is None:
        return ()
    every = ledger.transactions(connection, line.account_id)
    return tuple(
        one
        for one in every
        if one.kind in {"purchase", "draw"}
        and one.transaction_id not in own
        and last - timedelta(days=EARLIER_DAYS) <= one.posted_on <= last + timedelta(days=1)
    )


def _alike(
    earlier: Sequence[JournalTransaction], charges: Sequence[JournalTransaction]
) -> tuple[JournalTransaction, ...]:
    """Return the latest of those at the same merchants: what a person compares with."""
    merchants = {one.merchant.name if one.merchant else one.description for one in charges}
    found = [
        one
        for one in earlier
        if (one.merchant.name if one.merchant else one.description) in merchants
    ]
    return tuple(found[-EARLIER_MAX:][::-1])
