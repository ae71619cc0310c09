"""A judge that is down, slow or talks nonsense loses the trial; it never passes one."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import numpy as np
import pytest

from agents.turn import Citation
from api.failures import BadInput
from evals.judging.agreement import Labelled, agreement, labelled
from evals.judging.judge import JudgeFailed, Question, RagasJudge, judge_of, judged
from evals.results import sum_up
from evals.run.journal import Entry
from evals.scorers.score import score
from tests.evals.builders import case, exchange, seen, turn

LEAST = {"faithfulness": 0.8}
STALL_S = 60
CITED = Citation(
    document="fees", version="1", section="Late fee", quote="x", effective_from=date(2026, 1, 1)
)


@dataclass
class Says:
    values: Mapping[str, float] | None

    async def opinion(self, question: Question) -> Mapping[str, float]:
        if self.values is None:
            raise JudgeFailed("it is down")
        return self.values


def entry(*citations: Citation) -> Entry:
    found = seen(exchange(turn(citations=citations)))
    return Entry(case_digest="", seen=found, score=score(case(), found))


@pytest.mark.parametrize(("value", "passed"), [(0.9, True), (0.5, False)])
def test_an_opinion_is_a_check(value: float, passed: bool) -> None:
    found = judged([entry(CITED)], Says({"faithfulness": value}), LEAST)[0]
    check = next(check for check in found.score.checks if check.name == "faithfulness")
    assert check.passed is passed
    assert found.score.passed is (passed and entry(CITED).score.passed)


def test_what_rests_on_no_passage_is_not_judged() -> None:
    assert judged([entry()], Says(None), LEAST) == (entry(),)


def test_a_judge_that_is_down_loses_the_trial_and_passes_none() -> None:
    found = judged([entry(CITED)], Says(None), LEAST)[0]
    assert found.score.lost == "judge: it is down"
    assert not found.score.passed
    from evals.cases import Suite

    results = sum_up([Suite(name="s", cases=(case(),))], [found], 1)
    assert (results.suites[0].lost, results.cases[0].trials) == (1, 0)


def test_agreement_counts_what_both_say_and_what_got_lost() -> None:
    rows = [
        Labelled(asked="a", reply="r", contexts=("c",), faithful=faithful)
        for faithful in (True, True, False, False)
    ]
    found = agreement(Says({"faithfulness": 1.0}), rows, 0.8)
    assert (found.rows, found.same, found.kappa, found.lost) == (4, 2, 0.0, 0)
    assert agreement(Says(None), rows, 0.8).lost == 4
    assert sum(row.faithful for row in labelled()) == len(labelled()) / 2


@pytest.mark.parametrize("name", ["gpt", "openai:", "other:model"])
def test_a_judge_that_cant_be_used_is_said(name: str) -> None:
    with pytest.raises(BadInput):
        judge_of(name, Flat(), {"OPENAI_API_KEY": "k"})
    with pytest.raises(BadInput):
        judge_of("openai:m", Flat(), {})


class Flat:
    def embed(self, texts: Any) -> Any:
        return np.ones((len(texts), 2), dtype=np.float32)


GOOD = {
    "statements": [{"statement": "It is due.", "reason": "said", "verdict": 1}],
    "question": "when is it due",
    "noncommittal": 0,
}


@contextmanager
def served(content: str, status: int = 200) -> Iterator[str]:
    left = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told = content
            if content == "slow":
                left.wait(STALL_S)
            if content == "good":
                first = '"answer"' in asked["messages"][-1]["content"][-400:]
                told = json.dumps(GOOD | ({"statements": ["It is due."]} if first else {}))
            message = {"role": "assistant", "content": told}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            body = json.dumps(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
                }
            ).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        left.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.filterwarnings("ignore")
async def test_a_judge_that_is_slow_is_not_waited_for() -> None:
    pytest.importorskip("ragas", reason="needs linewise[evals]")
    question = Question("when is it due", "It is due.", ("due",))
    with served("slow") as url:
        judge = RagasJudge.connect("m", Flat(), base_url=url, key="k", timeout_s=0.3)
        with pytest.raises(JudgeFailed):
            await judge.opinion(question)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("content", "status", "usable"),
    [("good", 200, True), ("I'd say it's fine!", 200, False), ("{}", 500, False)],
)
async def test_over_the_wire(content: str, status: int, usable: bool) -> None:
    pytest.importorskip("ragas", reason="needs linewise[evals]")
    question = Question("when is it due", "It is due.", ("due",))
    with served(content, status) as url:
        judge = RagasJudge.connect("m", Flat(), base_url=url, key="k", timeout_s=5.0)
        if usable:
            assert (await judge.opinion(question))["faithfulness"] == 1.0
        else:
            with pytest.raises(JudgeFailed):
                await judge.opinion(question)
