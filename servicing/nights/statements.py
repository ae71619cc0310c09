"""Closing the statements of many lines."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import Any

import psycopg

from servicing import nightly
from servicing.accounts.model import Line
from servicing.nights import repository
from servicing.nights.batches import in_batches
from servicing.products import Product


def run_statements(
    dsn: str,
    day: date,
    products: Mapping[str, Product],
    *,
    processes: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Run the evening of every line that has one on `day`; return how many lines those are.

    They are those whose cycle ends, and those with a draw that goes out.

    A line that was taken through this evening already is left alone, so it may be run again
    after it was cut off. With `processes`, each takes every n-th line.
    """
    if processes == 1:
        return run_share(dsn, day, products, 0, 1, progress)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        shares = [
            pool.submit(run_share, dsn, day, products, n, processes) for n in range(processes)
        ]
        return sum(share.result() for share in shares)


def run_share(
    dsn: str,
    day: date,
    products: Mapping[str, Product],
    number: int,
    of: int,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Run the evening of every `of`-th of those lines, from the `number`-th on, in this process."""
    found = repository.with_an_evening(dsn, products, day)
    mine = (account for n, account in enumerate(found) if n % of == number)

    def close(connection: psycopg.Connection[Any], lines: Sequence[Line]) -> None:
        for line in lines:
            nightly.evening(line, day)

    return in_batches(dsn, products, mine, close, progress)
