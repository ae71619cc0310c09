"""Rights that were invoked, and the clocks they started."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from servicing.contract.books import BorrowerBooks
from servicing.contract.rights import RightRecord
from servicing.http.problems import documented
from servicing.http.replies import Answer
from servicing.http.schemas import RightRequest
from servicing.http.sessions import Books, OncePerKey

router = APIRouter(tags=["rights"])
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": RightRecord, "description": "The record of the same event, which stood already"}
}


@router.get(
    "/rights", summary="Rights on record", responses=documented(401, 403, 404, 415, 429, 503)
)
def rights(books: Books) -> tuple[RightRecord, ...]:
    """Return the rights on record, newest first."""
    return books.rights()


@router.post(
    "/rights",
    status_code=201,
    summary="Record a right",
    response_model=RightRecord,
    responses=_KNOWN | documented(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
)
def record(once: OncePerKey, body: RightRequest) -> Response:
    """Record a right once per event and return its clocks; 200 if it already stood."""

    def act(books: BorrowerBooks) -> Answer:
        detail = body.detail.model_dump(mode="json")
        found = books.record_right(body.kind, detail, body.conversation)
        return Answer(201 if found.status == "new" else 200, found)

    return once.answer(body, act)
