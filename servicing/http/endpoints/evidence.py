"""Files that borrowers send about a dispute."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from servicing.contract.books import BorrowerBooks
from servicing.contract.evidence import Evidence, EvidenceKept
from servicing.contract.quotes import Refusal
from servicing.evidence.model import Offered
from servicing.http.problems import documented, of_refusal
from servicing.http.replies import Answer
from servicing.http.schemas import EvidenceRequest
from servicing.http.sessions import Books, OncePerKey

router = APIRouter(tags=["evidence"])
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": EvidenceKept, "description": "The very same file, which was there already"}
}


@router.get(
    "/evidence", summary="Files on record", responses=documented(401, 403, 404, 415, 429, 503)
)
def evidence(books: Books) -> tuple[Evidence, ...]:
    """Return the files that were sent about disputes, oldest first, without their content."""
    return books.evidence()


@router.post(
    "/evidence",
    status_code=201,
    summary="Keep a file",
    response_model=EvidenceKept,
    responses=_KNOWN | documented(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
)
def keep(once: OncePerKey, body: EvidenceRequest) -> Response:
    """Keep a file with the dispute it is about, once by its content.

    It has been checked and opened before it gets here; what of it was read comes with it, as
    words nobody vouches for. Where several disputes are open, `dispute` says which. A file
    changes no deadline, no amount and no decision.
    """

    def act(books: BorrowerBooks) -> Answer:
        offered = Offered(
            body.name,
            body.content,
            body.text,
            body.pages,
            body.injection_score,
            body.injection_flag,
        )
        found = books.keep_evidence(offered, body.conversation, body.dispute)
        if isinstance(found, Refusal):
            problem = of_refusal(found)
            return Answer(problem.status, problem)
        return Answer(201 if found.status == "new" else 200, found)

    return once.answer(body, act)
