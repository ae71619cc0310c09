"""The balance of a past day, by the length of the history it is in."""

import statistics
import time
from collections.abc import Mapping
from datetime import timedelta

import psycopg

from servicing.ledger import repository as ledger
from servicing.products import Product
from servicing.speed.books import OPENED_ON, a_line, write

_TIMES = 1_500
_A_DAY = 400
_FILL = """
    WITH made AS (
        SELECT n, %(opened)s::date + n / {a_day} AS day
        FROM generate_series(%(first)s::int, %(last)s::int) n),
    posted AS (
        INSERT INTO servicing.transactions (transaction_id, account_id, borrower_id, sequence,
            kind, posted_on, effective_on, transacted_on, description, balances)
        SELECT 't-x-' || n, %(account)s, %(borrower)s, n,
            'purchase', day, day, day, 'A SHOP', ARRAY[n, 0, 0, 0, 0, 0] FROM made)
    INSERT INTO servicing.entries
    SELECT 't-x-' || n, leg, %(account)s, %(borrower)s, day,
        CASE leg WHEN 1 THEN 'purchase' ELSE 'card_settlement' END,
        CASE leg WHEN 1 THEN 1 ELSE -1 END
    FROM made, generate_series(1, 2) leg
"""


def measure(
    dsn: str, products: Mapping[str, Product], sizes: tuple[int, int]
) -> tuple[float, float]:
    """Return the 95th percentile, in seconds, after each of two numbers of entries.

    All of them are one line's, so that its own history is that long; days asked for are spread
    over it.
    """
    line = a_line(1, 25, products)
    line.changes.transactions.clear()
    write(dsn, iter([line]))
    found, there = [], 0
    for entries in sizes:
        _fill(dsn, line.account_id, line.borrower_id, there + 1, entries // 2)
        there = entries // 2
        found.append(_ask(dsn, line.account_id, there))
    return found[0], found[1]


def _fill(dsn: str, account: str, borrower: str, first: int, last: int) -> None:
    with psycopg.connect(dsn) as connection:
        # What is made up here balances; checking a million of them one by one takes minutes.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            _FILL.format(a_day=_A_DAY).encode(),
            {
                "opened": OPENED_ON,
                "first": first,
                "last": last,
                "account": account,
                "borrower": borrower,
            },
        )
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE servicing.transactions, servicing.entries")


def _ask(dsn: str, account: str, transactions: int) -> float:
    days = transactions // _A_DAY
    times = []
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET ROLE linewise_servicing")
        for n in range(_TIMES):
            day = OPENED_ON + timedelta(days=n * 7919 % (days + 1))
            started = time.perf_counter()
            ledger.balances_as_of(connection, account, day)
            times.append(time.perf_counter() - started)
    return statistics.quantiles(times[_TIMES // 3 :], n=20)[-1]
