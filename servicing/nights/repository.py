"""Which lines a night's step is about."""

from collections.abc import Iterator, Mapping
from datetime import date

import psycopg

from servicing.accounts.rows import moved_from_json
from servicing.calendar import Cycles
from servicing.products import Product

_PAGE = 2_000


def closing_on(dsn: str, products: Mapping[str, Product], day: date) -> Iterator[str]:
    """Return the accounts whose cycle ends on a day, in order, a page at a time."""
    after = ""
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            page = connection.execute(
                "SELECT account_id, product_id, due_day, opened_on, state -> 'moved'"
                " FROM servicing.accounts WHERE status IN ('open', 'closed') AND account_id > %s"
                " ORDER BY account_id LIMIT %s",
                [after, _PAGE],
            ).fetchall()
            if not page:
                return
            after = page[-1][0]
            for account_id, product_id, due_day, opened_on, moved in page:
                rules = products[product_id].cycle
                cycles = Cycles(
                    rules.every, due_day, rules.days_to_due, opened_on, moved_from_json(moved)
                )
                if cycles.next_closing(day) == day:
                    yield account_id
