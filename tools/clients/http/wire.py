"""Requests to a core: deadlines, one retry, bounded answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from tools.ports import BooksUnavailable

TIMEOUT = httpx.Timeout(6.0, connect=2.0)
ANSWER_BYTES_MAX = 4 * 1024 * 1024
ATTEMPTS = 2
_AGAIN = frozenset({429, 502, 503, 504})
_IN_PROGRESS = "request_in_progress"


@dataclass(frozen=True)
class Reply:
    """An answer: `json` is None when the body isn't JSON."""

    status: int
    headers: Mapping[str, str]
    json: Any

    @property
    def code(self) -> str | None:
        """The code of a problem, or None."""
        found = self.json.get("code") if isinstance(self.json, dict) else None
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class Wire:
    """One borrower's line to a core.

    `client` knows the base URL; `token` makes a bearer token, `new_key` an idempotency key. Every
    call is idempotent (a POST carries a key), so one that didn't answer is sent once more, with
    the same key.
    """

    client: httpx.AsyncClient
    token: Callable[[], str]
    new_key: Callable[[], str] = field(repr=False)

    async def get(self, path: str, params: Mapping[str, Any] | None = None) -> Reply:
        """Ask. Raises `BooksUnavailable` when nothing usable came back."""
        return await self._patiently("GET", path, params=params)

    async def post(self, path: str, body: Mapping[str, Any], key: str | None = None) -> Reply:
        """Have something done once. Raises `BooksUnavailable`: it may or may not be done."""
        headers = {"Idempotency-Key": key or self.new_key()}
        return await self._patiently("POST", path, body=body, headers=headers)

    async def _patiently(self, method: Literal["GET", "POST"], path: str, **parts: Any) -> Reply:
        reason = "no answer"
        for _ in range(ATTEMPTS):
            try:
                reply = await self.once(method, path, **parts)
            except httpx.TransportError as error:
                reason = type(error).__name__
                continue
            if reply.status not in _AGAIN and reply.code != _IN_PROGRESS:
                break
            reason = f"status {reply.status}"
        else:
            raise BooksUnavailable(f"{method} {path}: {reason}")
        if reply.status >= 500:
            raise BooksUnavailable(f"{method} {path}: status {reply.status}")
        return reply

    async def once(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request, of JSON or of bytes as they are, and return whatever came back.

        Raises `httpx.TransportError`.
        """
        token = self.token()
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        request = self.client.build_request(
            method,
            path.lstrip("/"),
            params=None if params is None else {k: v for k, v in params.items() if v is not None},
            json=body,
            content=content,
            headers={**bearer, **(headers or {})},
            timeout=TIMEOUT,
        )
        response = await self.client.send(request, stream=True, follow_redirects=False)
        try:
            text = await _bounded(response)
        finally:
            await response.aclose()
        return Reply(response.status_code, response.headers, _json(text))


async def _bounded(response: httpx.Response) -> bytes:
    """Return the body; an answer out of all bounds counts as none."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > ANSWER_BYTES_MAX:
            raise httpx.ReadError("the answer is too long", request=response.request)
    return bytes(body)


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
