"""Every worked example that is written down goes through the rule's own function.

The rules' tests carry the official figures themselves; this one holds them against the list,
so that none is forgotten.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servicing.examples.adapters import ADAPTERS

_OWN = yaml.safe_load((Path(__file__).parent / "examples" / "figures.yaml").read_text())


@pytest.mark.parametrize("vector", _OWN["official"] + _OWN["variants"], ids=lambda one: one["id"])
def test_our_own_copy_of_the_figures(vector: dict[str, Any]) -> None:
    assert "CFR" in vector["cite"]
    ADAPTERS[vector["kind"]](vector)


def test_our_own_copy_has_every_kind() -> None:
    assert {vector["kind"] for vector in _OWN["official"]} == set(ADAPTERS)


@pytest.mark.shared
def test_our_own_copy_is_the_lists(shared_file: Callable[[str], Path]) -> None:
    vectors = json.loads(shared_file("regulations/worked-examples.json").read_text())
    told = {vector["id"]: vector for vector in vectors}
    assert {vector["id"] for vector in _OWN["official"]} == set(told)
    for vector in _OWN["official"]:
        other = told[vector["id"]]
        assert vector["cite"] == other["cite"]
        assert vector["expected"].items() <= other["expected"].items()
        assert vector["inputs"].items() <= other["inputs"].items()


@pytest.mark.shared
def test_every_example_is_computed(shared_file: Callable[[str], Path]) -> None:
    vectors = json.loads(shared_file("regulations/worked-examples.json").read_text())
    assert len(vectors) == 50
    assert {vector["kind"] for vector in vectors} == set(ADAPTERS)
    failed = {}
    for vector in vectors:
        try:
            ADAPTERS[vector["kind"]](vector)
        except (AssertionError, LookupError) as error:
            failed[vector["id"]] = repr(error)
    assert failed == {}


@pytest.mark.shared
def test_an_example_with_another_outcome_fails(shared_file: Callable[[str], Path]) -> None:
    vectors = json.loads(shared_file("regulations/worked-examples.json").read_text())
    by_id = {vector["id"]: vector for vector in vectors}
    for vector_id, wrong in {
        "alloc-ii": {"cash": 399, "purchase": 1},
        "latefee-cap-1": {"max_fee": 30},
        "60day-c": {"exception_applies": False},
        "m1-round": {"disclosed_true": "3 years", "disclosed_issuer": "3 years", "accurate": True},
    }.items():
        vector = by_id[vector_id] | {"expected": wrong}
        with pytest.raises(AssertionError):
            ADAPTERS[vector["kind"]](vector)
