"""Lines made up to measure with: written as the owner, many at a time."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice

import psycopg

from servicing.accounts import repository
from servicing.accounts.model import Bank, Line, OpenCycle, State
from servicing.accounts.postings import charge
from servicing.calendar import DAY
from servicing.ledger.model import Bucket
from servicing.money import Money
from servicing.products import Product
from servicing.tables import copy_rows

OPENED_ON = date(2026, 3, 1)
_CHUNK = 500
_PURCHASES = 8


def a_line(number: int, due_day: int, products: Mapping[str, Product]) -> Line:
    """Return a line in its first cycle with purchases and a draw, about to be closed."""
    line = Line(
        account_id=f"{700_000 + number}",
        borrower_id=f"m-{number:06d}",
        product=next(p for p in products.values() if p.card_access),
        tier="standard",
        opened_on=OPENED_ON,
        due_day=due_day,
        credit_limit=Money(1_000_000),
        status="open",
        version=1,
        state=State(OpenCycle(OPENED_ON), OPENED_ON, cycle_openings=[OPENED_ON]),
        bank=Bank("A bank", "0001"),
    )
    for n in range(_PURCHASES):
        day, amount = OPENED_ON + n * DAY, Money(1_000 + 137 * n + number % 97)
        charge(line, "purchase", Bucket.PURCHASE, amount, day, "A SHOP")
    charge(line, "draw", Bucket.DRAW, Money(20_000), OPENED_ON + 2 * DAY, "Cash draw")
    line.state.morning_of = line.next_closing(OPENED_ON)
    line.state.evening_of = line.state.morning_of - timedelta(days=1)
    return line


def write(dsn: str, lines: Iterator[Line]) -> int:
    """Write lines with all their postings; return how many."""
    written = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        while chunk := list(islice(lines, _CHUNK)):
            with connection.transaction():
                names = [{"borrower_id": one.borrower_id, "name": "A B"} for one in chunk]
                copy_rows(connection, "borrowers", ({**name, "first_name": "A"} for name in names))
                copy_rows(connection, "accounts", map(repository.account_row, chunk))
                repository.write_children(connection, chunk, copy_rows)
            written += len(chunk)
        connection.execute("ANALYZE")
    return written
