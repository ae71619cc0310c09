"""The books' own HTTP application: `/core/v1` where it is mounted, or served alone.

Its OpenAPI document is the contract that a lender's own core implements in its place, and
`linewise core verify` checks.
"""

from typing import Any

from fastapi import FastAPI

from servicing.http import problems
from servicing.http.endpoints import account, health, ledger, payments, quotes, rights
from servicing.http.limits import Limits
from servicing.http.problems import Problem
from servicing.http.sessions import Core
from servicing.quotes.actions import ACTIONS

VERSION = "1"
_DESCRIPTION = """
The books of a consumer line of credit, one borrower at a time: the borrower is the token's
subject and appears in no path and no argument. Amounts are US dollars as text ("1234.56"), rates
percentages, dates the lender's calendar (New York). Every POST takes an `Idempotency-Key`.
Every error is `application/problem+json`. Readers ignore members they don't know.
"""
_REF = "#/components/schemas/{model}"
_DOLLARS = {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})?$", "description": "US dollars"}


def create_app(core: Core) -> FastAPI:
    """Return the application over parts that the composition root has built."""
    app = FastAPI(
        title="Linewise core",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=problems.documented(500),
    )
    app.state.core = core
    problems.install(app)
    for part in (account, ledger, payments, quotes, rights, health):
        app.include_router(part.router)
    app.add_middleware(Limits)
    _document(app)
    return app


def _document(app: FastAPI) -> None:
    """Put the form of errors and each action's inputs into the OpenAPI document."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            _add(schemas, "Problem", Problem.model_json_schema(ref_template=_REF))
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for path in document["paths"].values():
                for operation in path.values():
                    content = operation["responses"].get("422", {}).get("content", {})
                    content.pop("application/json", None)
            _describe_actions(schemas)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_actions(schemas: dict[str, Any]) -> None:
    """Say what each action takes as `values`; the books themselves check it."""
    values = schemas["QuoteRequest"]["properties"]["values"]
    named = []
    for name in sorted(ACTIONS.names()):
        schema = f"{name}_values"
        _add(schemas, schema, ACTIONS[name].request.model_json_schema(ref_template=_REF))
        named.append(f"`{name}` takes {schema}")
    schemas["Money"] = _DOLLARS
    values["description"] = "; ".join(named)


def _add(schemas: dict[str, Any], name: str, schema: dict[str, Any]) -> None:
    schemas.update(schema.pop("$defs", {}))
    schemas[name] = schema
