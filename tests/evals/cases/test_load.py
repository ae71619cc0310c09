"""Suites as they are read, and what is refused."""

from pathlib import Path

import pytest

from evals.cases import CaseError, load_suites, suite_names

GOOD = """
- id: one
  about: a case
  as: steady
  user: [{say: hi, expect: {says: [hello]}}]
  books: [{adds: {payments: [{amount: 75.00, on: 2026-11-27}]}}]
"""


def write(root: Path, text: str) -> Path:
    (root / "demo").mkdir()
    (root / "demo" / "a.yaml").write_text(text)
    return root


def test_every_shipped_suite_loads() -> None:
    suites = load_suites()
    assert tuple(suite.name for suite in suites) == suite_names()


def test_amounts_dates_and_the_field_on_stay_as_they_are_written(tmp_path: Path) -> None:
    (suite,) = load_suites((), write(tmp_path, GOOD))
    (payment,) = suite.cases[0].books[0].adds["payments"]
    assert payment == {"amount": "75.00", "on": "2026-11-27"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- id: one\n  about: x\n  as: steady\n  user: [{say: hi}]", "does nothing would pass"),
        ("- id: one\n  about: x\n  as: steady", "user"),
        (GOOD + GOOD, "two cases"),
        (GOOD.replace("says", "sayz"), "sayz"),
        ("just text", "list of cases"),
        ("- [", "no YAML"),
    ],
)
def test_a_case_that_proves_nothing_or_says_nonsense_is_refused(
    text: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match=why):
        load_suites((), write(tmp_path, text))


def test_an_unknown_suite_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there are demo"):
        load_suites(["nope"], write(tmp_path, GOOD))
