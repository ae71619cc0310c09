"""What every request passes through: an id, limits, security headers, a log line, a count."""

import re
import secrets
from collections.abc import Callable
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem, unexpected
from api.metrics import Metrics

BODY_BYTES_MAX = 64 * 1024
# Files have a limit and types of their own, kept where they are read.
FILES = re.compile(r"/v1/conversations/[^/]+/evidence")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Observe:
    """Gives a request its id and security headers, logs it by route and counts it.

    The log line names the route's template, never the path: a path may carry a token.
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._app, self._metrics, self._new_id = app, metrics, new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, also when what is inside fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else self._new_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        log = structlog.get_logger()
        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            log.error("request.failed", error=type(error).__name__)
            if status == 0:
                await unexpected()(scope, receive, sending)
        finally:
            seconds = perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.request(scope["method"], route, status, seconds)
            log.info(
                "request",
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


class Limits:
    """Refuses bodies over 64 KiB (413) and bodies that aren't JSON (415), before reading on.

    A file goes through: its endpoint reads it, up to a limit of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that keeps the limits, with its body already read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST" and FILES.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        has_body = length != "0" or "transfer-encoding" in headers
        if has_body and _media_type(headers) != "application/json":
            refusal = problem(415, "wrong_content_type", "Please send application/json.")
            await refusal(scope, receive, send)
            return
        if not length.isdigit() or int(length) > BODY_BYTES_MAX:
            await _too_large()(scope, receive, send)
            return
        body = await _read(receive) if has_body else b""
        if body is None:
            await _too_large()(scope, receive, send)
            return
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay if has_body else receive, send)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None once it exceeds the limit."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").split(";", 1)[0].strip().lower()


def _too_large() -> ASGIApp:
    return problem(413, "body_too_large", "That is too large. Please send less than 64 KiB.")
