"""A borrower's statement, read from the books in one borrower session."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.ledger import repository as journal
from servicing.products import Product
from servicing.statements import repository
from servicing.statements.compose import Facts, compose
from servicing.statements.model import Document
from servicing.statements.wording import lender, wording

_CYCLES_READ = 3


def document(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    borrower_id: str,
    closing: date,
) -> Document | None:
    """Return the statement that closed on or last before a day, or None if none had.

    It says the same whenever it is asked for: what it tells was kept when the cycle closed.
    `connection` is a borrower session. Raises `UnknownBorrower`.
    """
    account_id, _ = accounts.identify(connection, borrower_id)
    found = repository.statements_up_to(connection, account_id, closing, _CYCLES_READ)
    if not found:
        return None
    one = found[0]
    holder, product_id, tier = repository.holder_and_terms(connection, account_id)
    posted = journal.find(connection, account_id, journal.Query(one.opening_on, one.closing_on))
    facts = Facts(
        account_id=account_id,
        holder=holder,
        product=products[product_id],
        tier=tier,
        statement=one,
        snapshot=repository.snapshot_of(connection, account_id, one.closing_on),
        earlier=found[1:],
        posted=tuple(reversed(posted)),
    )
    return compose(facts, lender(), wording())
