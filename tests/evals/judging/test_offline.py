"""Tool calls and citations against what cases demand."""

from datetime import date

import pytest

from agents.turn import Citation
from evals.cases.model import Expect
from evals.judging.offline import metrics
from evals.run.journal import Entry
from evals.scorers.score import score
from tests.evals.builders import card, case, exchange, ran, seen, turn

pytestmark = pytest.mark.filterwarnings("ignore")


def cited(document: str) -> Citation:
    return Citation(
        document=document, version="1", section="s", quote="q", effective_from=date(2026, 1, 1)
    )


def entry(expect: Expect, **parts: object) -> Entry:
    found = seen(exchange(turn(**parts), expect=expect))
    return Entry(case_digest="", seen=found, score=score(case(), found))


def test_a_missing_tool_and_a_wrong_citation_cost() -> None:
    pytest.importorskip("ragas", reason="needs linewise[evals]")
    pays = Expect(card="make_payment")
    right = entry(pays, tool_calls=(ran("account_snapshot"), ran("make_payment")))
    wrong = entry(pays, tool_calls=(ran("draw_funds"),), confirmation=card())
    asks = Expect(cites=("fees", "interest"))
    found = {
        one.name: one.mean
        for one in metrics(
            [
                right,
                wrong,
                entry(asks, citations=(cited("interest"),)),
                entry(asks, citations=(cited("privacy"),)),
            ]
        )
    }
    assert found == {
        "ToolCallF1": 0.5,
        "ToolCallAccuracy": 0.5,
        "IDBasedContextPrecision": 0.5,
        "IDBasedContextRecall": 0.5,
    }
