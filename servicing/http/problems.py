"""Errors of the HTTP face: problem+json (RFC 9457), never a traceback, never the input's text.

CoreError              code, HTTP status, message, retryable, headers
├── BadCursor          400
├── KeyMissing         400
├── TokenInvalid       401
├── ScopeMissing       403
├── NotThere           404
├── RequestInProgress  409
├── KeyReused          422
├── UnknownKind        422
├── TooMany            429
└── Away               503  Postgres doesn't answer

What the books refuse is a problem too: its `refusal` (or, of a confirmation, its `outcome`) says
the same in the contract's shapes.
"""

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from servicing.accounts.repository import UnknownBorrower
from servicing.contract.quotes import Outcome, Refusal
from servicing.disputes.clocks import UnknownRight

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Unsupported media type",
    422: "Can't be processed",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Unavailable",
}
_DETAILS = {
    400: "The request body isn't valid JSON.",
    404: "There is nothing here.",
    405: "This address doesn't take that method.",
}
_STATUS = {
    "unknown_quote": 404,
    "transaction_unknown": 404,
    "payment_unknown": 404,
    "quote_expired": 410,
    "unknown_action": 422,
    "bad_request": 422,
}


class CoreError(Exception):
    """A request that isn't answered."""

    code = "core_error"
    status = 500
    retryable = False
    message = "Something went wrong."

    def __init__(self, message: str | None = None, headers: dict[str, str] | None = None) -> None:
        self.message = message or self.message
        self.headers = headers or {}
        super().__init__(self.message)


class BadCursor(CoreError):
    """A cursor that this question didn't yield."""

    code, status = "bad_cursor", 400
    message = "This cursor doesn't belong to this question."


class KeyMissing(CoreError):
    """A POST without a usable Idempotency-Key."""

    code, status = "idempotency_key_missing", 400
    message = "Send an Idempotency-Key of 8 to 128 visible characters."


class NotThere(CoreError):
    """There is nothing here, or nothing for this caller: which isn't said."""

    code, status = "not_found", 404
    message = _DETAILS[404]


class RequestInProgress(CoreError):
    """The same key is being worked on."""

    code, status, retryable = "request_in_progress", 409, True
    message = "A request with this Idempotency-Key is still being worked on."


class KeyReused(CoreError):
    """The key was used for another request; nothing was done."""

    code, status = "idempotency_key_reused", 422
    message = "This Idempotency-Key was used for another request."


class UnknownKind(CoreError):
    """A kind of right that the books don't know."""

    code, status = "unknown_right", 422
    message = "The books know no such kind of right."


class Away(CoreError):
    """Postgres doesn't answer."""

    code, status, retryable = "unavailable", 503, True
    message = "The books don't answer just now."


class Fault(BaseModel):
    """One invalid part of a request."""

    model_config = ConfigDict(extra="forbid")

    at: str = Field(description="where, for example body.conversation")
    problem: str


class Problem(BaseModel):
    """RFC 9457 problem details. `code` is stable, `detail` is for people."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    retryable: bool = False
    errors: list[Fault] | None = Field(None, description="with 422: what can't be used")
    refusal: Refusal | None = Field(None, description="what the books won't do, and why")
    outcome: Outcome | None = Field(None, description="of a confirmation that was refused")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` of an endpoint's errors."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}}
        for status in sorted(statuses)
    }


def of_refusal(refusal: Refusal, outcome: Outcome | None = None) -> Problem:
    """Return the problem that a refusal is shown as."""
    status = _STATUS.get(refusal.code, 409)
    return Problem(
        title=TITLES[status],
        status=status,
        detail=refusal.message,
        code=refusal.code,
        refusal=refusal if outcome is None else None,
        outcome=outcome,
    )


def of_error(error: CoreError) -> Problem:
    """Return the problem that an error is shown as."""
    return Problem(
        title=TITLES[error.status],
        status=error.status,
        detail=error.message,
        code=error.code,
        retryable=error.retryable,
    )


def respond(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a problem+json response; members without a value are left out."""
    wait = {"Retry-After": "1"} if problem.retryable else {}
    body = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, problem.status, {**wait, **(headers or {})}, MEDIA_TYPE)


def unexpected() -> JSONResponse:
    """Return what is shown for a failure nobody foresaw: no name, no trace."""
    return respond(of_error(CoreError("Something went wrong on our side.")))


def install(app: FastAPI) -> None:
    """Give every error of an app its problem+json form."""

    def answer(_: Request, error: CoreError) -> JSONResponse:
        return respond(of_error(error), error.headers)

    def away(_: Request, error: Exception) -> JSONResponse:
        return respond(of_error(Away()), {"Retry-After": "2"})

    def absent(_: Request, error: UnknownBorrower) -> JSONResponse:
        return respond(of_error(NotThere()))

    def unknown(_: Request, error: UnknownRight) -> JSONResponse:
        return respond(of_error(UnknownKind()))

    def framework(_: Request, error: HTTPException) -> JSONResponse:
        status = error.status_code
        problem = Problem(
            title=TITLES.get(status, "Error"),
            status=status,
            detail=_DETAILS.get(status, TITLES.get(status, "Error")),
            code=TITLES.get(status, "error").lower().replace(" ", "_"),
        )
        return respond(problem, dict(error.headers) if error.headers else None)

    for kind, handler in {
        CoreError: answer,
        OperationalError: away,
        PoolTimeout: away,
        UnknownBorrower: absent,
        UnknownRight: unknown,
        HTTPException: framework,
        RequestValidationError: _invalid,
    }.items():
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]  # each takes its own kind


def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    malformed = any(fault["type"] == "json_invalid" for fault in found)
    if any(fault["loc"] == ("header", "Idempotency-Key") for fault in found):
        return respond(of_error(KeyMissing()))
    status = 400 if malformed else 422
    faults = [
        Fault(at=".".join(str(part) for part in fault["loc"]), problem=fault["msg"])
        for fault in found
    ]
    problem = Problem(
        title=TITLES[status],
        status=status,
        detail=_DETAILS[400] if malformed else "Some of the request can't be used.",
        code="malformed_json" if malformed else "invalid_request",
        errors=None if malformed else faults,
    )
    return respond(problem)
