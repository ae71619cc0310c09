"""Many lines in batches: each batch is loaded, worked on and written back in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import psycopg

from servicing.accounts import repository
from servicing.accounts.model import Line
from servicing.products import Product

BATCH = 50

Work = Callable[[psycopg.Connection[Any], Sequence[Line]], None]
"""Changes the lines of a batch; what else it writes on the connection commits with them."""


def in_batches(
    dsn: str,
    products: Mapping[str, Product],
    account_ids: Iterable[str],
    work: Work,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Work on lines one batch a transaction; return how many. `progress` hears of each batch.

    Memory holds one batch, whatever the number of lines.
    """
    left, done = iter(account_ids), 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        while batch := list(islice(left, BATCH)):
            with connection.transaction():
                connection.execute("SET LOCAL ROLE linewise_servicing")
                lines = repository.load_many(connection, products, batch)
                work(connection, lines)
                repository.save_many(connection, lines)
            done += len(batch)
            progress(done)
    return done
