"""Writing the journal. Only money movers import this module (see .importlinter)."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from servicing.ledger.model import JournalTransaction

_TRANSACTION_COLUMNS = (
    "transaction_id, account_id, borrower_id, sequence, kind, posted_on, effective_on,"
    " transacted_on, description, merchant, category, city, payment_id, reverses, detail"
)
_ENTRY_COLUMNS = (
    "transaction_id, entry_no, account_id, borrower_id, posted_on, ledger_account, amount_minor"
)


def append(connection: psycopg.Connection[Any], transactions: Iterable[JournalTransaction]) -> None:
    """Add transactions with their entries, in one COPY each; the caller commits.

    Raises `psycopg.errors.CheckViolation` at commit if Postgres finds one unbalanced, and
    `UniqueViolation` at once when a transaction is already there.
    """
    batch = list(transactions)
    if not batch:
        return
    cursor = connection.cursor()
    with cursor.copy(f"COPY servicing.transactions ({_TRANSACTION_COLUMNS}) FROM STDIN") as copy:
        for one in batch:
            copy.write_row(_transaction_row(one))
    with cursor.copy(f"COPY servicing.entries ({_ENTRY_COLUMNS}) FROM STDIN") as copy:
        for one in batch:
            head = (one.account_id, one.borrower_id, one.posted_on)
            for number, entry in enumerate(one.entries, 1):
                copy.write_row(
                    (one.transaction_id, number, *head, str(entry.account), entry.amount.minor)
                )


def _transaction_row(one: JournalTransaction) -> tuple[Any, ...]:
    who = one.merchant
    return (
        one.transaction_id,
        one.account_id,
        one.borrower_id,
        one.sequence,
        one.kind,
        one.posted_on,
        one.effective_on,
        one.transacted_on,
        one.description,
        who.name if who else None,
        who.category if who else None,
        who.city if who else None,
        one.payment_id,
        one.reverses,
        Jsonb(dict(one.detail)),
    )
