"""Closing the statements of many lines."""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from servicing import nightly
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
    """Run the evening of every line whose cycle ends on `day`; return how many lines those are.

    A line that was taken through this evening already is left alone, so it may be run again
    after it was cut off. With `processes`, each takes every n-th line.
    """
    if processes == 1:
        return _share(dsn, day, products, 0, 1, progress)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        shares = [pool.submit(_share, dsn, day, products, n, processes) for n in range(processes)]
        return sum(share.result() for share in shares)


def _share(
    dsn: str,
    day: date,
    products: Mapping[str, Product],
    number: int,
    of: int,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    closing = repository.closing_on(dsn, products, day)
    mine = (account for n, account in enumerate(closing) if n % of == number)
    return in_batches(dsn, products, mine, lambda line: nightly.evening(line, day), progress)
