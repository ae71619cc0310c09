"""What happened on a line, and why."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from servicing.contract.ledger import ChargeExplanation, Statement
from servicing.contract.quotes import Refusal
from servicing.http import cursors
from servicing.http.problems import NotThere, documented, of_refusal, respond
from servicing.http.schemas import Amount, Cursor, Day, Id, Limit, Text, TransactionsPage
from servicing.http.sessions import Books
from servicing.ledger.model import Kind

router = APIRouter(tags=["ledger"])


@router.get(
    "/transactions",
    summary="Posted transactions, newest first",
    responses=documented(400, 401, 403, 404, 415, 422, 429, 503),
)
def transactions(
    books: Books,
    since: Annotated[Day | None, Query(description="posted on or after")] = None,
    until: Annotated[Day | None, Query(description="posted on or before")] = None,
    kind: Annotated[list[Kind] | None, Query(max_length=20)] = None,
    merchant: Annotated[Text | None, Query(max_length=200, description="words, any case")] = None,
    amount: Annotated[Amount | None, Query(description="in dollars, of either sign")] = None,
    limit: Annotated[Limit, Query()] = 25,
    cursor: Annotated[Cursor | None, Query(description="`next_cursor` of the last page")] = None,
) -> TransactionsPage:
    """Return a page of matching transactions, with the number and sum of all that match."""
    kinds = tuple(kind or ())
    question = f"transactions {since} {until} {kinds} {merchant} {amount}"
    after = cursors.decode(question, cursor)
    # One more than asked for tells whether there is a next page.
    page = books.transactions(since, until, kinds, merchant, amount, limit + 1, after)
    shown, more = page.transactions[:limit], len(page.transactions) > limit
    following = cursors.encode(question, shown[-1].posted_on, shown[-1].id) if more else None
    members = {name: getattr(page, name) for name in ("count", "total", "since", "until")}
    return TransactionsPage(transactions=shown, next_cursor=following, **members)


@router.get(
    "/transactions/{transaction_id}/explanation",
    summary="Explain a charge",
    response_model=ChargeExplanation,
    responses=documented(401, 403, 404, 409, 415, 422, 429, 503),
)
def explain_charge(
    books: Books, transaction_id: Annotated[Id, Path()]
) -> ChargeExplanation | Response:
    """Return how an interest or fee charge came about; 409 when it is neither."""
    found = books.explain_charge(transaction_id)
    return respond(of_refusal(found)) if isinstance(found, Refusal) else found


@router.get(
    "/statement",
    summary="The statement that closed on or last before a date",
    responses=documented(401, 403, 404, 415, 422, 429, 503),
)
def statement(
    books: Books,
    closed_by: Annotated[Day | None, Query(description="today if left out")] = None,
) -> Statement:
    """Return a periodic statement as it was sent; 404 when none had closed."""
    found = books.statement(closed_by)
    if found is None:
        raise NotThere("No statement had closed by then.")
    return found
