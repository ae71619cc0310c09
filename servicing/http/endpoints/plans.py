"""Hardship help: what was said, what can be offered, how a request stands."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from servicing.contract.books import BorrowerBooks
from servicing.contract.plans import HardshipIntake, Monthly, PlanOptions, PlanRequest
from servicing.contract.quotes import Refusal
from servicing.http.problems import NotThere, documented, of_refusal, respond
from servicing.http.replies import Answer
from servicing.http.schemas import Amount, IntakeRequest
from servicing.http.sessions import Books, OncePerKey

router = APIRouter(tags=["plans"])
_GET = (401, 403, 404, 415, 429, 503)
_Month = Annotated[Amount | None, Query(description="dollars a month; both ends or neither")]


@router.get(
    "/plan-options",
    summary="Hardship plans that fit",
    response_model=PlanOptions,
    responses=documented(*_GET, 409, 422),
)
def options(
    books: Books,
    income_low: _Month = None,
    income_high: _Month = None,
    essentials_low: _Month = None,
    essentials_high: _Month = None,
    other_debt_low: _Month = None,
    other_debt_high: _Month = None,
    can_pay_low: _Month = None,
    can_pay_high: _Month = None,
    lasts_months: Annotated[
        int | None, Query(ge=0, le=120, description="how long it is expected to last")
    ] = None,
) -> PlanOptions | Response:
    """Return at most three options with schedules, and why there are no others.

    What is left out is "not sure". 409 with a refusal where a range runs backwards.
    """
    said = HardshipIntake(
        income=_range(income_low, income_high),
        essentials=_range(essentials_low, essentials_high),
        other_debt=_range(other_debt_low, other_debt_high),
        can_pay=_range(can_pay_low, can_pay_high),
        lasts_months=lasts_months,
    )
    found = books.plan_options(said)
    return respond(of_refusal(found)) if isinstance(found, Refusal) else found


def _range(low: Amount | None, high: Amount | None) -> Monthly | None:
    if low is None and high is None:
        return None
    # One end alone is that sum exactly.
    return Monthly(low=low if low is not None else high, high=high if high is not None else low)


@router.get("/plan-request", summary="The latest request for a plan", responses=documented(*_GET))
def request(books: Books) -> PlanRequest:
    """Return the latest request and how it stands; 404 if none was made."""
    found = books.plan_request()
    if found is None:
        raise NotThere
    return found


@router.get("/hardship-intake", summary="What was said so far", responses=documented(*_GET))
def intake(books: Books) -> HardshipIntake:
    """Return what was said of a hardship so far; 404 if nothing, or if a plan was asked for."""
    found = books.hardship_intake()
    if found is None:
        raise NotThere
    return found


@router.post(
    "/hardship-intake",
    summary="Keep what was said",
    response_model=HardshipIntake,
    responses=documented(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
)
def keep(once: OncePerKey, body: IntakeRequest) -> Response:
    """Keep what was said so far, in place of what was kept before."""

    def act(books: BorrowerBooks) -> Answer:
        found = books.keep_hardship_intake(body.intake, body.conversation)
        if isinstance(found, Refusal):
            problem = of_refusal(found)
            return Answer(problem.status, problem)
        return Answer(200, found)

    return once.answer(body, act)
