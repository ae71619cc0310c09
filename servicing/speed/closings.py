"""Statement runs over many lines: how fast, and whether memory stays flat."""

import resource
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from servicing.nights.statements import run_share
from servicing.products import Product
from servicing.speed.books import OPENED_ON, a_line, write

_DUE_DAYS = (20, 25)


@dataclass(frozen=True, slots=True)
class Run:
    """A statement run; `peak_mb` is the most that any of its processes took."""

    lines_a_second: float
    peak_mb: float
    cpu_share: float


def measure(
    dsn: str, products: Mapping[str, Product], sizes: tuple[int, int], processes: int
) -> tuple[Run, Run]:
    """Close two portfolios, on different days, the smaller one first."""
    first = 0
    for size, due_day in zip(sizes, _DUE_DAYS, strict=True):
        write(dsn, (a_line(n, due_day, products) for n in range(first, first + size)))
        first += size
    return (
        _run(dsn, products, sizes[0], _DUE_DAYS[0], processes),
        _run(dsn, products, sizes[1], _DUE_DAYS[1], processes),
    )


def _run(
    dsn: str, products: Mapping[str, Product], lines: int, due_day: int, processes: int
) -> Run:
    day = a_line(0, due_day, products).next_closing(OPENED_ON)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        # Starting Python is no part of a run over many lines.
        list(pool.map(_peak_mb, range(processes)))
        started = time.perf_counter()
        shares = [pool.submit(_share, dsn, day, products, n, processes) for n in range(processes)]
        done = [share.result() for share in shares]
        spent = time.perf_counter() - started
    closed = sum(one[0] for one in done)
    if closed != lines:
        raise RuntimeError(f"{closed} lines were closed, not {lines}")
    cpu = sum(one[2] for one in done)
    return Run(lines / spent, max(one[1] for one in done), cpu / spent / processes)


def _share(
    dsn: str, day: date, products: Mapping[str, Product], number: int, of: int
) -> tuple[int, float, float]:
    """Return how many lines it closed, the most memory it took (MB) and the seconds it computed."""
    before = time.process_time()
    closed = run_share(dsn, day, products, number, of)
    return closed, _peak_mb(), time.process_time() - before


def _peak_mb(_: int = 0) -> float:
    """Return the most memory this process has had; Linux also counts its parent's in rusage."""
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(told["VmHWM"].split()[0]) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
