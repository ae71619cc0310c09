"""P4 with raw SQL: no row of another borrower is readable, from whatever the catalogue holds.

Nothing here lists tables. What has a borrower's or a line's column is found in the catalogue,
gets a row of two borrowers where it has none, and is granted to the borrower role by mistake:
then only the policies stand between them.
"""

import re
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
ME, OTHER = "b-0001", "b-0002"
READERS = ("linewise_borrower", "linewise_staff")
_NAMES = re.compile(r"b-\d{4}|(?<![\d.])\d{6}(?!\d)")
_RELATIONS = """
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, ARRAY(
        SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = ANY(%s) AND NOT a.attisdropped)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = ANY('{r,p,v,m,f}') AND n.nspname NOT LIKE 'pg_toast%%' ORDER BY 2, 3
"""
# Where the server itself may keep what somebody wrote. Its counters and oids are numbers of six
# digits too, and name nobody.
_WORDS = """
    SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s AND a.attnum > 0
    AND NOT a.attisdropped
    AND a.atttypid = ANY('{text,text[],anyarray,json,jsonb,bytea}'::regtype[])
"""
_MADE_UP = {
    "text": "x",
    "integer": 1,
    "bigint": 1,
    "smallint": 1,
    "numeric": 1,
    "double precision": 1,
    "boolean": True,
    "date": "2026-11-20",
    "timestamp with time zone": "2026-11-20T10:00:00Z",
    "jsonb": Jsonb({}),
    "bytea": b"x",
}


def relations(connection: Connection, columns: list[str]) -> list[tuple[Any, ...]]:
    return connection.execute(_RELATIONS, [columns]).fetchall()


def words_of(connection: Connection, oid: int, schema: str) -> sql.Composable:
    """Return what to read of a relation: all of a row, of the server's own what may be words."""
    if schema != "pg_catalog":
        return sql.Identifier("t")
    names = [name for (name,) in connection.execute(_WORDS, [oid])]
    return sql.SQL("ROW({})").format(sql.SQL(", ").join(map(sql.Identifier, names)))


def of_someone(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the tables that name a borrower or a line, and the column that does."""
    found = relations(connection, ["borrower_id", "account_id"])
    ours = [one for one in found if one[3] in {"r", "p"} and one[1] != "pg_catalog" and one[4]]
    return {
        (schema, name): "borrower_id" if "borrower_id" in columns else "account_id"
        for _, schema, name, _, columns in ours
    }


def accounts(connection: Connection) -> dict[str, str]:
    found = connection.execute("SELECT borrower_id, account_id FROM servicing.accounts")
    return dict(found.fetchall())


def fill(connection: Connection, schema: str, name: str, who: dict[str, str]) -> None:
    """Put in a row that is a borrower's, whatever the table wants besides."""
    columns = connection.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped"
        " AND a.attgenerated = '' AND a.attidentity <> 'a'",
        [f"{schema}.{name}"],
    ).fetchall()
    values: dict[str, Any] = {}
    for column, kind in columns:
        made_up = "{}" if kind.endswith("[]") else _MADE_UP[kind]
        if made_up == "x":
            made_up = f"x-{who['borrower_id']}"
        elif kind == "bigint" and who["borrower_id"] == OTHER:
            made_up += 1  # a key of its own
        values[column] = who.get(column, made_up)
    table = sql.Identifier(schema, name)
    checks = connection.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        [f"{schema}.{name}"],
    ).fetchall()
    for (check,) in checks:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, sql.Identifier(check))
        )
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            table,
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        ),
        values,
    )


def count_of(connection: Connection, table: tuple[str, str], column: str, value: str) -> int:
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM {} WHERE {} = %s").format(
            sql.Identifier(*table), sql.Identifier(column)
        ),
        [value],
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def filled(demo_copy: str) -> str:
    """Books in which every table of the catalogue has rows of two borrowers."""
    with psycopg.connect(demo_copy) as connection:
        connection.execute("SET session_replication_role = replica")
        known = accounts(connection)
        for table, column in of_someone(connection).items():
            for borrower in (ME, OTHER):
                who = {"borrower_id": borrower, "account_id": known[borrower]}
                if not count_of(connection, table, column, who[column]):
                    fill(connection, *table, who)
    return demo_copy


def as_me(dsn: str) -> Connection:
    """A login of the books as a borrower session has it."""
    connection = psycopg.connect(make_conninfo(dsn, user="linewise_books"))
    connection.execute(
        "SELECT set_config('role', 'linewise_borrower', false),"
        " set_config('linewise.borrower_id', %s, false)",
        [ME],
    )
    connection.commit()
    return connection


def test_every_table_of_a_borrower_or_a_line_is_secured(demo_dsn: str) -> None:
    with psycopg.connect(demo_dsn) as connection:
        tables = of_someone(connection)
        assert len(tables) >= 30
        assert ("servicing", "outbox") in tables
        for schema, name in tables:
            secured = connection.execute(
                "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class"
                " WHERE oid = %s::regclass",
                [f"{schema}.{name}"],
            ).fetchone()
            assert secured == (True,), (schema, name)
            for role in READERS:
                policies = connection.execute(
                    "SELECT 1 FROM pg_policy WHERE polrelid = %s::regclass AND polcmd IN ('r', '*')"
                    " AND (0 = ANY(polroles) OR %s::regrole = ANY(polroles))",
                    [f"{schema}.{name}", role],
                ).fetchall()
                assert policies, (schema, name, role)


def test_a_new_table_without_policies_would_be_found(demo_copy: str) -> None:
    with psycopg.connect(demo_copy) as connection:
        connection.execute("CREATE TABLE servicing.memos (account_id text)")
        connection.execute("CREATE TABLE public.notes (borrower_id text)")
    with pytest.raises(AssertionError, match=r"public.*notes"):
        test_every_table_of_a_borrower_or_a_line_is_secured(demo_copy)
    with psycopg.connect(demo_copy) as connection:
        connection.execute("DROP TABLE public.notes")
    with pytest.raises(AssertionError, match=r"servicing.*memos"):
        test_every_table_of_a_borrower_or_a_line_is_secured(demo_copy)


def test_no_relation_shows_a_borrower_anything_of_another(filled: str) -> None:
    """Every table and view, Postgres's own included, read whole and searched for others' names."""
    with psycopg.connect(filled) as connection:
        others = {name for pair in accounts(connection).items() for name in pair}
    read, mine = 0, 0
    with as_me(filled) as connection:
        own = {ME, *(a for (a,) in connection.execute("SELECT account_id FROM servicing.accounts"))}
        assert len(own) == 2
        for oid, schema, name, _, _ in relations(connection, []):
            query = sql.SQL("SELECT {}::text FROM {} t").format(
                words_of(connection, oid, schema), sql.Identifier(schema, name)
            )
            try:
                with connection.transaction():
                    rows = connection.execute(query).fetchall()
            except psycopg.errors.InsufficientPrivilege:
                continue
            named = {word for (row,) in rows for word in _NAMES.findall(row)}
            assert not (named & others) - own, (schema, name)
            read, mine = read + 1, mine + bool(named & own)
    assert read > 100
    assert mine >= 15


def test_the_policies_hold_even_where_a_grant_slips(filled: str) -> None:
    with psycopg.connect(filled) as owner:
        tables, known = of_someone(owner), accounts(owner)
        for schema, name in tables:
            assert count_of(owner, (schema, name), tables[schema, name], OTHER) or count_of(
                owner, (schema, name), tables[schema, name], known[OTHER]
            ), (schema, name)
            owner.execute(
                sql.SQL("GRANT SELECT ON {} TO linewise_borrower").format(
                    sql.Identifier(schema, name)
                )
            )
            owner.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO linewise_borrower").format(
                    sql.Identifier(schema)
                )
            )
    seen = 0
    with as_me(filled) as connection:
        for table, column in tables.items():
            found = connection.execute(
                sql.SQL("SELECT DISTINCT {} FROM {}").format(
                    sql.Identifier(column), sql.Identifier(*table)
                )
            ).fetchall()
            assert found in ([], [(ME,)], [(known[ME],)]), table
            seen += bool(found)
            if table[0] == "servicing":
                assert found, table
    assert seen >= 30


@pytest.mark.parametrize("borrower", ["", OTHER + "'", "%", "b-000_"])
def test_a_session_of_nobody_sees_nobody(filled: str, borrower: str) -> None:
    with as_me(filled) as connection:
        connection.execute("SELECT set_config('linewise.borrower_id', %s, false)", [borrower])
        for name in ("accounts", "entries", "transactions", "statements", "borrowers"):
            row = connection.execute(
                sql.SQL("SELECT count(*) FROM servicing.{}").format(sql.Identifier(name))
            ).fetchone()
            assert row == (0,)
