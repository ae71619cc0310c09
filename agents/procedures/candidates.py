"""Which transactions a borrower may mean, found in a list of them. Pure functions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tools.views import Transaction

RECENT = timedelta(days=62)
MOST = 4


def unfamiliar(rows: Sequence[Transaction], today: date, count: int | None = None) -> list[int]:
    """Return the positions of recent purchases at merchants never seen before them.

    `rows` reach back far enough to know the borrower's habits (a year). `count` is how many
    charges of one merchant the borrower spoke of: a merchant with as many goes before others.
    """
    first: dict[str, date] = {}
    for row in rows:
        name = known_as(row)
        first[name] = min(first.get(name, date.max), row.posted_on)
    found = [
        n
        for n, row in enumerate(rows)
        if row.kind == "purchase" and first[known_as(row)] >= today - RECENT
    ]
    by_merchant: dict[str, list[int]] = defaultdict(list)
    for n in found:
        by_merchant[known_as(rows[n])].append(n)
    exact = [positions for positions in by_merchant.values() if len(positions) == count]
    return (exact[0] if len(exact) == 1 else found)[:MOST]


def duplicates(rows: Sequence[Transaction]) -> list[int]:
    """Return the later position of each pair with the same merchant, amount and day."""
    seen: dict[tuple[str, Decimal, date], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        seen[(known_as(row), row.amount, row.transacted_on)].append(n)
    return [positions[0] for positions in seen.values() if len(positions) > 1][:MOST]


def named(rows: Sequence[Transaction], words: str | None, amounts: Sequence[Decimal]) -> list[int]:
    """Return the positions that fit a merchant or an amount the borrower named."""
    wanted = (words or "").lower().split()
    found = [
        n
        for n, row in enumerate(rows)
        if row.amount in amounts
        or (wanted and all(word in f"{known_as(row)} {row.description}".lower() for word in wanted))
    ]
    return found[:MOST]


def known_as(row: Transaction) -> str:
    """Return the name a person would know the merchant by."""
    return row.merchant or row.description
