"""The only way to change a line: quote, confirm."""

from fastapi import APIRouter
from fastapi.responses import Response

from servicing.contract.books import BorrowerBooks
from servicing.contract.quotes import Outcome, Quote, Refusal
from servicing.http.problems import documented, of_refusal
from servicing.http.replies import Answer
from servicing.http.schemas import Decision, QuoteRequest
from servicing.http.sessions import OncePerKey

router = APIRouter(tags=["quotes"])
_POST = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


@router.post(
    "/quotes",
    status_code=201,
    summary="Quote an action",
    response_model=Quote,
    responses=documented(*_POST),
)
def quote(once: OncePerKey, body: QuoteRequest) -> Response:
    """Work out what an action would do, for a card to show; nothing changes.

    What the books won't do is a problem with its `refusal`.
    """

    def act(books: BorrowerBooks) -> Answer:
        found = books.quote(body.action, body.values, body.conversation)
        if isinstance(found, Refusal):
            problem = of_refusal(found)
            return Answer(problem.status, problem)
        return Answer(201, found)

    return once.answer(body, act)


@router.post(
    "/confirmations",
    summary="Confirm or cancel a quote",
    response_model=Outcome,
    responses=documented(*_POST, 410),
)
def decide(once: OncePerKey, body: Decision) -> Response:
    """Carry a quote out once, or withdraw it; every repeat returns the first outcome.

    A quote that expired (410) or whose books moved (409) is a problem whose `outcome` carries a
    fresh quote, where the rules still allow one.
    """

    def act(books: BorrowerBooks) -> Answer:
        press = books.confirm if body.decision == "confirm" else books.cancel
        outcome = press(body.token, body.conversation)
        if outcome.refusal is not None:
            problem = of_refusal(outcome.refusal, outcome)
            return Answer(problem.status, problem)
        return Answer(200, outcome)

    return once.answer(body, act)
