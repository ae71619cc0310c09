"""Bearer tokens: HS256 JWTs with subject, scope, audience, issuer and expiry."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import jwt

from agents.assistant import Principal
from api.errors import ApiError

AUDIENCE = "linewise"
ISSUER = "linewise"
ALGORITHM = "HS256"
LIFETIME = timedelta(hours=8)


class TokenInvalid(ApiError):
    """No token, or one that isn't ours, has expired or was made for somebody else."""

    code = "token_invalid"
    status = 401

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.headers = {"WWW-Authenticate": f'Bearer realm="{AUDIENCE}", error="invalid_token"'}


class Forbidden(ApiError):
    """The token is good but doesn't open this door."""

    code = "scope_missing"
    status = 403

    def __init__(self) -> None:
        super().__init__("This sign-in doesn't allow that.")


class Tokens:
    """Issues and checks tokens under one secret of at least 32 bytes."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def issue(
        self, who: Principal, *, now: datetime, lifetime: timedelta = LIFETIME
    ) -> tuple[str, datetime]:
        """Return a token for a principal and when it expires."""
        expires = (now + lifetime).replace(microsecond=0)
        claims: dict[str, Any] = {
            "sub": who.borrower_id,
            "name": who.name,
            "scope": " ".join(sorted(who.scopes)),
            "aud": AUDIENCE,
            "iss": ISSUER,
            "iat": now,
            "exp": expires,
        }
        return jwt.encode(claims, self._secret, ALGORITHM), expires

    def read(self, token: str) -> Principal:
        """Return who a token speaks for. Raises `TokenInvalid`, saying what to do about it."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": ["sub", "exp", "iat", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenInvalid("Your sign-in has expired. Please sign in again.") from error
        except jwt.InvalidTokenError as error:
            raise TokenInvalid("This sign-in isn't valid. Please sign in again.") from error
        return Principal(claims["sub"], _scopes(claims.get("scope")), str(claims.get("name", "")))


def _scopes(claim: object) -> frozenset[str]:
    words: Iterable[str] = claim.split() if isinstance(claim, str) else ()
    return frozenset(words)
