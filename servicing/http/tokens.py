"""Who is asking: HS256 JWTs with the borrower as subject, the scope `core` and an expiry."""

from datetime import datetime, timedelta
from typing import Any

import jwt

from servicing.http.problems import CoreError

AUDIENCE = "linewise-core"
SCOPE = "core"
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=5)
SECRET_BYTES_MIN = 32


class TokenInvalid(CoreError):
    """No token, or one that isn't ours or has expired."""

    code, status = "token_invalid", 401

    def __init__(self, message: str) -> None:
        challenge = f'Bearer realm="{AUDIENCE}", error="invalid_token"'
        super().__init__(message, {"WWW-Authenticate": challenge})


class ScopeMissing(CoreError):
    """The token is good but doesn't open the books."""

    code, status = "scope_missing", 403
    message = "This token doesn't open the books."


class CoreTokens:
    """Issues and checks tokens under one secret of at least 32 bytes."""

    def __init__(self, secret: str) -> None:
        if len(secret.encode()) < SECRET_BYTES_MIN:
            raise ValueError(f"the secret needs at least {SECRET_BYTES_MIN} bytes")
        self._secret = secret

    def issue(
        self,
        borrower_id: str,
        *,
        now: datetime,
        lifetime: timedelta = LIFETIME,
        scope: str = SCOPE,
    ) -> str:
        """Return a token that speaks for a borrower until it expires."""
        claims: dict[str, Any] = {
            "sub": borrower_id,
            "scope": scope,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
        }
        return jwt.encode(claims, self._secret, ALGORITHM)

    def borrower(self, token: str) -> str:
        """Return whom a token speaks for. Raises `TokenInvalid`, `ScopeMissing`."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["sub", "exp", "iat", "aud"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenInvalid("The token has expired.") from error
        except jwt.InvalidTokenError as error:
            raise TokenInvalid("The token isn't valid.") from error
        scopes = claims.get("scope")
        if not isinstance(scopes, str) or SCOPE not in scopes.split():
            raise ScopeMissing
        return str(claims["sub"])
