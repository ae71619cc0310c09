"""Who may read and write what, tried with raw SQL."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

Connection = psycopg.Connection[Any]


@pytest.fixture
def connection(demo_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(demo_dsn) as connection:
        yield connection
        connection.rollback()


def tables_with_a_borrower(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.columns c JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'servicing'"
        " AND column_name = 'borrower_id' AND table_type = 'BASE TABLE'"
    )
    return [name for (name,) in rows]


def become_borrower(connection: Connection, borrower_id: str) -> None:
    connection.execute("SET LOCAL ROLE linewise_borrower")
    connection.execute("SELECT set_config('linewise.borrower_id', %s, true)", [borrower_id])


def test_every_table_with_a_borrower_has_row_level_security(connection: Connection) -> None:
    secured = {
        name
        for (name,) in connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relnamespace = 'servicing'::regnamespace AND c.relrowsecurity"
        )
    }
    named = tables_with_a_borrower(connection)
    assert len(named) >= 14
    assert set(named) <= secured


def test_a_borrower_reads_their_own_rows_and_no_others(connection: Connection) -> None:
    tables = tables_with_a_borrower(connection)
    become_borrower(connection, "b-0001")
    readable = 0
    for name in tables:
        query = sql.SQL("SELECT DISTINCT borrower_id FROM servicing.{}").format(
            sql.Identifier(name)
        )
        try:
            with connection.transaction():
                seen = {one for (one,) in connection.execute(query)}
        except psycopg.errors.InsufficientPrivilege:
            continue
        assert seen <= {"b-0001"}, name
        readable += bool(seen)
    assert readable >= 7


def test_without_a_borrower_nothing_is_readable(connection: Connection) -> None:
    connection.execute("SET LOCAL ROLE linewise_borrower")
    for name in ("accounts", "transactions", "entries", "statements", "payments"):
        query = sql.SQL("SELECT count(*) FROM servicing.{}").format(sql.Identifier(name))
        assert connection.execute(query).fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE servicing.accounts SET credit_limit_minor = 9",
        "INSERT INTO servicing.autopay VALUES ('104000', 'b-0001', 'minimum', NULL, 0)",
        "DELETE FROM servicing.payments",
        "SELECT * FROM servicing.quotes",
        "SELECT * FROM servicing.requests",
    ],
)
def test_a_borrower_writes_nothing_and_reads_no_tokens(
    connection: Connection, statement: str
) -> None:
    become_borrower(connection, "b-0001")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", ["linewise_servicing", None])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE servicing.entries SET amount_minor = 1",
        "DELETE FROM servicing.entries",
        "UPDATE servicing.transactions SET description = 'x'",
        "DELETE FROM servicing.transactions",
        "TRUNCATE servicing.entries",
    ],
)
def test_the_journal_only_grows_even_for_its_owner(
    connection: Connection, role: str | None, statement: str
) -> None:
    if role:
        connection.execute("SET LOCAL ROLE linewise_servicing")
    refused = psycopg.errors.InsufficientPrivilege if role else psycopg.errors.RestrictViolation
    with pytest.raises(refused):
        connection.execute(statement.encode())


TRANSACTION = (
    "INSERT INTO servicing.transactions (transaction_id, account_id, borrower_id, sequence, kind,"
    " posted_on, effective_on, transacted_on, description, balances) VALUES ('t-x', '104000',"
    " 'b-0001', 999999, 'adjustment', '2026-11-20', '2026-11-20', '2026-11-20', 'x',"
    " '{0,0,0,0,0,0}')"
)
ENTRY = (
    "INSERT INTO servicing.entries VALUES ('{id}', {number}, '104000', 'b-0001', '2026-11-20',"
    " '{account}', {amount})"
)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("t-x", 1, "fees", -500)],
        [("t-x", 1, "fees", -500), ("t-x", 2, "fee_income", 499)],
        [("t-x", 1, "fees", -500), ("t-x", 2, "fee_income", 500), ("t-x", 3, "fees", -1)],
        # A number left out would be one to add an entry under that nobody checks.
        [("t-x", 2, "fees", -500), ("t-x", 3, "fee_income", 500)],
        [("t-x", 1, "fees", -500), ("t-x", 3, "fee_income", 500)],
    ],
)
def test_postgres_refuses_what_does_not_balance(
    connection: Connection, entries: list[tuple[str, int, str, int]]
) -> None:
    connection.execute("SET LOCAL ROLE linewise_servicing")
    connection.execute(TRANSACTION)
    for id_, number, account, amount in entries:
        statement = ENTRY.format(id=id_, number=number, account=account, amount=amount)
        connection.execute(statement.encode())
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_entry_added_to_an_old_transaction_is_refused(connection: Connection) -> None:
    connection.execute("SET LOCAL ROLE linewise_servicing")
    statement = ENTRY.format(id="t-104000-00001", number=9, account="fees", amount=-500)
    connection.execute(statement.encode())
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (0, psycopg.errors.CheckViolation),
        (1, psycopg.errors.UniqueViolation),
        (2, psycopg.errors.UniqueViolation),
    ],
)
def test_no_number_is_left_for_an_entry_that_nobody_checks(
    connection: Connection, number: int, error: type[psycopg.Error]
) -> None:
    connection.execute("SET LOCAL ROLE linewise_servicing")
    statement = ENTRY.format(id="t-104000-00001", number=number, account="fees", amount=-500)
    with pytest.raises(error):
        connection.execute(statement.encode())


def test_tokens_are_stored_as_hashes(connection: Connection) -> None:
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'servicing' AND table_name = 'quotes' AND column_name ~ 'token'"
    ).fetchall()
    assert columns == [("token_sha256",)]
