"""Errors as people and programs meet them: problem+json (RFC 9457), never a traceback.

ApiError            code, HTTP status, message for the user, retryable, headers
├── TokenInvalid    401  (api.auth)
├── Forbidden       403  (api.auth)
├── NotFound        404
├── BodyTooLarge    413  (raised as a response by the middleware)
├── WrongMedia      415  (raised as a response by the middleware)
└── Unready         503

`agents.errors.AssistantError` and FastAPI's own errors take the same form. A problem's `code` is
stable; `detail` is for the person; invalid input is never echoed, since it may be personal data.
"""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from agents.errors import AssistantError, BooksMoved, ConfirmationGone, FileRefused, Unavailable
from tools.ports import BooksUnavailable, NoLine

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Unsupported media type",
    422: "Can't be processed",
    500: "Something went wrong",
    503: "Unavailable",
}
DETAILS = {
    400: "The request body isn't valid JSON.",
    404: "There is nothing here.",
    405: "This address doesn't take that method.",
}


class ApiError(Exception):
    """A failure of this layer that a person is told about."""

    code = "api_error"
    status = 500
    retryable = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.headers: dict[str, str] = {}


class NotFound(ApiError):
    """There is nothing here, or nothing for this caller: which isn't said."""

    code = "not_found"
    status = 404

    def __init__(self) -> None:
        super().__init__(DETAILS[404])


class Unready(ApiError):
    """A dependency doesn't answer."""

    code = "not_ready"
    status = 503
    retryable = True


class Fault(BaseModel):
    """One invalid part of a request."""

    at: str = Field(description="where, for example body.text")
    problem: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    retryable: bool = False
    errors: list[Fault] | None = None
    turn: dict[str, Any] | None = Field(
        default=None,
        description="of a confirmation or a file that is refused: the turn to show instead",
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` of an endpoint's errors."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    retryable: bool = False,
    errors: list[Fault] | None = None,
    turn: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return a problem+json response; members without a value are left out."""
    body = Problem(
        title=TITLES.get(status, "Error"),
        status=status,
        detail=detail,
        code=code,
        retryable=retryable,
        errors=errors,
        turn=turn,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def from_assistant(error: AssistantError) -> JSONResponse:
    """Return the problem that an assistant's error is shown as."""
    turn = error.turn if isinstance(error, BooksMoved | ConfirmationGone | FileRefused) else None
    return problem(
        error.status,
        error.code,
        error.message,
        retryable=error.retryable,
        turn=turn.model_dump(mode="json") if turn is not None else None,
        headers={"Retry-After": "2"} if error.retryable else None,
    )


def install(app: FastAPI) -> None:
    """Give every error of an app its problem+json form."""

    @app.exception_handler(ApiError)
    def _api(_: Request, error: ApiError) -> JSONResponse:
        return problem(
            error.status,
            error.code,
            error.message,
            retryable=error.retryable,
            headers=error.headers,
        )

    @app.exception_handler(AssistantError)
    def _assistant(_: Request, error: AssistantError) -> JSONResponse:
        return from_assistant(error)

    @app.exception_handler(BooksUnavailable)
    def _books(_: Request, error: BooksUnavailable) -> JSONResponse:
        return from_assistant(Unavailable())

    @app.exception_handler(NoLine)
    def _no_line(_: Request, error: NoLine) -> JSONResponse:
        # A token of ours that outlived its line, or was issued for none.
        return problem(401, "no_line", "There is no line for this sign-in. Sign in again.")

    @app.exception_handler(RequestValidationError)
    def _validation(_: Request, error: RequestValidationError) -> JSONResponse:
        return _invalid(error)

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        detail = DETAILS.get(error.status_code, TITLES.get(error.status_code, "Error"))
        code = TITLES.get(error.status_code, "error").lower().replace(" ", "_")
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, code, detail, headers=headers)


def unexpected() -> JSONResponse:
    """Return what is shown for a failure nobody foresaw: no name, no trace."""
    return problem(
        500, "internal", "Something went wrong on our side. Please try again.", retryable=True
    )


def _invalid(error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        return problem(400, "malformed_json", DETAILS[400])
    faults = [
        Fault(at=".".join(str(part) for part in fault["loc"]), problem=fault["msg"])
        for fault in found
    ]
    if any(f["type"] == "string_too_long" and f["loc"] == ("body", "text") for f in found):
        return problem(
            422,
            "message_too_long",
            "That message is too long. Please keep it under 4,000 characters.",
            errors=faults,
        )
    return problem(422, "invalid_request", "Some of the request can't be used.", errors=faults)
