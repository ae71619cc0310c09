"""Writing rows to the schema's tables: a few as a servicing session, many as the owner."""

from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg import sql

Write = Callable[[psycopg.Connection[Any], str, Iterable[dict[str, Any]]], None]
"""Writes records of one shape to a table."""


def insert_rows(
    connection: psycopg.Connection[Any], table: str, records: Iterable[dict[str, Any]]
) -> None:
    """INSERT records with the same keys into a table, under row-level security."""
    batch = list(records)
    if not batch:
        return
    columns = list(batch[0])
    statement = sql.SQL("INSERT INTO servicing.{} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, batch)


def copy_rows(
    connection: psycopg.Connection[Any], table: str, records: Iterable[dict[str, Any]]
) -> None:
    """COPY records with the same keys into a table: much faster for many.

    Postgres has no COPY under row-level security; where that is active (for all but a
    superuser), the records are inserted.
    """
    batch = list(records)
    if not batch:
        return
    active = connection.execute("SELECT row_security_active(%s)", [f"servicing.{table}"]).fetchone()
    if active is None or active[0]:
        insert_rows(connection, table, batch)
        return
    columns = list(batch[0])
    statement = sql.SQL("COPY servicing.{} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor().copy(statement) as copy:
        for record in batch:
            copy.write_row([record[name] for name in columns])
