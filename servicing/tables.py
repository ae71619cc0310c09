"""Writing rows to the schema's tables: a few as a servicing session, many as the owner."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic_core import to_json

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


def _unwrapped(value: Any) -> Any:
    """Return what a JSON column's value holds; there is no other kind that JSON can't hold."""
    if isinstance(value, Jsonb):
        return value.obj
    raise TypeError(f"not a value of a column: {type(value).__name__}")


def as_json(records: Sequence[Mapping[str, Any]]) -> bytes:
    """Return records as a JSON array: days in ISO form, the values of JSON columns as they are."""
    return to_json(records, fallback=_unwrapped)


@dataclass
class Together:
    """Rows for several tables that are written by one statement: one round trip in all.

    Each table is named at most once. Postgres checks foreign keys at the statement's end, so the
    tables' order doesn't matter to it; where two guards refuse a row, the first table's speaks.
    """

    _parts: list[str] = field(default_factory=list)
    _values: list[str] = field(default_factory=list)

    def insert(
        self, connection: psycopg.Connection[Any], table: str, records: Iterable[dict[str, Any]]
    ) -> None:
        """Add records with the same keys, to be inserted; a `Write` that waits for `write`."""
        batch = list(records)
        if batch:
            self.add(_insert(table, tuple(batch[0]), len(batch) == 1), as_json(batch))

    def upsert(self, table: str, key: str, records: Sequence[dict[str, Any]]) -> None:
        """Add records to be inserted, or to take the place of those with the same key."""
        if records:
            self.add(_upsert(table, tuple(records[0]), key, len(records) == 1), as_json(records))

    def update(
        self, table: str, key: str, columns: tuple[str, ...], records: bytes, count: int
    ) -> None:
        """Add so many records, as a JSON array, to be written over the rows with the same key."""
        self.add(_update(table, key, columns, count == 1), records)

    def add(self, parts: str, records: bytes) -> None:
        """Add parts of a WITH clause that read records, a JSON array, from their one `%s`."""
        self._parts.append(parts)
        self._values.append(records.decode())

    def write(self, connection: psycopg.Connection[Any]) -> None:
        """Write everything that was added; the caller commits."""
        if self._parts:
            connection.execute(_statement(tuple(self._parts)), self._values[::-1])


@lru_cache
def _statement(parts: tuple[str, ...]) -> bytes:
    # What nothing in the statement reads is carried out last part first.
    return f"WITH {', '.join(reversed(parts))} SELECT".encode()


@lru_cache
def _insert(table: str, columns: tuple[str, ...], one: bool, conflict: str = "") -> str:
    names = ", ".join(columns)
    insert = f"INSERT INTO servicing.{table} ({names}) SELECT {names} FROM {_given(table, one)}"  # noqa: S608  # our own names
    return f"new_{table} AS ({insert}{conflict})"


@lru_cache
def _upsert(table: str, columns: tuple[str, ...], key: str, one: bool) -> str:
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return _insert(table, columns, one, f" ON CONFLICT ({key}) DO UPDATE SET {updates}")


@lru_cache
def _update(table: str, key: str, columns: tuple[str, ...], one: bool) -> str:
    updates = ", ".join(f"{name} = given.{name}" for name in columns)
    update = f"UPDATE servicing.{table} old SET {updates} FROM {_given(table, one)}"  # noqa: S608  # our own names
    return f"new_{table} AS ({update} WHERE old.{key} = given.{key})"


def _given(table: str, one: bool) -> str:
    rows = f"json_populate_recordset(NULL::servicing.{table}, %s)"
    # Postgres takes any JSON for a hundred rows, for which it would read a whole table through.
    return f"(SELECT * FROM {rows} LIMIT 1) AS given" if one else f"{rows} AS given"  # noqa: S608  # our own names
