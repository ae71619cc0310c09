"""Tries every operation of an OpenAPI document, with what its schema allows and what it doesn't."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


def tried(document: Any, send: Callable[[Any], set[int]], examples: int) -> dict[str, set[int]]:
    """Try every operation; return the statuses that each was answered with.

    `send` makes a case's requests, checks the responses and returns their statuses.
    """
    found = [result.ok() for result in document.get_all_operations()]
    return {one.label: _statuses(one, send, examples) for one in found}


def _statuses(operation: Any, send: Callable[[Any], set[int]], examples: int) -> set[int]:
    statuses: set[int] = set()

    def attempt(case: Any) -> None:
        statuses.update(send(case))

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


def without_token(made: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return made-up headers without a made-up token, which would end each attempt with a 401."""
    return {name: value for name, value in (made or {}).items() if name.lower() != "authorization"}
