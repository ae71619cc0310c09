"""Bearer tokens: HS256 JWTs with subject, scope, audience, issuer and expiry.

A member of staff's token also carries their role and limits, by which it is told from a
borrower's: neither can be read as the other.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import jwt

from agents.assistant import Principal
from api.errors import ApiError
from tools.desk import LIMITS, ROLES, Limit, Staff

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

    def __init__(self, message: str = "This sign-in doesn't allow that.") -> None:
        super().__init__(message)


class Tokens:
    """Issues and checks tokens under one secret of at least 32 bytes."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def issue(
        self, who: Principal, *, now: datetime, lifetime: timedelta = LIFETIME
    ) -> tuple[str, datetime]:
        """Return a token for a principal and when it expires."""
        claims = {"sub": who.borrower_id, "name": who.name, "scope": _words(who.scopes)}
        return self._signed(claims, now, lifetime)

    def issue_staff(
        self, who: Staff, *, now: datetime, lifetime: timedelta = LIFETIME
    ) -> tuple[str, datetime]:
        """Return a token for a member of staff and when it expires."""
        limits = {name: str(amount) for name, amount in who.limits.items()}
        claims = {"sub": who.staff_id, "name": who.name, "scope": _words(who.scopes)}
        return self._signed({**claims, "role": who.role, "limits": limits}, now, lifetime)

    def read(self, token: str) -> Principal:
        """Return who a token speaks for. Raises `TokenInvalid`, saying what to do about it.

        A member of staff is nobody's borrower: `Forbidden`.
        """
        claims = self._checked(token)
        if "role" in claims:
            raise Forbidden("That is for borrowers; this sign-in is for staff.")
        return Principal(claims["sub"], _scopes(claims.get("scope")), str(claims.get("name", "")))

    def read_staff(self, token: str) -> Staff:
        """Return which member of staff a token speaks for.

        Raises `TokenInvalid`, and `Forbidden` for a borrower's token.
        """
        claims = self._checked(token)
        role = next((role for role in ROLES if role == claims.get("role")), None)
        if role is None:
            raise Forbidden("That is for staff; this sign-in isn't.")
        scopes, name = _scopes(claims.get("scope")), str(claims.get("name", ""))
        return Staff(claims["sub"], name, role, scopes, _limits(claims.get("limits")))

    def _signed(
        self, claims: Mapping[str, Any], now: datetime, lifetime: timedelta
    ) -> tuple[str, datetime]:
        expires = (now + lifetime).replace(microsecond=0)
        whole = {**claims, "aud": AUDIENCE, "iss": ISSUER, "iat": now, "exp": expires}
        return jwt.encode(whole, self._secret, ALGORITHM), expires

    def _checked(self, token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
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
        return claims


def _words(scopes: frozenset[str]) -> str:
    return " ".join(sorted(scopes))


def _limits(claim: object) -> dict[Limit, Decimal]:
    """Read the limits; one that isn't an amount is no limit at all, so nothing is within it."""
    found: dict[Limit, Decimal] = {}
    for name in LIMITS:
        value = claim.get(name) if isinstance(claim, dict) else None
        try:
            amount = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            amount = None
        if amount is not None and amount.is_finite():
            found[name] = amount
    return found


def _scopes(claim: object) -> frozenset[str]:
    words: Iterable[str] = claim.split() if isinstance(claim, str) else ()
    return frozenset(words)
