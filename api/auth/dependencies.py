"""The dependency that carries an endpoint's scope in its signature.

    async def open_conversation(who: Annotated[Principal, Depends(borrower("borrower"))]): ...

Reading the signatures is the security review.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agents.assistant import Principal
from api.auth.tokens import Forbidden, TokenInvalid, Tokens

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A borrower's token")


def borrower(*scopes: str) -> Callable[..., Principal]:
    """Return a dependency that yields the principal if its token carries every scope.

    Raises `TokenInvalid` (401) without a good token, `Forbidden` (403) without the scopes.
    """
    needed = frozenset(scopes)
    if not needed:
        raise ValueError("an endpoint must name the scope that opens it")

    def principal(
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Principal:
        if credentials is None:
            raise TokenInvalid("Please sign in first.")
        tokens: Tokens = request.app.state.services.tokens
        who = tokens.read(credentials.credentials)
        if not needed <= who.scopes:
            raise Forbidden
        return who

    return principal
