"""The catalogue walked: who could read or write what, on every table there is."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from servicing.session import StaffScope, staff_reading

Connection = psycopg.Connection[Any]
READERS = ("linewise_borrower", "linewise_staff")
POSTINGS = ("servicing.transactions", "servicing.entries")


@pytest.fixture
def connection(demo_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(demo_dsn) as connection:
        yield connection
        connection.rollback()


def with_a_borrower(connection: Connection, kinds: str = "{r,p}") -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT format('%%I.%%I', c.relnamespace::regnamespace, c.relname)"
        " FROM pg_attribute a JOIN pg_class c"
        " ON c.oid = a.attrelid WHERE a.attname = 'borrower_id' AND NOT a.attisdropped"
        " AND c.relkind = ANY(%s::text[]) AND c.relnamespace::regnamespace::text NOT LIKE 'pg%%'",
        [kinds],
    )
    return sorted(name for (name,) in rows)


def test_every_table_with_a_borrower_forces_row_level_security(connection: Connection) -> None:
    tables = with_a_borrower(connection)
    assert len(tables) >= 20
    assert {name.split(".")[0] for name in tables} >= {"servicing", "linewise"}
    for name in tables:
        enabled = connection.execute(
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
            [name],
        ).fetchone()
        assert enabled == (True,), name
        for role in READERS:
            policies = connection.execute(
                "SELECT count(*) FROM pg_policy WHERE polrelid = %s::regclass"
                " AND (0 = ANY(polroles) OR %s::regrole = ANY(polroles))",
                [name, role],
            ).fetchone()
            assert policies is not None
            assert policies[0] >= 1, (name, role)


def test_no_policy_of_a_reader_lets_it_write(connection: Connection) -> None:
    for name in with_a_borrower(connection):
        for role in READERS:
            for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                may = connection.execute(
                    "SELECT has_any_column_privilege(%(r)s, %(t)s, %(p)s)"
                    if privilege in {"INSERT", "UPDATE"}
                    else "SELECT has_table_privilege(%(r)s, %(t)s, %(p)s)",
                    {"r": role, "t": name, "p": privilege},
                ).fetchone()
                assert may == (False,), (name, role, privilege)


def test_postings_are_inserted_by_servicing_and_changed_by_nobody(connection: Connection) -> None:
    granted = connection.execute(
        "SELECT c.oid::regclass::text, CASE a.grantee WHEN 0 THEN 'PUBLIC'"
        " ELSE a.grantee::regrole::text END, a.privilege_type"
        " FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.oid = ANY(%s::regclass[]) AND a.grantee <> c.relowner"
        " AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')",
        [list(POSTINGS)],
    ).fetchall()
    assert set(granted) == {(name, "linewise_servicing", "INSERT") for name in POSTINGS}
    columns = connection.execute(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = ANY(%s::regclass[])"
        " AND attacl IS NOT NULL",
        [list(POSTINGS)],
    ).fetchone()
    assert columns == (0,)


def test_no_function_or_view_runs_with_its_owners_rights(connection: Connection) -> None:
    """Then whatever a borrower session calls reads no more than the session itself."""
    definers = connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND"
        " pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    assert definers == []
    views = connection.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
        " AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"
    ).fetchall()
    assert views == []


def rows_of_others(connection: Connection, mine: str) -> dict[str, int]:
    """Count what a session can read of other borrowers, in every table that has a borrower."""
    found = {}
    for name in with_a_borrower(connection, "{r,p,v,m}"):
        schema, _, table = name.partition(".")
        query = sql.SQL("SELECT count(*) FILTER (WHERE borrower_id <> %s), count(*) FROM {}.{}")
        try:
            with connection.transaction():
                row = connection.execute(
                    query.format(sql.Identifier(schema), sql.Identifier(table)), [mine]
                ).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            continue
        assert row is not None
        found[name] = row[0]
        found["all"] = found.get("all", 0) + row[1]
    return found


def seen_as(connection: Connection, role: str, scope: str, mine: str) -> dict[str, int]:
    connection.execute(
        "SELECT set_config('role', %s, true), set_config('linewise.staff_scope', %s, true),"
        " set_config('linewise.borrower_id', %s, true)",
        [role, scope, mine],
    )
    return rows_of_others(connection, mine)


@pytest.fixture
def talked(demo_copy: str) -> Iterator[Connection]:
    """Books with a conversation of two borrowers."""
    with psycopg.connect(demo_copy) as connection:
        for who in ("b-0001", "b-0002"):
            connection.execute(
                "INSERT INTO linewise.conversations (id, borrower_id, channel, opened_at, head)"
                " VALUES (%s, %s, 'app', now(), repeat('0', 64))",
                [f"c-{who}", who],
            )
            connection.execute(
                "INSERT INTO linewise.work_items (id, borrower_id, conversation_id, queue, reason,"
                " summaries, opened_at, updated_at)"
                " VALUES (%s, %s, %s, 'q', 'r', '[]', now(), now())",
                [f"w-{who}", who, f"c-{who}"],
            )
        connection.commit()
        yield connection
        connection.rollback()


@pytest.mark.parametrize("role", ["linewise_borrower", "linewise_records"])
def test_a_borrower_session_reads_nobody_elses_row_anywhere(talked: Connection, role: str) -> None:
    found = seen_as(talked, role, "lead", "b-0001")
    assert found.pop("all") > 0
    assert set(found.values()) == {0}


def test_a_borrower_session_without_a_borrower_reads_nothing(connection: Connection) -> None:
    assert seen_as(connection, "linewise_borrower", "", "")["all"] == 0


@pytest.mark.parametrize(
    ("scope", "others"),
    [
        ("agent", {"linewise.work_items"}),
        ("lead", {"servicing.transactions", "linewise.conversations", "linewise.work_items"}),
        ("ops", {"servicing.transactions", "servicing.rights"}),
        ("intern", set()),
        ("", set()),
    ],
)
def test_staff_see_what_their_scope_says(talked: Connection, scope: str, others: set[str]) -> None:
    found = seen_as(talked, "linewise_staff", scope, "b-0001")
    foreign = {name for name, count in found.items() if count and name != "all"}
    assert others <= foreign
    if scope in {"agent", "intern", ""}:
        assert foreign == others
    if scope == "ops":
        assert not any(name.startswith("linewise.") for name in foreign)


def test_staff_sessions_end_with_their_transaction(demo_dsn: str) -> None:
    scope: StaffScope
    counts = []
    with ConnectionPool(demo_dsn, min_size=1, max_size=1, open=True) as pool:
        for scope, borrower in (("lead", None), ("agent", "b-0002"), ("agent", None)):
            with staff_reading(pool, scope, borrower) as connection:
                row = connection.execute("SELECT count(*) FROM servicing.accounts").fetchone()
            assert row is not None
            counts.append(row[0])
        with pool.connection() as connection:
            assert connection.execute("SELECT current_user = session_user").fetchone() == (True,)
    assert counts[0] >= 200
    assert counts[1:] == [1, 0]


API_TRIES: dict[str, Callable[[Connection], object]] = {
    "insert": lambda c: c.execute("INSERT INTO servicing.entries VALUES ('t', 1)"),
    "update": lambda c: c.execute("UPDATE servicing.accounts SET credit_limit_minor = 1"),
    "delete": lambda c: c.execute("DELETE FROM servicing.transactions"),
    "read": lambda c: c.execute("SELECT * FROM servicing.accounts"),
    "become servicing": lambda c: c.execute("SET ROLE linewise_servicing"),
    "become books": lambda c: c.execute("SET ROLE linewise_books"),
    "become the auditor": lambda c: c.execute("SET ROLE linewise_auditor"),
    "become the owner": lambda c: c.execute("SET SESSION AUTHORIZATION linewise"),
}


@pytest.mark.parametrize("what", API_TRIES)
def test_the_apis_own_login_has_no_way_to_the_books(demo_dsn: str, what: str) -> None:
    with psycopg.connect(make_conninfo(demo_dsn, user="linewise_api")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            API_TRIES[what](connection)


def test_the_books_login_posts_and_changes_no_posting(demo_dsn: str) -> None:
    with psycopg.connect(make_conninfo(demo_dsn, user="linewise_books")) as connection:
        connection.execute("SET LOCAL ROLE linewise_servicing")
        row = connection.execute(
            "SELECT has_table_privilege('servicing.entries', 'INSERT'),"
            " has_table_privilege('servicing.entries', 'UPDATE'), current_setting('is_superuser')"
        ).fetchone()
        assert row == (True, False, "off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE servicing.entries SET amount_minor = 1")
