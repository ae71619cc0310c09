"""Files about a dispute, from the borrower: read up to a limit, never a byte further."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import ClientDisconnect

from agents.assistant import Principal
from agents.errors import UnknownConversation
from api.auth import borrower
from api.conversations.schemas import EvidenceList, EvidenceReply, Id
from api.dependencies import Parts
from api.errors import ApiError, documented
from tools.evidence_views import FILE_BYTES_MAX
from tools.ports import BorrowerId, ConversationId

READ_S = 60
NAME_CHARACTERS_MAX = 255
REFERENCE = r"^[A-Z]{2}-[A-Za-z0-9-]{1,60}$"
MEDIA_TYPES = (
    "application/octet-stream",
    "application/pdf",
    "image/jpeg",
    "image/png",
    "text/plain",
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is. What it is told by its content, not by its type.",
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES
        },
    }
}
Borrower = Annotated[Principal, Depends(borrower("borrower"))]

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


class WrongMedia(ApiError):
    """The body isn't a file of a kind that may come."""

    code = "wrong_content_type"
    status = 415

    def __init__(self) -> None:
        super().__init__("Please send the file itself: PDF, PNG, JPEG or plain text.")


class TooSlow(ApiError):
    """The file didn't arrive in time, or not to its end."""

    code = "file_incomplete"
    status = 408
    retryable = True

    def __init__(self) -> None:
        super().__init__("The file didn't arrive in full. Please try it again.")


@router.post(
    "/{id}/evidence",
    status_code=201,
    openapi_extra=BODY,
    responses={
        200: {"model": EvidenceReply, "description": "The very same file, which was there already"},
        **documented(401, 403, 404, 408, 409, 413, 415, 422, 503),
    },
)
async def attach(
    id: Id,
    request: Request,
    response: Response,
    who: Borrower,
    parts: Parts,
    name: Annotated[str, Query(max_length=NAME_CHARACTERS_MAX)] = "file",
    dispute: Annotated[str | None, Query(pattern=REFERENCE)] = None,
) -> EvidenceReply:
    """Keep a file with the dispute it is about, once by its content: up to 10 MB, five a dispute.

    `dispute` is the reference of the one it is about: where several are open nobody guesses (409).
    It changes nothing by itself. A file that isn't taken is refused in words for its sender, with
    the turn that says so (409, 413, 415, 422); the dispute stays as it was.
    """
    conversation = ConversationId(id)
    if await parts.conversations.get(BorrowerId(who.borrower_id), conversation) is None:
        raise UnknownConversation
    media = request.headers.get("content-type", MEDIA_TYPES[0]).split(";", 1)[0].strip().lower()
    if media not in MEDIA_TYPES:
        raise WrongMedia
    done = await parts.assistant.attach(who, conversation, name, await _read(request), dispute)
    parts.metrics.turn(done.turn)
    response.status_code = 201 if done.new else 200
    return EvidenceReply(evidence=done.evidence, turn=done.turn)


@router.get("/{id}/evidence", responses=documented(401, 403, 404, 422, 503))
async def evidence(id: Id, who: Borrower, parts: Parts) -> EvidenceList:
    """List the borrower's files about disputes, oldest first, without their content."""
    found = await parts.assistant.attachments(who, ConversationId(id))
    return EvidenceList(accepts=found.accepts, files=found.files, disputes=found.disputes)


async def _read(request: Request) -> bytes | None:
    """Return the body; None as soon as it is larger than a file may be, with the rest unread."""
    said = request.headers.get("content-length", "0")
    if not said.isdigit() or int(said) > FILE_BYTES_MAX:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(READ_S):
            async for part in request.stream():
                body += part
                if len(body) > FILE_BYTES_MAX:
                    return None
    except (TimeoutError, ClientDisconnect) as error:
        raise TooSlow from error
    return bytes(body)
