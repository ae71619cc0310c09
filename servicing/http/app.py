"""The books' own HTTP application: `/core/v1` where it is mounted, or served alone.

Its OpenAPI document is the contract that a lender's own core implements in its place, and
`linewise core verify` checks.
"""

from typing import Any

from fastapi import FastAPI

from servicing.http import document, problems
from servicing.http.endpoints import (
    account,
    evidence,
    health,
    ledger,
    payments,
    plans,
    quotes,
    rights,
)
from servicing.http.limits import Limits
from servicing.http.sessions import Core

VERSION = "1"
_DESCRIPTION = """
The books of a consumer line of credit, one borrower at a time: the borrower is the token's
subject and appears in no path and no argument. Amounts are US dollars as text ("1234.56"), rates
percentages, dates the lender's calendar (New York). Every POST takes an `Idempotency-Key`.
Every error is `application/problem+json`. Readers ignore members they don't know.
"""


def create_app(core: Core) -> FastAPI:
    """Return the application over parts that the composition root has built."""
    app = _application()
    app.state.core = core
    return app


def contract() -> dict[str, Any]:
    """Return the OpenAPI document, for which no books are needed."""
    return _application().openapi()


def _application() -> FastAPI:
    app = FastAPI(
        title="Linewise core",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=problems.documented(500),
    )
    problems.install(app)
    for part in (account, ledger, payments, plans, quotes, rights, evidence, health):
        app.include_router(part.router)
    app.add_middleware(Limits)
    document.install(app)
    return app
