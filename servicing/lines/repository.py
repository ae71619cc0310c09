"""What changes of a line's own terms are kept as. The caller owns the transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from servicing.accounts import rows
from servicing.accounts.model import Autopay, Line
from servicing.lines.limits import LimitRequest
from servicing.money import Money


def put_autopay(connection: psycopg.Connection[Any], line: Line, order: Autopay | None) -> None:
    """Set, change or remove the line's standing instruction."""
    connection.execute("DELETE FROM servicing.autopay WHERE account_id = %s", [line.account_id])
    if order is not None:
        row = rows.autopay_to_row((line.account_id, line.borrower_id), order)
        connection.execute(
            sql.SQL("INSERT INTO servicing.autopay ({}) VALUES ({})").format(
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(map(sql.Placeholder, row)),
            ),
            row,
        )
    line.autopay = order
    line.changes.touched = True


def authorise(
    connection: psycopg.Connection[Any], line: Line, terms: dict[str, Any], now: datetime
) -> str:
    """Keep what the borrower authorised, in place of any authorisation before; its reference."""
    revoke(connection, line, now)
    count = connection.execute(
        "SELECT count(*) FROM servicing.authorisations WHERE account_id = %s", [line.account_id]
    ).fetchone()
    reference = f"AP-{line.account_id}-{(count[0] if count else 0) + 1:02d}"
    connection.execute(
        "INSERT INTO servicing.authorisations (reference, account_id, borrower_id, terms, given_at)"
        " VALUES (%s, %s, %s, %s, %s)",
        [reference, line.account_id, line.borrower_id, Jsonb(terms), now],
    )
    return reference


def revoke(connection: psycopg.Connection[Any], line: Line, now: datetime) -> str | None:
    """End the authorisation in force; return its reference, None where the books hold none."""
    row = connection.execute(
        "UPDATE servicing.authorisations SET revoked_at = %s"
        " WHERE account_id = %s AND revoked_at IS NULL RETURNING reference",
        [now, line.account_id],
    ).fetchone()
    return None if row is None else str(row[0])


def put_due_day(connection: psycopg.Connection[Any], line: Line) -> None:
    """Write the line's due day."""
    connection.execute(
        "UPDATE servicing.accounts SET due_day = %s WHERE account_id = %s",
        [line.due_day, line.account_id],
    )


def add_request(connection: psycopg.Connection[Any], line: Line, one: LimitRequest) -> None:
    """Put a limit request on record."""
    detail = {"income_minor": one.income.minor, "housing_minor": one.housing.minor}
    connection.execute(
        "INSERT INTO servicing.line_requests (reference, account_id, borrower_id, kind,"
        " amount_minor, detail, received_at, answer_by, status)"
        " VALUES (%s, %s, %s, 'limit_increase', %s, %s, %s, %s, %s)",
        [
            one.reference,
            line.account_id,
            line.borrower_id,
            one.limit.minor,
            Jsonb(detail),
            one.received_at,
            one.answer_by,
            one.status,
        ],
    )
    line.changes.touched = True


def requests(connection: psycopg.Connection[Any], account_id: str) -> Sequence[LimitRequest]:
    """Return the line's limit requests, newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.line_requests WHERE account_id = %s"
            " ORDER BY received_at DESC, reference DESC",
            [account_id],
        ).fetchall()
    return [
        LimitRequest(
            reference=row["reference"],
            limit=Money(row["amount_minor"]),
            income=Money(row["detail"]["income_minor"]),
            housing=Money(row["detail"]["housing_minor"]),
            received_at=row["received_at"],
            answer_by=row["answer_by"],
            status=row["status"],
        )
        for row in found
    ]


def late_days(connection: psycopg.Connection[Any], account_id: str, since: date) -> list[date]:
    """Return the days since one on which a late fee was charged, waived later or not."""
    found = connection.execute(
        "SELECT posted_on FROM servicing.transactions"
        " WHERE account_id = %s AND kind = 'late_fee' AND posted_on >= %s ORDER BY posted_on",
        [account_id, since],
    )
    return [row[0] for row in found]


def waived(connection: psycopg.Connection[Any], account_id: str) -> frozenset[str]:
    """Return the ids of the fees that were taken off."""
    found = connection.execute(
        "SELECT reverses FROM servicing.transactions"
        " WHERE account_id = %s AND kind = 'fee_waiver' AND reverses IS NOT NULL",
        [account_id],
    )
    return frozenset(row[0] for row in found)
