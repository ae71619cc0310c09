"""A small portfolio with a busy month ahead, and everything in its books for comparison."""

import sys
from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import sql

from servicing.accounts import draws
from servicing.accounts import repository as accounts
from servicing.bank import simulated
from servicing.bank.numbers import account_number
from servicing.calendar import BusinessDays
from servicing.contacts import rights
from servicing.demo import demo_instant
from servicing.nights import advance
from servicing.payments import receipts
from servicing.products import load_products
from tests.servicing.builders import dollars

DAYS = BusinessDays()
PRODUCTS = load_products()
FRIDAY = date(2026, 11, 20)
TO = FRIDAY + timedelta(days=35)

_HABITS: dict[str, tuple[simulated.Does, int]] = {
    "104074": ("disowns", 0),
    "104407": ("closed", 0),
    "104629": ("stopped", 0),
}
_LEFT_OUT = {
    "servicing.outbox": {"recorded_at"},  # the machine's time at which it was written
}
"""What two runs of the same nights may differ in: columns by table, each for its reason."""


def make_busy(dsn: str) -> None:
    """Let every line pay twice, some draw, and half the banks lack the money half the time."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "SELECT borrower_id, account_id, last4 FROM servicing.accounts"
            " JOIN servicing.bank_accounts USING (account_id, borrower_id)"
            " WHERE status = 'open' ORDER BY 1"
        ).fetchall()
        for n, (borrower_id, account_id, last4) in enumerate(found):
            does, percent = _HABITS.get(account_id, ("short", 50))
            simulated.set_habit(connection, account_number(account_id, last4), does, percent)
            line, _ = accounts.load(connection, PRODUCTS, borrower_id, lock=True)
            for after in (2 + n % 9, 12 + n % 11):
                on = FRIDAY + timedelta(days=after)
                receipts.schedule(line, dollars("21.50"), on, "one_off", DAYS)
            if draws.check_draw(line, dollars("75"), FRIDAY) is None:
                draws.ask(line, dollars("75"), FRIDAY, FRIDAY + timedelta(days=4 + n % 3))
            rights.record(connection, line, "complaint", {}, "c-1", demo_instant(), DAYS)
            accounts.save(connection, line)


def everything(dsn: str, without: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Return all that the books and the demo's bank hold, by table, as the catalogue lists it."""
    with psycopg.connect(dsn) as connection:
        tables = connection.execute(
            "SELECT table_schema || '.' || table_name,"
            " array_agg(column_name::text ORDER BY ordinal_position)"
            " FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name)"
            " WHERE table_schema IN ('servicing', 'bank') AND table_type = 'BASE TABLE' GROUP BY 1"
        ).fetchall()
        assert _LEFT_OUT.keys() | without <= {name for name, _ in tables}
        return {
            # Sorted whole: the first columns of some tables don't tell two rows apart.
            name: sorted(
                connection.execute(
                    sql.SQL("SELECT {} FROM {}").format(
                        sql.SQL(", ").join(
                            sql.Identifier(one)
                            for one in columns
                            if one not in _LEFT_OUT.get(name, ())
                        ),
                        sql.Identifier(*name.split(".")),
                    )
                ).fetchall(),
                key=repr,
            )
            for name, columns in tables
            if name not in without
        }


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the first few rows that differ, by table; empty if nothing does."""
    return {
        table: [pair for pair in zip(rows, other[table], strict=False) if pair[0] != pair[1]][:2]
        or [len(rows), len(other[table])]
        for table, rows in one.items()
        if rows != other[table]
    }


def main() -> None:
    """Run the nights of the database named on the command line, telling of each."""

    def tell(done: int, total: int) -> None:
        sys.stdout.write(f"{done}/{total}\n")
        sys.stdout.flush()

    advance(sys.argv[1], date.fromisoformat(sys.argv[2]), PRODUCTS, tell)


if __name__ == "__main__":
    main()
