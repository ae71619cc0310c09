"""Reading the journal, and the way in for those who hold balanced transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import class_row

from servicing.ledger import journal
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money
from servicing.tables import Write

_POSTED = """
    SELECT t.transaction_id, t.kind, t.posted_on, t.effective_on, t.transacted_on,
        t.description, t.merchant, t.category, t.city, t.detail,
        (SELECT coalesce(sum(e.amount_minor), 0)::bigint FROM servicing.entries e
         WHERE e.transaction_id = t.transaction_id AND e.ledger_account = ANY(%(buckets)s)
        ) AS amount_minor,
        (SELECT min(s.closing_on) FROM servicing.statements s
         WHERE s.account_id = t.account_id AND s.closing_on >= t.posted_on
        ) AS statement_closing_on
    FROM servicing.transactions t
    WHERE t.account_id = %(account)s
"""
_BUCKETS = [bucket.value for bucket in Bucket]


@dataclass(frozen=True)
class PostedTransaction:
    """A transaction as the borrower sees it; `amount_minor` is what it adds to what is owed."""

    transaction_id: str
    kind: str
    posted_on: date
    effective_on: date
    transacted_on: date
    description: str
    merchant: str | None
    category: str | None
    city: str | None
    detail: dict[str, Any]
    amount_minor: int
    statement_closing_on: date | None

    @property
    def amount(self) -> Money:
        """Charges are positive, payments and credits negative."""
        return Money(self.amount_minor)


@dataclass(frozen=True)
class Query:
    """Which transactions: by date (both ends included), kind, words of the merchant, amount."""

    since: date
    until: date
    kinds: tuple[str, ...] = ()
    merchant: str | None = None
    amount: Decimal | None = None


def append(
    connection: psycopg.Connection[Any], transactions: Iterable[JournalTransaction], write: Write
) -> None:
    """Add balanced transactions; the caller commits."""
    journal.append(connection, transactions, write)


def find(
    connection: psycopg.Connection[Any], account_id: str, query: Query
) -> list[PostedTransaction]:
    """Return the matching transactions, newest first. Text matches anywhere, in any case."""
    conditions = " AND t.posted_on BETWEEN %(since)s AND %(until)s"
    if query.kinds:
        conditions += " AND t.kind = ANY(%(kinds)s)"
    if query.merchant:
        conditions += " AND position(lower(%(merchant)s) in lower(concat_ws(' ', t.merchant, t.description, t.category))) > 0"  # noqa: E501
    statement = f"SELECT * FROM ({_POSTED}{conditions}) found"  # noqa: S608  # fixed text only
    if query.amount is not None:
        statement += " WHERE abs(amount_minor) = %(amount)s"
    statement += " ORDER BY posted_on DESC, transaction_id DESC"
    with connection.cursor(row_factory=class_row(PostedTransaction)) as cursor:
        return cursor.execute(
            statement.encode(),
            {
                "account": account_id,
                "buckets": _BUCKETS,
                "since": query.since,
                "until": query.until,
                "kinds": list(query.kinds),
                "merchant": query.merchant,
                "amount": None if query.amount is None else abs(Money.of(query.amount).minor),
            },
        ).fetchall()


def get(
    connection: psycopg.Connection[Any], account_id: str, transaction_id: str
) -> PostedTransaction | None:
    """Return one transaction of the line, or None."""
    with connection.cursor(row_factory=class_row(PostedTransaction)) as cursor:
        return cursor.execute(
            f"{_POSTED} AND t.transaction_id = %(id)s".encode(),
            {"account": account_id, "buckets": _BUCKETS, "id": transaction_id},
        ).fetchone()


def balances_as_of(
    connection: psycopg.Connection[Any], account_id: str, day: date
) -> dict[Bucket, Money]:
    """Return the balance of every bucket at the end of a day, from the journal."""
    rows = connection.execute(
        "SELECT ledger_account, sum(amount_minor)::bigint FROM servicing.entries"
        " WHERE account_id = %s AND posted_on <= %s AND ledger_account = ANY(%s) GROUP BY 1",
        [account_id, day, _BUCKETS],
    )
    found = {Bucket(name): Money(minor) for name, minor in rows}
    return {bucket: found.get(bucket, ZERO) for bucket in Bucket}
