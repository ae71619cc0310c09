"""Timing a coroutine many times."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one measured thing."""

    name: str
    runs: int
    p50_ms: float
    p95_ms: float


async def measure(name: str, runs: int, body: Callable[[int], Awaitable[object]]) -> Timing:
    """Run `body(n)` `runs` times and return its median and 95th percentile.

    The caller warms up: what is measured is a process that has been serving for a while.
    """
    times = []
    for n in range(runs):
        start = time.perf_counter()
        await body(n)
        times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return Timing(name, runs, statistics.median(times), cuts[-1])
