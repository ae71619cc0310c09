"""The dependencies that carry an endpoint's scope in its signature.

    async def open_conversation(who: Annotated[Principal, Depends(borrower("borrower"))]): ...
    async def decide(who: Annotated[Staff, Depends(staff("staff:agent"))]): ...

Reading the signatures is the security review.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agents.assistant import Principal
from api.auth.tokens import Forbidden, TokenInvalid, Tokens
from tools.desk import Staff

_NO_SCOPE = "an endpoint must name the scope that opens it"
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A borrower's token")
_staff_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="HTTPBearerStaff",
    description="A member of staff's token",
)
Credentials = HTTPAuthorizationCredentials | None


def borrower(*scopes: str) -> Callable[..., Principal]:
    """Return a dependency that yields the principal if its token carries every scope.

    Raises `TokenInvalid` (401) without a good token, `Forbidden` (403) without the scopes.
    """
    needed = frozenset(scopes)
    if not needed:
        raise ValueError(_NO_SCOPE)

    def principal(
        request: Request,
        credentials: Annotated[Credentials, Depends(_bearer)],
    ) -> Principal:
        tokens, token = _given(request, credentials)
        who = tokens.read(token)
        if not needed <= who.scopes:
            raise Forbidden
        return who

    return principal


def staff(*scopes: str) -> Callable[..., Staff]:
    """Return a dependency that yields the member of staff if their token has one of the scopes.

    Raises `TokenInvalid` (401) without a good token, `Forbidden` (403) for a borrower's, or
    without any of the scopes.
    """
    any_of = frozenset(scopes)
    if not any_of:
        raise ValueError(_NO_SCOPE)

    def member(
        request: Request,
        credentials: Annotated[Credentials, Depends(_staff_bearer)],
    ) -> Staff:
        tokens, token = _given(request, credentials)
        who = tokens.read_staff(token)
        if not any_of & who.scopes:
            raise Forbidden(f"{who.role.capitalize()} can look at this, but not decide it.")
        return who

    return member


def _given(request: Request, credentials: Credentials) -> tuple[Tokens, str]:
    if credentials is None:
        raise TokenInvalid("Please sign in first.")
    tokens: Tokens = request.app.state.services.tokens
    return tokens, credentials.credentials
