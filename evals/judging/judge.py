"""A judge's opinion of replies: ragas' metrics by any OpenAI-compatible model.

A judge is a component that may be down, slow or talk nonsense. Then a trial is lost to
infrastructure, as when a database is down: never passed, never failed.
"""

import asyncio
import json
import math
import os
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agents.turn import Turn
from api.failures import BadInput
from evals.judging.offline import NoRagas
from evals.run.journal import Entry
from evals.run.observation import Exchange
from evals.scorers.check import Check
from knowledge.embeddings import Embedder

AT_ONCE = 8
TIMEOUT_S = 60.0


class JudgeFailed(Exception):
    """The judge gave no opinion that can be used; says why."""


@dataclass(frozen=True)
class Question:
    """What a judge is asked about: a message, its reply, what the reply was made from.

    `reference` is a right answer in somebody's own words, where the case has one.
    """

    asked: str
    reply: str
    contexts: tuple[str, ...]
    reference: str | None = None


class Judge(Protocol):
    """Whoever gives an opinion."""

    async def opinion(self, question: Question) -> Mapping[str, float]:
        """Return a value from 0 to 1 by metric. Raises `JudgeFailed`."""
        ...


@dataclass(frozen=True)
class RagasJudge:
    """ragas' metrics over one model."""

    faithfulness: Any
    relevancy: Any
    correctness: Any

    @classmethod
    def connect(
        cls, model: str, embedder: Embedder, *, base_url: str | None, key: str, timeout_s: float
    ) -> "RagasJudge":
        """Make a judge of a model's name. Raises `NoRagas`."""
        os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                from openai import AsyncOpenAI
                from ragas.embeddings.base import BaseRagasEmbedding
                from ragas.llms import llm_factory
                from ragas.metrics.collections import (
                    AnswerRelevancy,
                    FactualCorrectness,
                    Faithfulness,
                )
            except ImportError as error:
                raise NoRagas("ragas isn't installed: see requirements-evals.lock") from error

            class Own(BaseRagasEmbedding):
                """Our own sentence encoder, so that a judge needs no second service."""

                def embed_text(self, text: str, **kwargs: Any) -> list[float]:
                    return [float(x) for x in embedder.embed([text])[0]]

                async def aembed_text(self, text: str, **kwargs: Any) -> list[float]:
                    return await asyncio.to_thread(self.embed_text, text)

            client = AsyncOpenAI(base_url=base_url, api_key=key, timeout=timeout_s, max_retries=1)
            llm = llm_factory(model, client=client)
            return cls(
                Faithfulness(llm=llm),
                AnswerRelevancy(llm=llm, embeddings=Own()),
                FactualCorrectness(llm=llm),
            )

    async def opinion(self, question: Question) -> Mapping[str, float]:
        """Return faithfulness and answer relevancy, and correctness where there is a reference."""
        try:
            found = {
                "faithfulness": await self.faithfulness.ascore(
                    question.asked, question.reply, list(question.contexts)
                ),
                "answer_relevancy": await self.relevancy.ascore(question.asked, question.reply),
            }
            if question.reference is not None:
                found["factual_correctness"] = await self.correctness.ascore(
                    question.reply, question.reference
                )
        except Exception as error:  # whatever a model's answer breaks is the judge's failure
            raise JudgeFailed(f"{type(error).__name__}: {str(error)[:200]}") from error
        values = {name: float(result.value) for name, result in found.items()}
        wrong = [name for name, value in values.items() if not math.isfinite(value)]
        if wrong:
            raise JudgeFailed(f"no value for {', '.join(wrong)}")
        return values


def judge_of(model: str, embedder: Embedder, env: Mapping[str, str] = os.environ) -> RagasJudge:
    """Make the judge named "openai:NAME"; LINEWISE_JUDGE_URL and OPENAI_* say where it is.

    Raises `BadInput` for a name that can't be used or a missing key.
    """
    kind, _, name = model.partition(":")
    if kind != "openai" or not name:
        raise BadInput(f"the judge is {model!r}: use openai:NAME")
    key = env.get("OPENAI_API_KEY", "").strip()
    if not key:
        raise BadInput("a judge needs OPENAI_API_KEY")
    url = env.get("LINEWISE_JUDGE_URL") or env.get("OPENAI_BASE_URL") or None
    try:
        return RagasJudge.connect(name, embedder, base_url=url, key=key, timeout_s=TIMEOUT_S)
    except NoRagas as error:
        raise BadInput(str(error)) from error


def judged(entries: Iterable[Entry], judge: Judge, least: Mapping[str, float]) -> tuple[Entry, ...]:
    """Add a check a metric to every trial with a reply that rests on passages.

    `least` is the value a metric needs. A trial about which the judge fails is lost.
    """

    async def all_of_them() -> tuple[Entry, ...]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(entry: Entry) -> Entry:
            async with gate:
                return await _judged(entry, judge, least)

        return tuple(await asyncio.gather(*(one(entry) for entry in entries)))

    return asyncio.run(all_of_them())


async def _judged(entry: Entry, judge: Judge, least: Mapping[str, float]) -> Entry:
    if entry.score.lost is not None:
        return entry
    checks: list[Check] = []
    for step, exchange in enumerate(entry.seen.exchanges, 1):
        if exchange.turn is None or not exchange.turn.citations:
            continue
        try:
            values = await asyncio.wait_for(
                judge.opinion(_question(exchange, exchange.turn)), 4 * TIMEOUT_S
            )
        except (JudgeFailed, TimeoutError) as error:
            why = f"judge: {error or 'no answer in time'}"
            return entry.model_copy(
                update={"score": entry.score.model_copy(update={"lost": why, "checks": ()})}
            )
        checks += [
            Check(name=name, passed=values[name] >= bar, step=step, why=f"it is {values[name]:.2f}")
            for name, bar in least.items()
            if name in values
        ]
    score = entry.score.model_copy(update={"checks": (*entry.score.checks, *checks)})
    return entry.model_copy(update={"score": score})


def _question(exchange: Exchange, turn: Turn) -> Question:
    record = exchange.record
    passages = [str(passage.get("text", "")) for passage in record.get("passages", ())]
    results = [json.dumps(r.get("value"), default=str) for r in record.get("tool_results", ())]
    contexts = (*passages, *results)
    return Question(exchange.text, turn.reply, contexts, exchange.expect.reference)
