"""What is measured, beside its yardstick."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servicing.database import EmbeddedPostgres, migrate
from servicing.products import load_products
from servicing.speed import balances, closings, plans, postings

SERVICING = Path(__file__).parent.parent / "migrations"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measured figure and its yardstick of the same run.

    The promise is kept when `value` is on the right side of `bound`: `at_least` or at most. No
    bound is promised where that is None. `bounded_by` says what limits it.
    """

    name: str
    measured: str
    yardstick: str
    value: float
    bound: float | None
    at_least: bool
    bounded_by: str

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def cells(self) -> tuple[str, ...]:
        """Name, measured, yardstick, value, promise, whether it is kept, what bounds it."""
        sign = "≥" if self.at_least else "≤"
        promised = "" if self.bound is None else f"{sign} {self.bound:g}"
        says = "" if self.bound is None else "kept" if self.kept else "FALLS SHORT"
        value = f"{self.value:.3g}"
        return self.name, self.measured, self.yardstick, value, promised, says, self.bounded_by


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much to measure with."""

    seconds: float = 4.0
    few_entries: int = 10_000
    many_entries: int = 1_000_000
    few_lines: int = 1_000
    many_lines: int = 10_000
    processes: int = 2


def ledger_ratios(
    report: Callable[[str], None] = lambda what: None, sizes: Sizes | None = None
) -> list[Ratio]:
    """Measure the books on a server started for it, with its durability on; minutes."""
    sizes = sizes or Sizes()
    with _server() as dsn:
        report("postings")
        found = [*_postings(dsn, sizes)]
    with _server() as dsn:
        report("balances as of a past day")
        found += _balances(dsn, sizes)
    with _server() as dsn:
        report("statements")
        found += _closings(dsn, sizes)
    return found


def plan_ratios(
    progress: Callable[[int, int], None], lines: int = 10_000, runs: int = 200
) -> list[Ratio]:
    """Measure planning: all options for one line, and a scan of a portfolio for eligibility."""
    products = load_products()
    median, slow, offered = plans.option_times(products, runs)
    with _server() as dsn:
        speed = plans.lines_a_second(dsn, products, lines, progress)
    return [
        Ratio(
            f"all options for one line, p50 of {runs} lines",
            f"{median * 1000:.2f} ms (p95 {slow * 1000:.2f} ms)",
            f"1 ms; {offered} options in all",
            median * 1000,
            10.0,
            False,
            "living each month of each way of paying to its end",
        ),
        Ratio(
            f"eligibility scan of {lines:,} lines",
            f"{speed:,.0f} lines/s",
            "1 line/s",
            speed,
            300.0,
            True,
            "reading whole lines from Postgres",
        ),
    ]


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="linewise-bench-") as folder:
        with EmbeddedPostgres.start(Path(folder)) as running:
            migrate(running.dsn, [SERVICING])
            yield running.dsn


def _postings(dsn: str, sizes: Sizes) -> Sequence[Ratio]:
    measured = postings.measure(dsn, load_products(), sizes.seconds)
    return [
        Ratio(
            f"durable postings {one.name}",
            f"{one.postings:,.0f}/s",
            f"{one.inserts:,.0f}/s two-row inserts",
            one.postings / one.inserts,
            0.5 if one.promised else None,
            True,
            one.bounded_by,
        )
        for one in measured
    ]


def _balances(dsn: str, sizes: Sizes) -> Sequence[Ratio]:
    few, many = balances.measure(dsn, load_products(), (sizes.few_entries, sizes.many_entries))
    return [
        Ratio(
            f"balance as of a day, p95 at {sizes.many_entries:,} entries",
            f"{many * 1000:.2f} ms",
            f"{few * 1000:.2f} ms at {sizes.few_entries:,}",
            many / few,
            3.0,
            False,
            "one step into an index, and the round trip",
        )
    ]


def _closings(dsn: str, sizes: Sizes) -> Sequence[Ratio]:
    products = load_products()
    few, many = closings.measure(
        dsn, products, (sizes.few_lines, sizes.many_lines), sizes.processes
    )
    return [
        Ratio(
            f"statements of {sizes.many_lines:,} lines on {sizes.processes} processes",
            f"{many.lines_a_second:,.0f} lines/s",
            "1 line/s",
            many.lines_a_second,
            150.0,
            True,
            f"{many.cpu_share:.0%} of the processes' time is Python, the rest waits for Postgres",
        ),
        Ratio(
            f"memory of a statement run over {sizes.many_lines:,} lines",
            f"{many.peak_mb:.0f} MB",
            f"{few.peak_mb:.0f} MB over {sizes.few_lines:,}",
            many.peak_mb / few.peak_mb,
            1.25,
            False,
            "one batch of lines, whatever their number",
        ),
    ]
