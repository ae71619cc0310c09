"""The composition root's other half: the books, in this process or behind HTTP.

books over HTTP    `LINEWISE_CORE_URL`: the assistant speaks to a lender's own core
the books' face    our own core as an application, mounted by `serve` or served alone
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
from starlette.types import ASGIApp

from servicing.clock import Clock
from servicing.http.app import contract, create_app
from servicing.http.sessions import Core
from servicing.http.tokens import ALGORITHM, CoreTokens
from servicing.session import Pool
from tools.clients.http import HttpBooks, Wire
from tools.ports import Books, BorrowerId

KEY_BYTES = 18
PRINTED_TOKEN_LIFETIME = timedelta(hours=1)


def core_app(pool: Pool, clock: Clock, secret: str) -> ASGIApp:
    """Return our own core over HTTP."""
    return create_app(Core(pool, clock, secret))


def core_document() -> dict[str, Any]:
    """Return the OpenAPI document of our own core; no database is needed for it."""
    return contract()


def core_token(secret: str, borrower: str) -> str:
    """Return a token that opens a borrower's books for an hour, to try a core with."""
    now = datetime.now(UTC)
    return CoreTokens(secret).issue(borrower, now=now, lifetime=PRINTED_TOKEN_LIFETIME)


def signer(secret: str, token: str) -> Callable[[Mapping[str, object]], str]:
    """Return what makes a token like another one with some claims changed.

    Raises `jwt.InvalidTokenError` for a token that isn't a JWT.
    """
    claims = jwt.decode(token, options={"verify_signature": False})
    return lambda changed: jwt.encode({**claims, **changed}, secret, ALGORITHM)


def new_key() -> str:
    """Return an idempotency key."""
    return secrets.token_urlsafe(KEY_BYTES)


def http_client(base_url: str) -> httpx.AsyncClient:
    """Return connections to a core."""
    return httpx.AsyncClient(base_url=base_url.rstrip("/") + "/")


def http_books(client: httpx.AsyncClient, secret: str) -> Callable[[BorrowerId], Books]:
    """Return what opens a borrower's books at a core that knows our secret."""
    tokens = CoreTokens(secret)

    def open_books(borrower: BorrowerId) -> Books:
        def token() -> str:
            return tokens.issue(borrower, now=datetime.now(UTC))

        return HttpBooks(Wire(client, token, new_key))

    return open_books
