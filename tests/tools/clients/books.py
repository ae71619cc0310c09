"""A borrower's embedded books on the demo day, and asking them for actions."""

from datetime import date, datetime
from typing import Any

import psycopg

from servicing.clock import FixedClock
from servicing.ledger.reconcile import reconcile
from servicing.nights import advance
from servicing.products import load_products
from servicing.session import Pool
from tools.clients.embedded import EmbeddedBooks, EmbeddedDirectory
from tools.ports import ActionRequest, ConversationId
from tools.views import Outcome, QuoteView, Refusal

TALK = ConversationId("c-1")
NOW = datetime.fromisoformat("2026-11-20T10:00:00-05:00")
TODAY = date(2026, 11, 20)


async def books_of(pool: Pool, handle: str, now: datetime = NOW) -> EmbeddedBooks:
    found = await EmbeddedDirectory(pool).find(handle)
    assert found is not None
    return EmbeddedBooks(pool, found.borrower_id, FixedClock(now))


async def quoted(books: EmbeddedBooks, action: str, **values: Any) -> QuoteView:
    quote = await books.quote(ActionRequest(action, values), TALK)
    assert isinstance(quote, QuoteView), quote
    return quote


async def refused(books: EmbeddedBooks, action: str, **values: Any) -> Refusal:
    refusal = await books.quote(ActionRequest(action, values), TALK)
    assert isinstance(refusal, Refusal), refusal
    return refusal


async def done(books: EmbeddedBooks, action: str, **values: Any) -> Outcome:
    outcome = await books.confirm((await quoted(books, action, **values)).token, TALK)
    assert outcome.status == "ok", outcome
    return outcome


async def why_not(pool: Pool, handle: str, action: str, **values: Any) -> str:
    """Return the code of a refusal."""
    return (await refused(await books_of(pool, handle), action, **values)).code


def shown(outcome: Outcome) -> dict[str, str]:
    return {term.name: term.shown for term in outcome.terms}


def run_to(dsn: str, day: date) -> None:
    advance(dsn, day, load_products())
    with psycopg.connect(dsn) as connection:
        assert reconcile(connection) == []


async def waiting(books: EmbeddedBooks) -> int:
    return len((await books.snapshot()).pending_payments)
