"""Staff's work. Each signature names the scope that opens it."""

import asyncio
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from api.auth import Forbidden, staff
from api.dependencies import Parts
from api.errors import NotFound, documented
from api.services import Services
from api.staff import queue
from api.staff.assist import Assist
from api.staff.errors import DeskRefusal, NoBooks
from api.staff.handoffs import Handoff
from api.staff.schemas import (
    PAGE_MAX,
    WEEKS_MAX,
    AnswerRequest,
    CheckRequest,
    ClosingRequest,
    ComplaintRequest,
    Cursor,
    DecisionRequest,
    ExtensionRequest,
    FindingRequest,
    Id,
    Me,
    PaymentRequest,
    PlacementRequest,
    Queue,
    RefundRequest,
    TagRequest,
    WorkItemPage,
)
from tools.desk import Desk, Staff
from tools.desk.views import Case, ComplaintTrend, Decided, HandoffCase, Kind, Made, Preview
from tools.ports import BorrowerId, ConversationId
from tools.views import Refusal

T = TypeVar("T")
HANDOFF = "work_"
OPS_SEE_NONE = "Ops see no conversations; an agent or a lead does."
Reader = Annotated[Staff, Depends(staff("staff:agent", "ops"))]
Decider = Annotated[Staff, Depends(staff("staff:agent"))]
READ_ERRORS = documented(401, 403, 404, 422, 503)
FILE = {
    name: {"schema": {"type": "string", "format": "binary"}}
    for name in ("application/pdf", "image/jpeg", "image/png", "text/plain")
}
WRITE_ERRORS = documented(400, 401, 403, 404, 409, 413, 415, 422, 503)

router = APIRouter(prefix="/v1/staff", tags=["staff"])


@router.get("/me", responses=documented(401, 403))
async def me(who: Reader) -> Me:
    """Return who is signed in and what they may approve."""
    limits = {str(name): amount for name, amount in who.limits.items()}
    return Me(staff_id=who.staff_id, name=who.name, role=who.role, limits=limits)


@router.get("/work-items", responses=READ_ERRORS)
async def work_items(
    who: Reader,
    parts: Parts,
    queue_name: Annotated[Queue, Query(alias="queue")] = None,
    kind: Kind | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 25,
    cursor: Cursor = None,
) -> WorkItemPage:
    """List what waits for people: danger first, then by deadline, amber and red marked.

    `queue` is one of the queues (`hardship` has the plan drafts, `disputes` the claims,
    `complaints` and `credit-reporting` what is answered in writing, all of them hand-offs too);
    without it, all.
    """
    asked = queue.Asked(queue_name, kind)
    today = parts.books_today()
    every = await queue.waiting(parts.desk, parts.handoffs, who, today)
    items, following = queue.page(every, asked, limit, cursor)
    lights = [item.light for item in every if asked.wants(item)]
    return WorkItemPage(
        items=items,
        next_cursor=following,
        waiting=len(lights),
        amber=lights.count("amber"),
        red=lights.count("red"),
    )


@router.get("/work-items/{id}", responses=READ_ERRORS)
async def work_item(id: Id, who: Reader, parts: Parts) -> Case:
    """Return an item in full: a plan draft, a dispute or a conversation, and its line."""
    if id.startswith(HANDOFF):
        return await _handoff(parts, who, id)
    return _granted(await _books(parts).case(who, id))


@router.get(
    "/work-items/{id}/evidence/{evidence_id}",
    response_class=Response,
    responses={200: {"content": FILE, "description": "The file, to be saved"}, **READ_ERRORS},
)
async def evidence(id: Id, evidence_id: Id, who: Decider, parts: Parts) -> Response:
    """Save a borrower's file; it is on record who did. No browser shows it on this site.

    `work-items/{id}` lists a dispute's files, with what could be read of them.
    """
    found = _granted(await _books(parts).evidence(who, id, evidence_id))
    return Response(
        found.content,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@router.post("/approvals/{id}", responses=WRITE_ERRORS)
async def decide(id: Id, body: DecisionRequest, who: Decider, parts: Parts) -> Decided:
    """Decide on exactly the item named, once; asked again, it returns the first outcome.

    Refused: one's own work, or above one's limit (403, saying who can); content that changed,
    books that moved, or somebody else's decision (409).
    """
    reasons = (body.reason.strip(),) if body.reason.strip() else ()
    books = _books(parts)
    return _granted(await books.decide(who, id, body.decision, reasons, body.content_sha256))


@router.post("/work-items/{id}/previews", responses=WRITE_ERRORS)
async def preview(id: Id, body: PaymentRequest, who: Reader, parts: Parts) -> Preview:
    """Work a plan draft out again with another payment; nothing is written."""
    return _granted(await _books(parts).preview(who, id, body.payment))


@router.post("/work-items/{id}/edits", status_code=201, responses=WRITE_ERRORS)
async def edit(id: Id, body: PaymentRequest, who: Decider, parts: Parts) -> Made:
    """Make a plan draft's next version; somebody else has to decide it."""
    return _granted(await _books(parts).edit(who, id, body.payment))


@router.post("/work-items/{id}/findings", status_code=201, responses=WRITE_ERRORS)
async def put_forward(id: Id, body: FindingRequest, who: Decider, parts: Parts) -> Made:
    """Put a finding on a dispute forward; somebody else has to agree to it."""
    credits = {one.charge_id: one.amount for one in body.credits}
    if len(credits) < len(body.credits):
        raise DeskRefusal(Refusal(code="charge_twice", message="A charge is named twice."))
    reasons = body.reasons.strip()
    return _granted(await _books(parts).propose(who, id, body.outcome, credits, reasons))


@router.post("/work-items/{id}/acknowledgements", responses=WRITE_ERRORS)
async def acknowledge(id: Id, who: Decider, parts: Parts) -> Made:
    """Note that a dispute's letter of receipt went out."""
    return _granted(await _books(parts).acknowledge(who, id))


@router.post("/work-items/{id}/checks", status_code=201, responses=WRITE_ERRORS)
async def look_into(id: Id, body: CheckRequest, who: Decider, parts: Parts) -> Made:
    """Note what looking into an item of a dispute's checklist gave; a later result counts.

    Before a denial, in whole or in part, everything on the checklist is looked into (12 CFR
    1026.13(f)). A finding that waits has to be made anew.
    """
    return _granted(await _books(parts).look_into(who, id, body.item, body.result, body.speaks))


@router.post("/work-items/{id}/placements", status_code=201, responses=WRITE_ERRORS)
async def place_evidence(id: Id, body: PlacementRequest, who: Decider, parts: Parts) -> Made:
    """Put a borrower's file with another dispute of the same line, which it is about."""
    books = _books(parts)
    return _granted(await books.place_evidence(who, id, body.evidence_id, body.claim_id))


@router.post("/work-items/{id}/refunds", status_code=201, responses=WRITE_ERRORS)
async def place_refund(id: Id, body: RefundRequest, who: Decider, parts: Parts) -> Made:
    """Say which disputed charge a merchant's refund is of, or that it is of something else.

    Until somebody has, nothing is credited: no charge is given back twice.
    """
    return _granted(await _books(parts).place_refund(who, id, body.refund_id, body.charge_id))


@router.post("/work-items/{id}/tags", status_code=201, responses=WRITE_ERRORS)
async def tag(id: Id, body: TagRequest, who: Decider, parts: Parts) -> Made:
    """Say what a complaint is about, in the CFPB's public words; the last word counts."""
    return _granted(await _books(parts).tag(who, id, body.issue, body.sub_issue))


@router.post("/work-items/{id}/extensions", status_code=201, responses=WRITE_ERRORS)
async def take_longer(id: Id, body: ExtensionRequest, who: Decider, parts: Parts) -> Made:
    """Note that a borrower was told why an answer takes longer: once, and in time.

    A complaint then has 60 days from its coming (policy), a dispute of a report 15 days more (15
    USC 1681i(a)(1)(B)).
    """
    return _granted(await _books(parts).take_longer(who, id, body.why))


@router.post("/work-items/{id}/answers", status_code=201, responses=WRITE_ERRORS)
async def answer(id: Id, body: AnswerRequest, who: Decider, parts: Parts) -> Made:
    """Draft an answer to a complaint or a dispute of a report; somebody else has to agree to it."""
    needed, reasons = body.needed.strip(), body.reasons.strip()
    return _granted(
        await _books(parts).draft_answer(
            who, id, body.outcome, reasons, body.ground, needed, body.credit
        )
    )


@router.post("/work-items/{id}/notices", status_code=201, responses=WRITE_ERRORS)
async def told(id: Id, who: Decider, parts: Parts) -> Made:
    """Note that the notice of a frivolous dispute went out (12 CFR 1022.43(f)(2))."""
    return _granted(await _books(parts).told(who, id))


@router.post("/complaints", status_code=201, responses=WRITE_ERRORS)
async def record_complaint(body: ComplaintRequest, who: Decider, parts: Parts) -> Made:
    """Put a complaint that the CFPB passed on on record, to be answered 15 days after it was sent.

    The same case number again returns the record there is (12 USC 5534(b)).
    """
    return _granted(
        await _books(parts).record_complaint(
            who, body.account_id, body.case_number, body.sent_on, body.words
        )
    )


@router.get("/complaints/trend", responses=READ_ERRORS)
async def complaint_trend(
    who: Reader, parts: Parts, weeks: Annotated[int, Query(ge=2, le=WEEKS_MAX)] = 8
) -> ComplaintTrend:
    """Return how many complaints came each week, of which product and issue, and what rises."""
    return await _books(parts).complaint_trend(weeks)


@router.post("/work-items/{id}/closings", responses=WRITE_ERRORS)
async def close(id: Id, body: ClosingRequest, who: Decider, parts: Parts) -> Made:
    """Note that a person has answered a conversation, and what came of it."""
    done = await asyncio.to_thread(parts.handoffs.close, who, id, body.note.strip())
    return Made(id=_granted(done).id)


@router.get("/conversations/{id}/assist", responses=documented(401, 403, 404, 409, 422, 503))
async def assist(id: Id, who: Reader, parts: Parts) -> Assist:
    """Return what is needed to answer a conversation: summary, clocks, up to three replies.

    Computed as of now and by rule, without a provider; nothing is sent, recorded for the borrower
    or carried out, and it is on record who looked. For agents and leads: ops see no conversations
    (403). A conversation in which the borrower wrote nothing yet has no advice (409).
    """
    if who.role == "ops":
        raise Forbidden(OPS_SEE_NONE)
    if parts.assistance is None:
        raise NotFound
    return await parts.assistance.show(
        who, ConversationId(id), parts.handoffs, parts.desk, parts.books_today()
    )


async def _handoff(parts: Services, who: Staff, id: str) -> Case:
    if who.role == "ops":
        raise Forbidden(OPS_SEE_NONE)
    found = await asyncio.to_thread(parts.handoffs.find, who, id)
    if found is None:
        raise NotFound
    desk = _books(parts)
    line = await desk.line(who, BorrowerId(found.borrower_id))
    clocks = await desk.soonest_clocks()
    clock = clocks.get((found.borrower_id, found.reason))
    item = queue.item_of(found, line.borrower, clock, parts.books_today())
    item = item.model_copy(update={"account_id": line.account_id})
    claims = await desk.claims(who, BorrowerId(found.borrower_id))
    return Case(item=item, line=line, handoff=_handoff_case(found, claims))


def _handoff_case(found: Handoff, claims: tuple[str, ...]) -> HandoffCase:
    return HandoffCase(
        conversation_id=found.conversation_id,
        reason=found.reason,
        claims=claims,
        summaries=tuple(found.summaries),
        done_by=found.done_by,
        done_at=found.done_at,
        done_note=found.done_note,
    )


def _books(parts: Services) -> Desk:
    if parts.desk is None:
        raise NoBooks
    return parts.desk


def _granted(answer: T | Refusal) -> T:
    if isinstance(answer, Refusal):
        raise DeskRefusal(answer)
    return answer
