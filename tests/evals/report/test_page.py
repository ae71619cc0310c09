"""The page shows what staff were answered, what is in quarantine and which parts were missed."""

from datetime import date

from evals.cases import Suite
from evals.cases.model import Answered, Expect
from evals.gate import Rules, decide
from evals.gate.flaky import Held
from evals.report.page import page
from evals.results import sum_up
from evals.run.journal import Entry, Header, Run
from evals.run.mutated import Mutated, Mutations
from evals.run.observation import Answer
from evals.scorers import score
from tests.evals.builders import case, exchange, seen, turn

DAY = date(2026, 11, 26)
HEADER = Header(release="r", seed=1, trials=1, model="embedded")


def test_a_whole_page() -> None:
    one = case()
    refused = Answer(wanted=Answered(), status=409, body={"code": "draft_changed"}, wrote=True)
    listed = Answer(wanted=Answered(), status=200, body={"items": []}, wrote=False)
    asked = [
        exchange(None, kind="staff", text="agent st-101: POST /approvals/x", answer=answer)
        for answer in (refused, listed, listed.model_copy(update={"body": None}))
    ]
    found = seen(exchange(turn(), expect=Expect(says=("balance",))), *asked)
    run = Run(HEADER, (Entry(case_digest="d", seen=found, score=score(one, found)),))
    suites = (Suite(name="s", cases=(one,)),)
    results = sum_up(suites, run.entries, 1)
    stand = Held(digest="d", since=DAY, until=DAY, disagreements=2)
    verdict = decide(results, Rules.load(), None, DAY, 1, {"s/one": stand})
    parts = (Mutated(part="guard figures", played=3, noticed=("s/one",), broken=("silence",)),)
    shown = page(run, suites, results, verdict, None, Mutations(release="old", rows=parts))
    assert "POST /approvals/x: 409 draft_changed" in shown
    assert "2 disagreements, since 2026-11-26" in shown
    assert "guard figures" in shown
    assert "measured on release old" in shown
    assert "http://" not in shown
    assert "https://" not in shown
