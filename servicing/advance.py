"""Running the nights: brings every line up to a date, and the demo's clock with it."""

from collections.abc import Callable, Mapping
from datetime import date, time

import psycopg

from servicing import nightly
from servicing.accounts import repository
from servicing.calendar import DAY, BusinessDays, at, lender_date
from servicing.payments import receipts
from servicing.products import Product

MORNING = time(10)


class CannotGoBack(Exception):
    """The date lies before the demo's present."""


def advance(
    dsn: str,
    to: date,
    products: Mapping[str, Product],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Run every line's nights up to the morning of `to`, then set the demo's clock to it.

    Each line is one transaction and remembers how far it is, so a run that was cut off is
    finished by running it again. Raises `CannotGoBack`.
    """
    days = BusinessDays()
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT instant FROM servicing.clock").fetchone()
        if row is None:
            raise LookupError("no demo portfolio in this database")
        if lender_date(row[0]) >= to:
            raise CannotGoBack(f"the demo is at {lender_date(row[0])}")
        found = connection.execute("SELECT borrower_id FROM servicing.accounts ORDER BY 1")
        borrowers = [one[0] for one in found.fetchall()]
        for done, borrower_id in enumerate(borrowers):
            progress(done, len(borrowers))
            with connection.transaction():
                connection.execute("SET LOCAL ROLE linewise_servicing")
                line, _ = repository.load(connection, products, borrower_id, lock=True)
                while line.state.morning_of < to:
                    nightly.evening(line, line.state.morning_of)
                    receipts.settle_due(line, line.state.morning_of + DAY, days)
                    nightly.morning(line, line.state.morning_of + DAY, days)
                line.changes.touched = True
                repository.save(connection, line)
        connection.execute("UPDATE servicing.clock SET instant = %s", [at(to, MORNING)])
    progress(len(borrowers), len(borrowers))
