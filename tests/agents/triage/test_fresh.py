"""What triage is worth on complaints that it was neither taught nor tuned on.

A floor below what was measured, so that a change that costs more than a few of them is seen.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from agents.triage import MATTERS, RIGHTS, Finding, Triage
from agents.triage.learnt import RIGHTS_LEARNT

RECEIVED = date(2026, 11, 20)
ROWS = yaml.safe_load(Path(__file__).with_name("fresh.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(triage: Triage) -> list[Finding]:
    return triage.sort([row["text"] for row in ROWS], RECEIVED)


def test_labels_are_known() -> None:
    assert len(ROWS) >= 60
    assert {row["primary"] for row in ROWS} == set(MATTERS)
    assert all(set(row["secondary"]) <= set(MATTERS) - {row["primary"]} for row in ROWS)
    assert all(set(row["rights"]) <= set(RIGHTS) for row in ROWS)


def test_the_first_matter(found: list[Finding]) -> None:
    right = sum(row["primary"] == one.primary for row, one in zip(ROWS, found, strict=True))
    near = sum(
        row["primary"] in (one.primary, *one.secondary)
        for row, one in zip(ROWS, found, strict=True)
    )
    assert right / len(ROWS) >= 0.70
    assert near / len(ROWS) >= 0.88


def test_rights_whose_clocks_may_not_be_missed(found: list[Finding]) -> None:
    invoked = Counter(right for row in ROWS for right in row["rights"])
    heard = Counter(
        right
        for row, one in zip(ROWS, found, strict=True)
        for right in row["rights"]
        if right in one.rights
    )
    four = set(RIGHTS_LEARNT)
    assert sum(heard[right] for right in four) >= 0.9 * sum(invoked[right] for right in four)
    flagged = sum(len(four & set(one.rights)) for one in found)
    assert flagged <= 2 * sum(invoked[right] for right in four)
