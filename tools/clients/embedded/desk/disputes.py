"""Disputes as staff read them."""

from servicing.accounts import stolen
from servicing.desk import claims
from servicing.desk.acting import Standing
from servicing.desk.queue import subject_of
from servicing.desk.repository import Put, Step
from servicing.disputes.model import Claim, ClaimedCharge, Told
from servicing.evidence.model import Evidence
from servicing.ledger.model import JournalTransaction
from servicing.money import ZERO
from tools.clients.embedded.desk.lines import clock_view, letter_view, line_view
from tools.desk import views

TEXT_CHARACTERS_SHOWN = 2_000
TOLD = {
    "amount": "Amount told",
    "on": "Day told",
    "expected_by": "Expected by",
    "asked_merchant": "Tried with the merchant",
    "tried_to_return": "Tried to return it",
    "what": "What is wrong",
    "who": "Who promised or sent it",
}
NEXT = {
    "approved": "The account is corrected as found. The letter with the answer goes out.",
    "returned": "It goes back to whoever put it forward; the case stays open.",
}


def dispute_case(at: Standing, case: claims.Case) -> views.Case:
    """Return a claim in full."""
    claim, put = case.claim, case.put
    open_clocks = [one for one in case.clocks if not one.met]
    first = min(open_clocks or case.clocks, key=lambda one: one.clock.due)
    stage: views.Stage = "decided"
    if put is not None and put.status == "proposed":
        stage = "to_check"
    elif put is None and claim.is_open:
        stage = "to_look_into"
    item = views.WorkItem(
        id=claim.claim_id if put is None else put.decision_id,
        kind="dispute",
        queue="disputes",
        stage=stage,
        subject=subject_of(claim),
        borrower=at.holder.name,
        account_id=at.line.account_id,
        amount=claim.amount.dollars,
        due=first.clock.due,
        cite=first.clock.cite,
        light=first.light if claim.is_open else "green",
        urgent=False,
        opened_at=claim.received_at,
        made_by="borrower" if put is None else put.proposal.made_by,
    )
    claimed = {one.transaction_id: one for one in claim.charges}
    dispute = views.DisputeCase(
        claim_id=claim.claim_id,
        reference=claim.reference,
        kind=claim.kind,
        state=claim.state,
        received_at=claim.received_at,
        amount=claim.amount.dollars,
        decided_on=claim.decided_on,
        pay_by=claim.pay_by,
        said=dict(case.said),
        told=_told(claim.told),
        conversation_id=case.conversation_id or None,
        charges=tuple(_charge(one, claimed.get(one.transaction_id)) for one in case.charges),
        payment=_payment(claim),
        whole_line=_whole_line(at, case),
        earlier=tuple(_charge(one, None) for one in case.earlier),
        clocks=tuple(
            views.Ticking(clock=clock_view(one.clock), light=one.light, met=one.met)
            for one in case.clocks
        ),
        finding=_finding(at, case),
        letters=tuple(letter_view(one) for one in case.drafted),
        steps=tuple(_step(one) for one in case.steps),
        looked=tuple(
            views.Looked(item=one.item, result=one.result, speaks=one.speaks) for one in case.looked
        ),
        refunds=tuple(_charge(one, None) for one in case.refunds),
        proposal=None if put is None else _proposal(put, claim, moved=case.moved),
        evidence=tuple(_file(one, claim) for one in case.evidence),
        others=tuple(
            views.OtherDispute(
                claim_id=one.claim_id,
                reference=one.reference,
                kind=one.kind,
                state=one.state,
                received_at=one.received_at,
            )
            for one in case.others
        ),
        evidence_asked=any(step.what == "acknowledged" for step in case.steps),
    )
    return views.Case(item=item, line=line_view(at), dispute=dispute)


def _told(told: Told) -> tuple[views.ToldFact, ...]:
    """Return what the borrower told of a claim, as staff read it."""
    words = {True: "yes", False: "no"}
    known = [(label, getattr(told, name)) for name, label in TOLD.items()]
    return tuple(
        views.ToldFact(label=label, value=words[value] if isinstance(value, bool) else str(value))
        for label, value in known
        if value is not None
    )


def _payment(claim: Claim) -> views.MissingPayment | None:
    if not claim.misses_payment:
        return None
    return views.MissingPayment(
        amount=claim.amount.dollars, on=claim.told.on, set_aside=claim.withheld.dollars
    )


def _whole_line(at: Standing, case: claims.Case) -> views.ClaimedLine | None:
    claim = case.claim
    if not claim.whole_line:
        return None
    aside = stolen.withheld(at.line) if claim.is_open else claim.withheld
    return views.ClaimedLine(set_aside=aside.dollars, paid=case.paid.dollars)


def _finding(at: Standing, case: claims.Case) -> views.Finding:
    found = case.finding
    whole = found.suggests == "corrected"
    claim = case.claim
    amount = stolen.withheld(at.line) if claim.whole_line else claim.amount
    known = claim.misses_payment and claim.told.on is not None
    by_claim = whole and bool(amount) and (known or claim.whole_line)
    paid = views.Credit(charge_id=claim.claim_id, amount=amount.dollars)
    return views.Finding(
        suggests=found.suggests,
        why=found.why,
        supporting=found.supporting,
        against=found.against,
        checklist=found.checklist,
        unchecked=found.unchecked,
        credits=((paid,) if by_claim else ())
        + tuple(
            views.Credit(charge_id=one.transaction_id, amount=one.open_amount.dollars)
            for one in claim.charges
            if one.open_amount
            and (
                whole or (found.suggests == "partial" and one.transaction_id in found.for_borrower)
            )
        ),
        mentioned=found.mentioned,
    )


def _step(one: Step) -> views.Step:
    said = {
        "looked_into": lambda d: f"{d['item']}: {d['result']}",
        "evidence_placed": lambda d: f"{d['evidence']}, from {d['from']} to {d['to']}",
        "merchant_refunded": lambda d: f"{d['refund']} is the refund of {d['charge']}",
        "refund_of_another": lambda d: f"{d['refund']} is of something else",
    }.get(one.what)
    return views.Step(
        at=one.done_at, by=one.done_by, what=one.what, said=said(one.detail) if said else ""
    )


def decided_dispute(put: Put, claim: Claim) -> views.Decided:
    """Return what a second person decided on a finding."""
    if put.checked_by is None or put.checked_at is None:
        raise ValueError(f"{put.decision_id} isn't decided")
    approved = put.status == "approved"
    return views.Decided(
        id=put.decision_id,
        kind="dispute",
        decision="approve" if approved else "decline",
        decided_by=put.checked_by,
        decided_at=put.checked_at,
        reasons=(put.proposal.reasons,) if approved and put.proposal.reasons else (),
        content_sha256=put.content_sha256,
        state=claim.state,
        next=NEXT[put.status],
        credited=put.proposal.credited.dollars if approved else ZERO.dollars,
        related=claim.related.dollars if approved and claim.related is not None else None,
        pay_by=claim.pay_by if approved else None,
    )


def _proposal(put: Put, claim: Claim, *, moved: bool) -> views.Proposal:
    made = put.proposal
    return views.Proposal(
        id=put.decision_id,
        outcome=made.outcome,
        credits=tuple(
            views.Credit(charge_id=charge, amount=amount.dollars)
            for charge, amount in made.credits.items()
        ),
        credited=made.credited.dollars,
        reasons=made.reasons,
        made_by=made.made_by,
        made_at=put.made_at,
        content_sha256=put.content_sha256,
        moved=moved and put.status == "proposed",
        decision=None if put.status == "proposed" else decided_dispute(put, claim),
    )


def _file(one: Evidence, claim: Claim) -> views.EvidenceFile:
    return views.EvidenceFile(
        id=one.evidence_id,
        name=one.name,
        media_type=one.media_type,
        size_bytes=one.size_bytes,
        sha256=one.sha256,
        received_at=one.received_at,
        reference=one.reference,
        this_case=one.right_id == claim.right_id,
        after_decision=one.after_decision,
        pages=one.pages,
        text=one.text[:TEXT_CHARACTERS_SHOWN],
        injection_score=one.injection_score,
        warns=one.injection_flag,
    )


def _charge(one: JournalTransaction, claimed: ClaimedCharge | None) -> views.Charge:
    merchant = one.merchant
    return views.Charge(
        id=one.transaction_id,
        merchant=merchant.name if merchant else one.description,
        description=one.description,
        city=merchant.city or None if merchant else None,
        amount=one.amount.dollars if claimed is None else claimed.amount.dollars,
        transacted_on=one.transacted_on,
        posted_on=one.posted_on,
        set_aside=None if claimed is None else claimed.aside.dollars,
        paid=None if claimed is None else claimed.paid.dollars,
        credited=None if claimed is None else claimed.credited.dollars,
        to_decide=None if claimed is None else claimed.open_amount.dollars,
    )
