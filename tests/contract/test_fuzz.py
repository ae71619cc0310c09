"""Requests made from the OpenAPI documents: nothing undocumented comes back, and never a 5xx.

Both applications run in this process on real Postgres: our core, and the product's own. Each
operation is tried with what its schema allows and with what it doesn't.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

from servicing.http.app import create_app
from servicing.http.sessions import Core
from tests.contract.conftest import token_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
FEW, MANY = 3, 150


def hold(app: FastAPI, headers: dict[str, str], examples: int) -> dict[str, set[int]]:
    """Try every operation; return the statuses that each was answered with."""
    document = schemathesis.openapi.from_asgi("/openapi.json", app)
    found = [result.ok() for result in document.get_all_operations()]
    return {one.label: _statuses(one, headers, examples) for one in found}


def _statuses(operation: Any, headers: dict[str, str], examples: int) -> set[int]:
    statuses = set()

    def attempt(case: Any) -> None:
        case.headers = _without_token(case.headers)
        response = case.call(headers=dict(headers))
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    for mode in MODES:
        made = given(case=operation.as_strategy(generation_mode=mode))(attempt)
        # What takes no input can't be given a wrong one.
        with suppress(Unsatisfiable):
            seed(20261120)(_bounded(examples)(made))()
    return statuses


def _bounded(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def _without_token(made: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return made-up headers without a made-up token, which would end each attempt with a 401."""
    return {name: value for name, value in (made or {}).items() if name.lower() != "authorization"}


@pytest.fixture
def core_app(core: Core) -> FastAPI:
    return create_app(core)


@pytest.fixture
async def core_headers(borrower_of: Callable[[str], Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(await borrower_of('steady'))}"}


def held_to(app: FastAPI, headers: dict[str, str], examples: int) -> None:
    seen = hold(app, headers, examples)
    assert len(seen) == len([1 for path in app.openapi()["paths"].values() for _ in path])
    assert not [label for label, statuses in seen.items() if not statuses]
    tried = set().union(*seen.values())
    assert {200, 404, 422} <= tried


def test_the_core_keeps_to_its_document(core_app: FastAPI, core_headers: dict[str, str]) -> None:
    held_to(core_app, core_headers, FEW)


@pytest.mark.slow
def test_the_core_keeps_to_its_document_for_long(
    core_app: FastAPI, core_headers: dict[str, str]
) -> None:
    held_to(core_app, core_headers, MANY)
