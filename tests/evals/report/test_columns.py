"""A table of suites names pass^k only where there are trials that make it differ from pass^1."""

from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from evals.cases import Suite
from evals.gate import Rules, decide
from evals.report.markdown import markdown
from evals.report.terminal import show_results
from evals.results import sum_up
from evals.run.journal import Entry
from evals.scorers import score
from tests.evals.builders import case, exchange, seen, turn

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(("trials", "named"), [(1, ["pass^1"]), (3, ["pass^1", "pass^3"])])
def test_no_share_is_printed_twice(trials: int, named: list[str]) -> None:
    one, found = case(), seen(exchange(turn()))
    entries = [
        Entry(case_digest="d", seen=found.model_copy(update={"trial": n}), score=score(one, found))
        for n in range(trials)
    ]
    results = sum_up((Suite(name="s", cases=(one,)),), entries, trials)
    out = Console(width=200, record=True, file=StringIO())
    show_results(out, results)
    head = out.export_text().splitlines()[0].split()
    assert [word for word in head if word.startswith("pass^")] == named
    table = markdown(results, decide(results, Rules.load(), None, DAY, 1)).splitlines()
    at = next(n for n, line in enumerate(table) if line.startswith("| suite | cases"))
    assert [cell for cell in table[at].split() if cell.startswith("pass^")] == named
    assert len({line.count("|") for line in table[at : at + 3]}) == 1
