"""Where a line stands."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from servicing.contract.account import AccountSnapshot
from servicing.contract.ledger import DailyInterest, PayDown, Payoff
from servicing.contract.quotes import Refusal
from servicing.http.problems import documented, of_refusal, respond
from servicing.http.schemas import Amount, Day
from servicing.http.sessions import Books

router = APIRouter(tags=["account"])


@router.get(
    "/account", summary="Account snapshot", responses=documented(401, 403, 404, 415, 429, 503)
)
def snapshot(books: Books) -> AccountSnapshot:
    """Return the line as it stands now."""
    return books.snapshot()


@router.get(
    "/daily-interest",
    summary="What today's balances cost per day",
    responses=documented(401, 403, 404, 415, 429, 503),
)
def daily_interest(books: Books) -> DailyInterest:
    """Return what today's balances cost per day, by balance type."""
    return books.daily_interest()


@router.get(
    "/payoff",
    summary="Payoff as of a date",
    response_model=Payoff,
    responses=documented(401, 403, 404, 409, 415, 422, 429, 503),
)
def payoff(
    books: Books,
    as_of: Annotated[Day, Query(description="today, or later up to the product's horizon")],
) -> Payoff | Response:
    """Return what settles the line on a date; 409 with a refusal for a day it can't tell."""
    found = books.payoff(as_of)
    return respond(of_refusal(found)) if isinstance(found, Refusal) else found


@router.get(
    "/pay-down",
    summary="How long the line takes to pay off",
    response_model=PayDown,
    responses=documented(401, 403, 404, 409, 415, 422, 429, 503),
)
def pay_down(
    books: Books,
    monthly: Annotated[
        Amount | None, Query(description="dollars a month; without it, the minimum alone")
    ] = None,
) -> PayDown | Response:
    """Return an estimate; 409 with a refusal where there is nothing to work out."""
    found = books.pay_down(monthly)
    return respond(of_refusal(found)) if isinstance(found, Refusal) else found
