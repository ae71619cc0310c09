"""The OpenAPI document: enough for a lender's engineer to build a core to."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api.cli import main
from servicing.http.app import contract

DOCUMENT = contract()
REPLIES = ("200", "201")


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def check(example: object, schema: dict[str, Any], where: str) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    try:
        jsonschema_rs.Draft202012Validator(whole).validate(example)
    except jsonschema_rs.ValidationError as error:
        pytest.fail(f"{where}: {error.message}")


def test_every_operation_is_told_in_full() -> None:
    for where, operation in operations():
        assert operation["summary"], where
        assert operation["description"], where
        errors = set(operation["responses"]) - set(REPLIES)
        assert {"500", "503", "415"} <= errors, where
        for status in errors:
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (where, parameter["name"])
        if where != "get /health":
            assert {"401", "403", "429"} <= errors, where
            assert operation["security"], where


def test_every_example_is_what_its_schema_says() -> None:
    count = 0
    for where, operation in operations():
        told = [(status, one["content"]) for status, one in operation["responses"].items()]
        told += (
            [("body", operation["requestBody"]["content"])] if "requestBody" in operation else []
        )
        for status, content in told:
            for media in content.values():
                check(media["example"], media["schema"], f"{where} {status}")
                count += 1
                if status.isdigit() and status not in REPLIES:
                    assert media["example"]["status"] == int(status)
        for parameter in operation.get("parameters", ()):
            check(parameter["example"], parameter["schema"], f"{where} {parameter['name']}")
    assert count > 100


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["core", "openapi"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(DOCUMENT))
