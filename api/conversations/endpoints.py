"""A borrower's conversations. Each signature names the scope that opens it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, get_args, get_type_hints

from fastapi import APIRouter, Depends, Header
from fastapi.responses import Response
from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent

from agents.assistant import Event, Principal
from agents.errors import BadMessage, UnknownConversation
from agents.turn import Turn
from api.auth import borrower
from api.conversations.schemas import (
    DecisionRequest,
    Id,
    MessageRequest,
    Opened,
    OpeningView,
    OpenRequest,
    Token,
    Transcript,
    TranscriptTurn,
)
from api.conversations.streams import Stream
from api.dependencies import Parts
from api.errors import documented
from api.services import Services
from guardrails.intake import Rejected, admit
from tools.ports import BorrowerId, ConversationId

EVENT_STREAM = "text/event-stream"
SENT_EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "for Last-Event-ID"},
        "event": {"type": "string", "enum": list(get_args(get_type_hints(Event)["type"]))},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["id", "event", "data"],
}
Borrower = Annotated[Principal, Depends(borrower("borrower"))]

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


@router.post("", status_code=201, responses=documented(400, 401, 403, 413, 415, 422, 503))
async def open_conversation(body: OpenRequest, who: Borrower, parts: Parts) -> Opened:
    """Start a conversation; the opening says that this is an automated assistant."""
    conversation_id, opening = await parts.assistant.open(who, body.channel)
    view = OpeningView(
        text=opening.text, quick_replies=opening.quick_replies, disclosures=opening.disclosures
    )
    return Opened(id=conversation_id, opening=view)


@router.post(
    "/{id}/messages",
    response_model=Turn,
    responses={
        200: {
            "description": "The turn, as JSON or as typed events",
            "content": {EVENT_STREAM: {"itemSchema": SENT_EVENT}},
        },
        **documented(400, 401, 403, 404, 409, 413, 415, 422, 503),
    },
)
async def send_message(
    id: Id,
    body: MessageRequest,
    who: Borrower,
    parts: Parts,
    accept: Annotated[str, Header()] = "",
    last_event_id: Annotated[str, Header()] = "",
) -> Turn | Response:
    """Answer a message: a Turn, or with `Accept: text/event-stream` the events that lead to it.

    To resume a stream, send the same body again with `Last-Event-ID`.
    """
    conversation_id = ConversationId(id)
    if EVENT_STREAM in accept.lower():
        stream = await _stream(parts, who, conversation_id, body, bool(last_event_id))
        position = int(last_event_id) if last_event_id.isdecimal() else 0
        return EventSourceResponse(_sent(stream, position, parts), sep="\n", ping=15)
    turn = await parts.assistant.message(who, conversation_id, body.text, body.client_message_id)
    parts.metrics.turn(turn)
    return turn


@router.post(
    "/{id}/confirmations/{token}",
    responses=documented(400, 401, 403, 404, 409, 410, 413, 415, 422, 503),
)
async def decide(id: Id, token: Token, body: DecisionRequest, who: Borrower, parts: Parts) -> Turn:
    """Press a card's button. Pressed again, it returns what the first press led to.

    A card that expired (410) or whose books moved (409) carries a turn with a fresh one.
    """
    turn = await parts.assistant.confirm(who, ConversationId(id), token, body.decision)
    parts.metrics.turn(turn)
    return turn


@router.get("/{id}", responses=documented(401, 403, 404, 422, 503))
async def transcript(id: Id, who: Borrower, parts: Parts) -> Transcript:
    """Return the conversation so far."""
    owner, conversation_id = BorrowerId(who.borrower_id), ConversationId(id)
    found = await parts.conversations.get(owner, conversation_id)
    if found is None:
        raise UnknownConversation
    turns = await parts.turns.turns(owner, conversation_id)
    return Transcript(
        id=found.id,
        channel=found.channel,
        opened_at=found.opened_at,
        turns=tuple(
            TranscriptTurn(
                turn_id=stored.turn_id,
                kind=stored.kind,
                at=stored.at,
                user_text=stored.user_text,
                turn=Turn.model_validate(stored.turn),
                liked=stored.liked,
            )
            for stored in turns
        ),
    )


@router.post("/{id}/handoff", responses=documented(401, 403, 404, 409, 413, 415, 422, 503))
async def hand_off(id: Id, who: Borrower, parts: Parts) -> Turn:
    """Bring in a person."""
    turn = await parts.assistant.handoff(who, ConversationId(id))
    parts.metrics.turn(turn)
    return turn


async def _stream(
    parts: Services,
    who: Principal,
    conversation_id: ConversationId,
    body: MessageRequest,
    resuming: bool,
) -> Stream:
    """Return the stream of this message: the one that runs, or a new one.

    What can be refused is refused before the first byte, with a status of its own.
    """
    admitted = admit(body.text)
    if isinstance(admitted, Rejected):
        raise BadMessage(admitted.code, admitted.message)
    if await parts.conversations.get(BorrowerId(who.borrower_id), conversation_id) is None:
        raise UnknownConversation
    message_id = body.client_message_id or parts.new_id()
    key = (who.borrower_id, conversation_id, message_id, body.text)
    stream = parts.streams.find(key)
    if stream is None:
        events = (
            _recorded(parts, who, conversation_id, body.text, message_id)
            if resuming
            else parts.assistant.stream(who, conversation_id, body.text, message_id)
        )
        stream = parts.streams.begin(key, events)
    await stream.started()
    return stream


async def _recorded(
    parts: Services, who: Principal, conversation_id: ConversationId, text: str, message_id: str
) -> AsyncIterator[Event]:
    """Yield the whole turn as one `done`, for a reader whose stream this process doesn't know."""
    turn = await parts.assistant.message(who, conversation_id, text, message_id)
    yield Event("done", turn.model_dump(mode="json"))


async def _sent(stream: Stream, position: int, parts: Services) -> AsyncIterator[ServerSentEvent]:
    if position > stream.length:
        position = 0  # a position of another process's stream: say everything again
    async for number, event in stream.after(position):
        if event.type == "done" and position == 0:
            parts.metrics.turn(Turn.model_validate(event.data))
        yield _frame(number, event.type, event.data)


def _frame(number: int, kind: str, data: dict[str, Any]) -> ServerSentEvent:
    return JSONServerSentEvent(data, event=kind, id=str(number), sep="\n")
