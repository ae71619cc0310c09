"""Money coming in."""

from typing import Annotated

from fastapi import APIRouter, Query

from servicing.http import cursors
from servicing.http.problems import documented
from servicing.http.schemas import Cursor, Limit, PaymentsPage
from servicing.http.sessions import Books

router = APIRouter(tags=["payments"])


@router.get(
    "/payments",
    summary="Payments of any status, newest first",
    responses=documented(400, 401, 403, 404, 415, 422, 429, 503),
)
def payments(
    books: Books,
    limit: Annotated[Limit, Query()] = 25,
    cursor: Annotated[Cursor | None, Query(description="`next_cursor` of the last page")] = None,
) -> PaymentsPage:
    """Return a page of payments, with the number of all there are."""
    page = books.payments(limit + 1, cursors.decode("payments", cursor))
    shown, more = page.payments[:limit], len(page.payments) > limit
    following = cursors.encode("payments", shown[-1].on, shown[-1].id) if more else None
    return PaymentsPage(payments=shown, count=page.count, next_cursor=following)
