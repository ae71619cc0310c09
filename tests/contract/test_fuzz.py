"""Requests made from the core's OpenAPI document: nothing undocumented, and never a 5xx.

Our core runs in this process on real Postgres.
"""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI

from servicing.http.app import create_app
from servicing.http.sessions import Core
from tests.contract.conftest import token_of
from tests.contract.fuzzing import CHECKS, tried, without_token

FEW, MANY = 3, 150


@pytest.fixture
def core_app(core: Core) -> FastAPI:
    return create_app(core)


@pytest.fixture
async def core_headers(borrower_of: Callable[[str], Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(await borrower_of('steady'))}"}


def held_to(app: FastAPI, headers: dict[str, str], examples: int) -> None:
    def send(case: Any) -> set[int]:
        case.headers = without_token(case.headers)
        response = case.call(headers=dict(headers))
        case.validate_response(response, checks=CHECKS)
        return {response.status_code}

    seen = tried(schemathesis.openapi.from_asgi("/openapi.json", app), send, examples)
    assert len(seen) == len([1 for path in app.openapi()["paths"].values() for _ in path])
    assert not [label for label, statuses in seen.items() if not statuses]
    assert {200, 404, 422} <= set().union(*seen.values())


def test_the_core_keeps_to_its_document(core_app: FastAPI, core_headers: dict[str, str]) -> None:
    held_to(core_app, core_headers, FEW)


@pytest.mark.slow
def test_the_core_keeps_to_its_document_for_long(
    core_app: FastAPI, core_headers: dict[str, str]
) -> None:
    held_to(core_app, core_headers, MANY)
