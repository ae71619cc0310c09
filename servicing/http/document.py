"""The OpenAPI document: the contract that a lender's engineer reads and builds a core to.

FastAPI writes most of it from the endpoints; added here are the form of errors, what each action
takes, and an example of every answer, request and error. The examples are what the demo's books
answered; a test holds each to its schema.
"""

from importlib.resources import files
from typing import Any

import yaml
from fastapi import FastAPI

from servicing.http.problems import MEDIA_TYPE, TITLES, Problem
from servicing.quotes.actions import ACTIONS

_REF = "#/components/schemas/{model}"
_DOLLARS = {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})?$", "description": "US dollars"}
_OK = ("200", "201")


def install(app: FastAPI) -> None:
    """Complete the document of an application; it is made once."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        if "Problem" not in document["components"]["schemas"]:
            _complete(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    _add(schemas, "Problem", Problem.model_json_schema(ref_template=_REF))
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _describe_actions(schemas)
    examples = yaml.safe_load((files("servicing.http") / "examples.yaml").read_text("utf-8"))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _exemplify(f"{method.upper()} {path}", operation, examples)


def _exemplify(label: str, operation: dict[str, Any], examples: dict[str, Any]) -> None:
    """Put the examples of one operation where readers and tools look for them."""
    for status, response in operation["responses"].items():
        content = response["content"]
        if status in _OK:
            content["application/json"]["example"] = examples["answers"][label]
            continue
        content.pop("application/json", None)
        content[MEDIA_TYPE]["example"] = examples["problems"].get(status) or _problem(int(status))
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]
        body["example"] = examples["requests"][label]
    for parameter in operation.get("parameters", ()):
        shown = examples["parameters"][parameter["name"]]
        parameter.setdefault("description", shown["description"])
        parameter["example"] = shown["example"]


def _problem(status: int) -> dict[str, Any]:
    """Return the plainest problem of a status."""
    title = TITLES[status]
    code = title.lower().replace(" ", "_")
    one = Problem(title=title, status=status, detail=f"{title}.", code=code)
    return one.model_dump(mode="json", exclude_none=True)


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
