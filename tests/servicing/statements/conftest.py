from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from servicing.products import load_products
from servicing.statements.model import Document
from servicing.statements.service import document


@pytest.fixture(scope="session")
def books(demo_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(demo_dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def stories(books: psycopg.Connection[Any]) -> dict[str, Document]:
    """Each story's last statement, by handle."""
    products, found = load_products(), {}
    rows = books.execute(
        "SELECT o.handle, o.borrower_id, (SELECT max(closing_on) FROM servicing.statements s"
        " WHERE s.borrower_id = o.borrower_id) FROM servicing.borrowers o"
        " WHERE o.handle IS NOT NULL"
    ).fetchall()
    for handle, borrower_id, closing in rows:
        made = document(books, products, borrower_id, closing)
        assert made is not None
        found[handle] = made
    return found


@pytest.fixture(scope="session")
def last_statements(books: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The newest statement of every line, as its row, with the line's own."""
    with books.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT DISTINCT ON (s.account_id) s.*, a.product_id FROM servicing.statements s"
            " JOIN servicing.accounts a USING (account_id)"
            " ORDER BY s.account_id, s.closing_on DESC"
        ).fetchall()
