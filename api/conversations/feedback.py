"""What a borrower thinks of a reply: a thumb up or down, and a few words if they like."""

from typing import Annotated

from fastapi import APIRouter, Depends

from agents.assistant import Principal
from agents.errors import UnknownConversation, UnknownTurn
from agents.ports import FEEDBACK
from api.auth import borrower
from api.conversations.schemas import FeedbackRequest, FeedbackView, Id
from api.dependencies import Parts
from api.errors import documented
from api.records.feedback import feedback_record
from guardrails.redaction import KnownIdentity, redact
from tools.ports import BorrowerId, ConversationId

OPENING = "opening"
Borrower = Annotated[Principal, Depends(borrower("borrower"))]

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


@router.post(
    "/{id}/turns/{turn_id}/feedback",
    responses=documented(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def rate(
    id: Id, turn_id: Id, body: FeedbackRequest, who: Borrower, parts: Parts
) -> FeedbackView:
    """Say whether a reply helped. Said again, the last one counts; the same again adds nothing.

    It goes on the conversation's record, words redacted, and changes nothing else.
    """
    owner, conversation = BorrowerId(who.borrower_id), ConversationId(id)
    if await parts.conversations.get(owner, conversation) is None:
        raise UnknownConversation
    turns = await parts.turns.turns(owner, conversation)
    rated = next((t for t in turns if t.turn_id == turn_id and t.kind != OPENING), None)
    if rated is None:
        raise UnknownTurn
    words = redact(body.words, KnownIdentity(names=(who.name,))).text
    view = FeedbackView(turn_id=turn_id, liked=body.liked, words=words)
    if rated.liked is body.liked and not words:
        return view
    id_ = f"{FEEDBACK}_{parts.new_id().rpartition('_')[2]}"
    now = parts.handoffs.now()
    await parts.turns.append(
        feedback_record(id_, rated, owner, conversation, (body.liked, words), now)
    )
    parts.metrics.feedback(body.liked)
    return view
