"""The finance charge of a statement that is said to be worked out wrong (12 CFR 1026.13(a)(5)).

Whoever says that the interest or the statement is wrong names no charge. What is disputed then is
the interest of that statement: nobody need pay it, and nobody may ask for it, until it is answered
(1026.13(d)(1)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.ledger import repository as ledger
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO

KIND = "computational"
_INTEREST = ("interest", "interest_correction")


@dataclass(frozen=True, slots=True)
class FinanceCharge:
    """The interest of the statement that closed on a day, a posting for each balance type."""

    closing_on: date
    postings: tuple[PostedTransaction, ...]


def finance_charge(
    connection: psycopg.Connection[Any], line: Line, by: date
) -> FinanceCharge | None:
    """Return the interest of the statement that closed on or last before a day, as it stands.

    Where a charge was corrected since, that is its correction. None where there is no such
    statement, or it bears no interest.
    """
    statement = accounts.statement_on(connection, line.account_id, by)
    if statement is None:
        return None
    query = ledger.Query(statement.closing_on, date.max, _INTEREST)
    posted = ledger.find(connection, line.account_id, query)
    standing = _standing(posted, line.state.reversed, statement.closing_on)
    return FinanceCharge(statement.closing_on, standing) if standing else None


def _standing(
    posted: Sequence[PostedTransaction], gone: Sequence[str], closing: date
) -> tuple[PostedTransaction, ...]:
    return tuple(
        one
        for one in reversed(posted)
        if one.transaction_id not in gone and one.amount > ZERO and _closed_on(one) == closing
    )


def _closed_on(one: PostedTransaction) -> date:
    """Return the closing that interest is of; a correction names it."""
    named = one.detail.get("closing_on")
    return one.posted_on if named is None else date.fromisoformat(named)
