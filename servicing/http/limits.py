"""What every request passes through: limits, headers, and a last answer when all else fails."""

import re

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicing.http.problems import Problem, respond, unexpected

BODY_BYTES_MAX = 32 * 1024
# A file of 10 MB in base64, and what was read of it.
FILE_BODY_BYTES_MAX = 14 * 1024 * 1024
FILES = re.compile(r".*/evidence")
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


class Limits:
    """Refuses bodies over 32 KiB, a file's over 14 MB (413), or that aren't JSON (415), unread.

    What fails inside becomes a problem without a name or a trace; the log has the error's name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, also when what is inside fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._within(scope, receive, sending)
        except Exception as error:
            structlog.get_logger().error("core.failed", error=type(error).__name__)
            if not started:
                await unexpected()(scope, receive, sending)

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        has_body = length != "0" or "transfer-encoding" in headers
        media = headers.get("content-type", "").split(";", 1)[0].strip().lower()
        most = FILE_BODY_BYTES_MAX if FILES.fullmatch(scope["path"]) else BODY_BYTES_MAX
        refuse = None
        body = b""
        if has_body and media != "application/json":
            refuse = _problem(415, "wrong_content_type", "Please send application/json.")
        elif not length.isdigit() or int(length) > most:
            refuse = _too_large()
        elif has_body:
            read = await _read(receive, most)
            body, refuse = read or b"", None if read is not None else _too_large()
        if refuse is not None:
            await refuse(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive) if has_body else receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _read(receive: Receive, most: int) -> bytes | None:
    """Return the whole body, or None once it exceeds the limit."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> ASGIApp:
    return _problem(413, "body_too_large", "Please send less than 32 KiB.")


def _problem(status: int, code: str, detail: str) -> ASGIApp:
    titles = {413: "Too large", 415: "Unsupported media type"}
    return respond(Problem(title=titles[status], status=status, detail=detail, code=code))
