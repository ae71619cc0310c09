"""Reading what a statement is made from."""

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from servicing.accounts import rows
from servicing.accounts.model import Snapshot, Statement


def statements_up_to(
    connection: psycopg.Connection[Any], account_id: str, day: date, limit: int
) -> tuple[Statement, ...]:
    """Return the statements that closed on or before a day, newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.statements WHERE account_id = %s AND closing_on <= %s"
            " ORDER BY closing_on DESC LIMIT %s",
            [account_id, day, limit],
        ).fetchall()
    return tuple(rows.statement_from_row(row) for row in found)


def snapshot_of(connection: psycopg.Connection[Any], account_id: str, closing_on: date) -> Snapshot:
    """Return what a cycle closed with. Raises `LookupError` if no cycle closed that day."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.snapshots WHERE account_id = %s AND closing_on = %s",
            [account_id, closing_on],
        ).fetchone()
    if row is None:
        raise LookupError(f"{account_id} closed no cycle on {closing_on}")
    return rows.snapshot_from_row(row)


def holder_and_terms(connection: psycopg.Connection[Any], account_id: str) -> tuple[str, str, str]:
    """Return the holder's name, the product's id and the price tier of a line."""
    row = connection.execute(
        "SELECT o.name, a.product_id, a.tier FROM servicing.accounts a"
        " JOIN servicing.borrowers o USING (borrower_id) WHERE a.account_id = %s",
        [account_id],
    ).fetchone()
    if row is None:
        raise LookupError(account_id)
    return row[0], row[1], row[2]
