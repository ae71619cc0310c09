"""Writing the journal. Only money movers import this module (see .importlinter)."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from servicing.ledger.model import JournalTransaction
from servicing.tables import Write


def append(
    connection: psycopg.Connection[Any],
    transactions: Iterable[JournalTransaction],
    write: Write,
) -> None:
    """Add transactions with their entries; the caller commits.

    Raises `psycopg.errors.CheckViolation` at commit if Postgres finds one unbalanced, and
    `UniqueViolation` at once when a transaction is already there.
    """
    batch = list(transactions)
    write(connection, "transactions", map(_transaction_row, batch))
    write(connection, "entries", (row for one in batch for row in _entry_rows(one)))


def _transaction_row(one: JournalTransaction) -> dict[str, Any]:
    who = one.merchant
    return {
        "transaction_id": one.transaction_id,
        "account_id": one.account_id,
        "borrower_id": one.borrower_id,
        "sequence": one.sequence,
        "kind": one.kind,
        "posted_on": one.posted_on,
        "effective_on": one.effective_on,
        "transacted_on": one.transacted_on,
        "description": one.description,
        "merchant": who.name if who else None,
        "category": who.category if who else None,
        "city": who.city if who else None,
        "payment_id": one.payment_id,
        "hold_id": one.hold_id,
        "reverses": one.reverses,
        "balances": [balance.minor for balance in one.balances],
        "detail": Jsonb(dict(one.detail)),
    }


def _entry_rows(one: JournalTransaction) -> list[dict[str, Any]]:
    return [
        {
            "transaction_id": one.transaction_id,
            "entry_no": number,
            "account_id": one.account_id,
            "borrower_id": one.borrower_id,
            "posted_on": one.posted_on,
            "ledger_account": str(entry.account),
            "amount_minor": entry.amount.minor,
        }
        for number, entry in enumerate(one.entries, 1)
    ]
