"""Hardship intakes in Postgres. The caller owns the transaction."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.model import Line
from servicing.intakes.model import Told

_TOLD = TypeAdapter(Told)


def latest(connection: psycopg.Connection[Any], account_id: str) -> tuple[Told, datetime] | None:
    """Return what was said last, and when, or None."""
    row = connection.execute(
        "SELECT told, noted_at FROM servicing.hardship_intakes WHERE account_id = %s"
        " ORDER BY number DESC LIMIT 1",
        [account_id],
    ).fetchone()
    return None if row is None else (_TOLD.validate_python(row[0]), row[1])


def note(
    connection: psycopg.Connection[Any],
    line: Line,
    told: Told,
    conversation_id: str,
    now: datetime,
) -> None:
    """Put what was said on record, unless it stands there already. `line` must be locked."""
    before = latest(connection, line.account_id)
    if before is not None and before[0] == told:
        return
    connection.execute(
        "INSERT INTO servicing.hardship_intakes (account_id, number, borrower_id, told,"
        " conversation_id, noted_at)"
        " SELECT %(account_id)s, count(*) + 1, %(borrower_id)s, %(told)s, %(conversation)s,"
        " %(now)s FROM servicing.hardship_intakes WHERE account_id = %(account_id)s",
        {
            "account_id": line.account_id,
            "borrower_id": line.borrower_id,
            "told": Jsonb(_TOLD.dump_python(told, mode="json")),
            "conversation": conversation_id,
            "now": now,
        },
    )
