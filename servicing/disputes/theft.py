"""Identity theft in the books: the notice locks the line and opens a claim, a decision ends both.

Called with the line locked, in the transaction that records the notice or decides the claim: a
process that is killed leaves either all of it or nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts import flags
from servicing.accounts.model import Line
from servicing.calendar import lender_date
from servicing.disputes import claims, lines, repository
from servicing.disputes.claims import Received
from servicing.disputes.model import Claim, FiledKind

KIND: FiledKind = "identity_theft"
WHOLE_LINE = "whole_line"
"""Key of a right's own particulars: its notice says that somebody else opened the line."""
_DENIED = frozenset({"resolved_explained", "partial", "rebilled"})


def notice(
    connection: psycopg.Connection[Any],
    line: Line,
    received: Received,
    now: datetime,
    *,
    whole_line: bool,
) -> None:
    """Take up a notice of identity theft that was just recorded; told again, it changes nothing.

    A charged-off line and one whose thief is confirmed are left to people.
    """
    if line.status != "charged_off" and not _confirmed(line):
        take_up(connection, line, received, now, whole_line=whole_line)


def take_up(
    connection: psycopg.Connection[Any],
    line: Line,
    received: Received,
    now: datetime,
    *,
    whole_line: bool,
) -> Claim:
    """Open the claim, or widen the open one to the whole line; return it.

    The line's flag is its lock, raised with the right.

    A whole line that was found the borrower's own is substantially the same error again, which
    starts no new duty (12 CFR 1026.13(h)): it is locked and looked at, and nothing is set aside.
    """
    every = repository.claims(connection, line.account_id)
    whole = whole_line and not any(one.whole_line and one.state in _DENIED for one in every)
    before = _standing(every)
    if before is None:
        return claims.file(connection, line, KIND, (), received, now, whole_line=whole)
    if before.whole_line or not whole:
        return before
    widened = lines.take(line, before, lender_date(now))
    repository.put(connection, widened)
    claims.tell(connection, line, widened, "widened", "borrower", now, {})
    return widened


def decided(connection: psycopg.Connection[Any], line: Line, claim: Claim, now: datetime) -> None:
    """Lift the lock once nothing is left to look into; a thief's line keeps it for good."""
    if _confirmed(line):
        flags.verify_flag(connection, line, KIND, now)
    elif _standing_any(repository.claims(connection, line.account_id)) is None:
        flags.lower_flag(connection, line, KIND, now)


def _confirmed(line: Line) -> bool:
    return line.state.stolen is not None and line.state.stolen.confirmed


def _standing(every: Sequence[Claim]) -> Claim | None:
    """Return the open claim that a notice in words belongs to: the one that names no charge."""
    return next((one for one in every if _open(one) and not one.charges), None)


def _standing_any(every: Sequence[Claim]) -> Claim | None:
    return next((one for one in every if _open(one)), None)


def _open(claim: Claim) -> bool:
    return claim.kind == KIND and claim.is_open
