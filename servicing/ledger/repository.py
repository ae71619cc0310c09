"""Reading the journal, and the way in for those who hold balanced transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from servicing.ledger import journal
from servicing.ledger.model import BUCKETS, Bucket, Entry, JournalTransaction, Merchant
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
_WHOLE = """
    SELECT t.*, (
        SELECT json_agg(json_build_array(e.ledger_account, e.amount_minor) ORDER BY e.entry_no)
        FROM servicing.entries e WHERE e.transaction_id = t.transaction_id) AS entries
    FROM servicing.transactions t
    WHERE t.account_id = %(account)s AND t.sequence > %(since)s
        AND (%(ids)s::text[] IS NULL OR t.transaction_id = ANY(%(ids)s))
    ORDER BY t.sequence
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
    """Return the matching transactions, newest first. Text matches anywhere, in any case.

    What only moves amounts between buckets is no entry that its borrower knows.
    """
    conditions = " AND t.posted_on BETWEEN %(since)s AND %(until)s"
    conditions += " AND t.kind NOT IN ('set_aside', 'release', 'reallocation')"
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
    """Return the balance of every bucket at the end of a day, from the journal.

    One step into an index, however long the history: each posting holds what it left.
    """
    row = connection.execute(
        "SELECT balances FROM servicing.transactions WHERE account_id = %s AND posted_on <= %s"
        " ORDER BY posted_on DESC, sequence DESC LIMIT 1",
        [account_id, day],
    ).fetchone()
    if row is None:
        return dict.fromkeys(Bucket, ZERO)
    return {bucket: Money(minor) for bucket, minor in zip(BUCKETS, row[0], strict=True)}


def transactions(
    connection: psycopg.Connection[Any],
    account_id: str,
    *,
    ids: Iterable[str] | None = None,
    since_sequence: int = 0,
) -> list[JournalTransaction]:
    """Return transactions as they were posted, with their entries, in their order.

    All of the line's after a sequence number, or those of the ids named.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            _WHOLE,
            {
                "account": account_id,
                "ids": None if ids is None else list(ids),
                "since": since_sequence,
            },
        ).fetchall()
    return [_transaction(row) for row in found]


def _transaction(row: dict[str, Any]) -> JournalTransaction:
    named = any(row[part] is not None for part in ("merchant", "category", "city"))
    return JournalTransaction(
        transaction_id=row["transaction_id"],
        account_id=row["account_id"],
        borrower_id=row["borrower_id"],
        sequence=row["sequence"],
        kind=row["kind"],
        posted_on=row["posted_on"],
        effective_on=row["effective_on"],
        transacted_on=row["transacted_on"],
        description=row["description"],
        entries=tuple(
            Entry(Bucket(name) if name in _BUCKETS else name, Money(minor))
            for name, minor in row["entries"]
        ),
        merchant=Merchant(
            row["merchant"] or "", row["description"], row["category"] or "", row["city"] or ""
        )
        if named
        else None,
        payment_id=row["payment_id"],
        hold_id=row["hold_id"],
        reverses=row["reverses"],
        balances=tuple(Money(minor) for minor in row["balances"]),
        detail=row["detail"],
    )
