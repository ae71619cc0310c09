"""Flags on a line: what it is marked for, until that is verified, settled or found unfounded.

The caller owns the transaction, and has locked the line.
"""

from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.events.model import Happening
from servicing.refusal import Refusal


def raise_flag(connection: psycopg.Connection[Any], line: Line, flag: str, now: datetime) -> None:
    """Mark the line, unverified; the mark is a change of the line."""
    connection.execute(
        "INSERT INTO servicing.flags (account_id, borrower_id, flag, raised_at, verified)"
        " VALUES (%s, %s, %s, %s, false) ON CONFLICT (account_id, flag) DO UPDATE SET"
        " raised_at = excluded.raised_at, verified = false, lowered_at = NULL"
        " WHERE flags.lowered_at IS NOT NULL",
        [line.account_id, line.borrower_id, flag, now],
    )
    line.flags = {**line.flags, flag: False}
    line.changes.happened.append(Happening("flag.raised", {"flag": flag}))
    line.changes.touched = True


def lower_flag(connection: psycopg.Connection[Any], line: Line, flag: str, now: datetime) -> None:
    """Take a mark off the line that turned out to be unfounded, or is over."""
    if flag not in line.flags:
        return
    connection.execute(
        "UPDATE servicing.flags SET lowered_at = %s WHERE account_id = %s AND flag = %s",
        [now, line.account_id, flag],
    )
    line.flags = {name: verified for name, verified in line.flags.items() if name != flag}
    line.changes.happened.append(Happening("flag.lowered", {"flag": flag}))
    line.changes.touched = True


def verify_flag(connection: psycopg.Connection[Any], line: Line, flag: str, now: datetime) -> None:
    """Mark a flag as verified, and raise it where the line hasn't got it."""
    if flag not in line.flags:
        raise_flag(connection, line, flag, now)
    connection.execute(
        "UPDATE servicing.flags SET verified = true WHERE account_id = %s AND flag = %s",
        [line.account_id, flag],
    )
    line.flags = {**line.flags, flag: True}
    line.changes.happened.append(Happening("flag.verified", {"flag": flag}))
    line.changes.touched = True


def locked(code: str) -> Refusal:
    """Return why a line that is locked for identity theft lends nothing, under a refusal's code."""
    words = "The line is locked while our fraud team looks into the identity theft on record."
    return Refusal(code, words, policy="identity-theft")
