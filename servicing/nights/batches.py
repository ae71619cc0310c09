"""Many lines in batches: each batch is loaded, worked on and written back in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

import psycopg

from servicing.accounts import repository
from servicing.accounts.model import Line
from servicing.products import Product

BATCH = 50


def in_batches(
    dsn: str,
    products: Mapping[str, Product],
    account_ids: Iterable[str],
    work: Callable[[Line], None],
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
                for line in lines:
                    work(line)
                repository.save_many(connection, lines)
            done += len(batch)
            progress(done)
    return done
