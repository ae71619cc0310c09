"""Tokens: what is refused, and that the reason helps without telling a forger anything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from agents.assistant import Principal
from api.auth import TokenInvalid, Tokens, borrower
from api.services import Services
from tests.api.conftest import AVA, SECRET

CLAIMS: dict[str, Any] = {
    "sub": AVA.borrower_id,
    "scope": "borrower",
    "aud": "linewise",
    "iss": "linewise",
}


def forged(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    now = datetime.now(UTC)
    claims = CLAIMS | {"iat": now, "exp": now + timedelta(hours=1)} | changes
    return jwt.encode(
        {k: v for k, v in claims.items() if v is not None},
        secret if algorithm != "none" else None,  # type: ignore[arg-type]
        algorithm,
    )


def test_a_token_says_who_asks() -> None:
    tokens, now = Tokens(SECRET), datetime.now(UTC)
    token, expires = tokens.issue(AVA.principal(), now=now)
    assert tokens.read(token) == Principal(AVA.borrower_id, frozenset({"borrower"}), AVA.name)
    assert timedelta(hours=7) < expires - now <= timedelta(hours=8)


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (forged(exp=datetime.now(UTC) - timedelta(seconds=1)), "expired"),
        (forged(aud="another-service"), "isn't valid"),
        (forged(iss="another-issuer"), "isn't valid"),
        (forged(secret="another secret that is long enough too"), "isn't valid"),
        (forged(algorithm="none"), "isn't valid"),
        (forged(exp=None), "isn't valid"),
        (forged(sub=None), "isn't valid"),
        (forged(iat=datetime.now(UTC) + timedelta(hours=1)), "isn't valid"),
        ("not.a.token", "isn't valid"),
        ("", "isn't valid"),
    ],
)
def test_a_token_that_is_not_good_is_refused(token: str, says: str) -> None:
    with pytest.raises(TokenInvalid, match=says):
        Tokens(SECRET).read(token)


def test_an_endpoint_must_name_its_scope() -> None:
    with pytest.raises(ValueError, match="must name the scope"):
        borrower()


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer x.y.z", "Basic dXNlcjpwYXNz", f"Bearer {forged(aud='x')}"]
)
async def test_without_a_good_token_the_door_stays_shut(
    web: httpx.AsyncClient, header: str | None
) -> None:
    headers = {"Authorization": header} if header is not None else {}
    answer = await web.post("/v1/conversations", json={"channel": "app"}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token_invalid"


async def test_a_token_without_the_scope_is_forbidden(
    web: httpx.AsyncClient, services: Services
) -> None:
    who = Principal(AVA.borrower_id, frozenset({"staff:agent"}), AVA.name)
    token, _ = services.tokens.issue(who, now=services.now())
    answer = await web.post(
        "/v1/conversations",
        json={"channel": "app"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"
