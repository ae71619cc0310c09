"""What an endpoint works with: the books of the borrower whom the token names."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from servicing.clock import Clock
from servicing.contract.books import BorrowerBooks
from servicing.http.rate import Allowance, Rate
from servicing.http.replies import Once
from servicing.http.tokens import CoreTokens, TokenInvalid
from servicing.session import Pool

_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="HS256 JWT: `sub` the borrower, `scope` core, `aud` linewise-core, `iat`, `exp`",
)


class Core:
    """One server's parts. `clock` is the books' time, `now` the machine's."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        secret: str,
        allowance: Allowance = Allowance(),  # noqa: B008  # frozen
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.pool, self.clock, self.secret, self.now = pool, clock, secret, now
        self.tokens = CoreTokens(secret)
        self.rate = Rate(allowance, monotonic)


def _core(request: Request) -> Core:
    core: Core = request.app.state.core
    return core


Parts = Annotated[Core, Depends(_core)]


def _books(
    core: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> BorrowerBooks:
    if credentials is None:
        raise TokenInvalid("A bearer token is needed.")
    borrower_id = core.tokens.borrower(credentials.credentials)
    core.rate.take(borrower_id)
    return BorrowerBooks(core.pool, borrower_id, core.clock)


Books = Annotated[BorrowerBooks, Depends(_books)]
"""The books of the borrower in the token. Raises `TokenInvalid`, `ScopeMissing`, `TooMany`."""

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{8,128}$",
        description="The same key and request yield the same answer, for 48 hours.",
    ),
]


def _once(request: Request, books: Books, core: Parts, key: Key) -> Once:
    # The route, not the path: the same wherever the application is mounted.
    path = request.scope["route"].path
    return Once(books, core.secret, core.now(), request.method, path, key)


OncePerKey = Annotated[Once, Depends(_once)]
"""A POST that is carried out once."""
