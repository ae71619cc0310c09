"""Tool calls and citations against what the cases demand, by ragas and without a model."""

import asyncio
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agents.turn import Turn
from evals.run.journal import Entry
from evals.run.observation import Exchange

# Every turn reads these: that they ran says nothing of what was asked.
STANDING = frozenset({"account_snapshot", "rights", "record_right", "talk_to_person"})


class NoRagas(Exception):
    """ragas isn't installed."""


@dataclass(frozen=True)
class Metric:
    """A mean over the turns that a metric can be taken of, from 0 to 1."""

    name: str
    mean: float
    turns: int


@dataclass(frozen=True)
class _Metrics:
    """ragas' metrics, loaded once: importing it takes seconds."""

    tools: Sequence[tuple[str, Any]]
    contexts: Sequence[tuple[str, Any]]
    ragas: Any
    sample: Any


def metrics(entries: Iterable[Entry]) -> tuple[Metric, ...]:
    """Score every judged turn whose case demands tools, a card or a citation.

    Tool calls are compared by name, in order for the accuracy: what a call must have asked for
    is checked by the case's own demands on the card. Raises `NoRagas`.
    """
    loaded = _load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that more tools ran than were demanded is in the score
        return asyncio.run(_scored(loaded, tuple(entries)))


def _load() -> _Metrics:
    os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import ragas.messages
            from ragas import SingleTurnSample
            from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
            from ragas.metrics.collections import ToolCallAccuracy, ToolCallF1
        except ImportError as error:
            raise NoRagas("ragas isn't installed: see requirements-evals.lock") from error
        return _Metrics(
            tools=(("ToolCallF1", ToolCallF1()), ("ToolCallAccuracy", ToolCallAccuracy())),
            contexts=(
                ("IDBasedContextPrecision", IDBasedContextPrecision()),
                ("IDBasedContextRecall", IDBasedContextRecall()),
            ),
            ragas=ragas.messages,
            sample=SingleTurnSample,
        )


async def _scored(loaded: _Metrics, entries: Sequence[Entry]) -> tuple[Metric, ...]:
    values: dict[str, list[float]] = {name: [] for name, _ in (*loaded.tools, *loaded.contexts)}
    for entry in entries:
        if entry.score.lost is not None:
            continue
        for exchange in entry.seen.exchanges:
            if exchange.turn is None:
                continue
            for name, value in await _of_turn(loaded, exchange, exchange.turn):
                values[name].append(value)
    return tuple(
        Metric(name, sum(found) / len(found), len(found)) for name, found in values.items() if found
    )


async def _of_turn(loaded: _Metrics, exchange: Exchange, turn: Turn) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    wanted = tuple(demanded(exchange))
    if wanted:
        made = [_call(loaded, name) for name in ran(turn)]
        said = [
            loaded.ragas.HumanMessage(content=exchange.text),
            loaded.ragas.AIMessage(content=turn.reply, tool_calls=made),
        ]
        for name, metric in loaded.tools:
            scored = await metric.ascore(said, [_call(loaded, one) for one in wanted])
            found.append((name, float(scored.value)))
    if exchange.expect.cites:
        sample = loaded.sample(
            retrieved_context_ids=list(dict.fromkeys(c.document for c in turn.citations)) or ["-"],
            reference_context_ids=_right(exchange, turn),
        )
        for name, metric in loaded.contexts:
            found.append((name, float(await metric.single_turn_ascore(sample))))
    return found


def _call(loaded: _Metrics, name: str) -> Any:
    return loaded.ragas.ToolCall(name=name, args={})


def demanded(exchange: Exchange) -> Iterator[str]:
    """Yield the tools that a turn's case demands, its card's action among them."""
    expect = exchange.expect
    card = expect.card if expect.card not in (None, "none") else None
    yield from dict.fromkeys((*expect.calls, *((card,) if card else ())))


def ran(turn: Turn) -> Iterator[str]:
    """Yield the tools that a turn ran, each once, without what every turn reads."""
    names = (call.name for call in turn.tool_calls if call.status == "ok")
    yield from dict.fromkeys(name for name in names if name not in STANDING)


def _right(exchange: Exchange, turn: Turn) -> list[str]:
    """Return the documents that are right: of equivalent ones those that were cited, else one."""
    cited = {citation.document for citation in turn.citations}
    hit = [name for name in exchange.expect.cites if name in cited]
    return hit or [exchange.expect.cites[0]]
