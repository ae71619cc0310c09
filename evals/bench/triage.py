"""What sorting a long complaint costs, on one core; the embedding alone as a yardstick."""

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

from agents.triage import Triage
from agents.triage.classify import gist
from agents.triage.cues import load_yaml
from agents.triage.model import MATTERS
from evals.bench.measure import Timing
from guardrails.linear import Embed

BATCH = 16
RECEIVED = date(2026, 11, 20)
YARDSTICK = "yardstick: embedding its 48 words"


def narratives() -> tuple[str, ...]:
    """Return narratives as long as complaints are, each of five of our own; always the same."""
    own = [text for matter in MATTERS for text in load_yaml(f"narratives/{matter}.yaml")]
    return tuple(" ".join(own[i : i + 5]) for i in range(0, len(own) - 4, 5))


def bench_triage(triage: Triage, embed: Embed) -> list[Timing]:
    """Measure a narrative in a batch, in this process's time, and its embedding alone."""
    texts = narratives()
    return [
        _timing("a narrative sorted", lambda batch: triage.sort(batch, RECEIVED), texts),
        _timing(YARDSTICK, lambda batch: embed([gist(text) for text in batch]), texts),
    ]


def a_second(row: Timing, cores: int) -> float:
    """Return how many narratives a second that many idle cores sort."""
    return cores * 1000 / row.p50_ms


def _timing(name: str, body: Callable[[Sequence[str]], object], texts: Sequence[str]) -> Timing:
    body(texts[:BATCH])
    times = []
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        start = time.process_time()
        body(batch)
        times.append((time.process_time() - start) * 1000 / len(batch))
    return Timing(name, len(texts), statistics.median(times), statistics.quantiles(times, n=20)[-1])
