"""Planning: how long all options for one line take, and how many lines a second a scan looks at."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from psycopg_pool import ConnectionPool

from servicing.calendar import DAY
from servicing.money import Money
from servicing.plans import Between, Books, Intake, books_of, plan_options
from servicing.plans.portfolio import scan
from servicing.products import Product
from servicing.session import writing
from servicing.speed.books import a_line, write

_DUE_DAY = 20
_MEANS = Between(Money(50_000), Money(60_000))
_HARD = Intake(can_pay=_MEANS, lasts_months=None)


def option_times(products: Mapping[str, Product], runs: int) -> tuple[float, float, int]:
    """Return the median and the 95th percentile in seconds, and how many options there were.

    Every line is one that most programmes are open to: those are worked out to the end, with
    balances from a hundred dollars to the highest limit.
    """
    cases = list(_cases(products, runs))
    plan_options(*cases[0])
    times: list[float] = []
    offered = 0
    for books, intake in cases:
        started = time.perf_counter()
        plans = plan_options(books, intake)
        times.append(time.perf_counter() - started)
        offered += len(plans.options)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], offered


def _cases(products: Mapping[str, Product], runs: int) -> Iterator[tuple[Books, Intake]]:
    line = a_line(0, _DUE_DAY, products)
    books = books_of(line, line.state.morning_of)
    for number in range(runs):
        owed = 10_000 + number * 990_000 // runs
        yield (
            replace(
                books,
                purchase=Money(owed * 2 // 3),
                draw=Money(owed // 3),
                past_due=Money(owed // 20) if number % 2 else Money(0),
                minimum=Money(max(2_500, owed // 30)),
            ),
            replace(_HARD, lasts_months=(None, 1, 3, 9)[number % 4]),
        )


def lines_a_second(
    dsn: str,
    products: Mapping[str, Product],
    lines: int,
    progress: Callable[[int, int], None],
) -> float:
    """Make a portfolio, scan it for eligibility, and return lines a second."""
    write(dsn, (a_line(number, _DUE_DAY, products) for number in range(lines)))
    today = a_line(0, _DUE_DAY, products).state.morning_of + DAY
    with (
        ConnectionPool(dsn, min_size=1, max_size=1, open=True) as pool,
        writing(pool) as connection,
    ):
        started = time.perf_counter()
        found = scan(connection, products, today, progress)
        spent = time.perf_counter() - started
    if found.lines != lines or not found.eligible:
        raise RuntimeError(f"{found.lines} lines were looked at, not {lines}")
    return lines / spent
