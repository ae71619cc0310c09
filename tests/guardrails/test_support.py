"""Whether a cited passage says so: measured on our own policies, and at the rail."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from guardrails.citations import CitedPassage, check_citations
from guardrails.figures import CitationMark, Evidence, passage_facts, verify
from guardrails.support import unsupported

TODAY = date(2026, 11, 20)
POLICIES = Path(__file__).parents[2] / "knowledge" / "policies"
CASES = yaml.safe_load(Path(__file__).with_name("cited.yaml").read_text("utf-8"))


def _section(name: str) -> str:
    document, _, title = name.partition("/")
    text = (POLICIES / f"{document}.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, name
    return re.sub(r"<!--.*?-->\n", "", found[1]).strip()


def _pairs(kind: str) -> Iterator[tuple[str, str]]:
    for case in CASES:
        yield from ((_section(case["passage"]), sentence) for sentence in case[kind])


@pytest.mark.parametrize("part", [0, 1], ids=["tuned", "held_out"])
def test_what_a_passage_bears_out(part: int) -> None:
    true, false = list(_pairs("supported"))[part::2], list(_pairs("unsupported"))[part::2]
    refused = [said for passage, said in true if unsupported(said, passage)]
    let_by = [said for passage, said in false if not unsupported(said, passage)]
    assert len(refused) <= 0.1 * len(true), refused
    assert len(let_by) <= 0.1 * len(false), let_by


LATE = "The late fee is up to $30. Ask us within 60 days after the fee was charged."
DRAW = "A cash draw costs interest from the day it posts. A new limit takes 90 days."
PASSAGES = {
    "late-1": CitedPassage("late-1", LATE, "borrower", date(2025, 1, 1), None),
    "draw-1": CitedPassage("draw-1", DRAW, "borrower", date(2025, 1, 1), None),
    "late-0": CitedPassage("late-0", LATE, "borrower", date(2020, 1, 1), date(2024, 12, 31)),
}


@pytest.mark.parametrize(
    ("said", "cited", "why"),
    [
        ("The late fee is up to $30.", "late-1", ""),
        (
            "Ask us within 90 days after the fee was charged.",
            "late-1",
            "a figure of another passage",
        ),
        ("A cash draw costs interest.", "late-1", "the passage doesn't say so"),
        ("The late fee isn't up to $30.", "late-1", "the passage says the opposite"),
        ("The late fee is up to $30.", "late-0", "not in force"),
        ("The late fee is up to $30.", "late-9", "unknown passage"),
        ("El cargo por mora es de hasta $30.", "late-1", ""),
        ("El plazo es de 90 días.", "late-1", "a figure of another passage"),
    ],
)
def test_a_citation_at_its_sentence(said: str, cited: str, why: str) -> None:
    language = "es" if said.startswith("El") else "en"
    facts = [f for p in PASSAGES.values() for f in passage_facts(p.id, p.text, TODAY)]
    figures = verify(said, Evidence(tuple(facts)), TODAY, language).figures
    mark = CitationMark(len(said), cited, "")
    _, found = check_citations(said, (mark,), PASSAGES, TODAY, "borrower", language, figures)
    assert [f.why for f in found] == ([why] if why else [])
