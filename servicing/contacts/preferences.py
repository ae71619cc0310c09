"""How a borrower wants to be reached: by channel and purpose, each one by itself.

A preference is the borrower's own choice and can be taken back. It is not a right: what
`servicing.contacts.rights` recorded (an opt-out, a wish for no contact) stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import psycopg
from psycopg.rows import class_row

from servicing.accounts.model import Line

Channel = Literal["phone", "text", "email"]
Purpose = Literal["servicing", "collections", "marketing"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
POLICY = "contact-preferences"


@dataclass(frozen=True, slots=True)
class Preference:
    """Whether the borrower may be reached by a channel for a purpose."""

    channel: Channel
    purpose: Purpose
    allowed: bool


def preferences(connection: psycopg.Connection[Any], account_id: str) -> Sequence[Preference]:
    """Return what the borrower chose; what isn't listed is allowed."""
    with connection.cursor(row_factory=class_row(Preference)) as cursor:
        return cursor.execute(
            "SELECT channel, purpose, allowed FROM servicing.contact_preferences"
            " WHERE account_id = %s ORDER BY channel, purpose",
            [account_id],
        ).fetchall()


def put(
    connection: psycopg.Connection[Any], line: Line, chosen: Sequence[Preference], now: datetime
) -> None:
    """Keep choices; the latest of a channel and purpose counts."""
    for one in chosen:
        connection.execute(
            "INSERT INTO servicing.contact_preferences (account_id, borrower_id, channel, purpose,"
            " allowed, set_at) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (account_id, channel, purpose)"
            " DO UPDATE SET allowed = excluded.allowed, set_at = excluded.set_at",
            [line.account_id, line.borrower_id, one.channel, one.purpose, one.allowed, now],
        )
    line.changes.touched = True
