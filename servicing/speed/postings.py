"""Durable postings a second, beside inserts of two plain rows under the same durability."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import psycopg

from servicing.accounts import repository
from servicing.accounts.postings import charge
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import Money
from servicing.products import Product
from servicing.session import Held, writing
from servicing.speed.books import OPENED_ON, a_line, write
from servicing.tables import Together

BATCH = 50
_LINES = 1_000
_WARM_UP = 5
_TURNS = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """Postings and yardstick inserts a second, and what the postings' time went into.

    The promise is the journal's: it does what the yardstick does, two rows a commit. A whole charge
    reads and writes its line besides. A batch shares one commit, so beside it the yardstick doesn't
    wait for the disk at all: what it shows is the work of a charge.
    """

    name: str
    postings: float
    inserts: float
    bounded_by: str
    promised: bool


def measure(dsn: str, products: Mapping[str, Product], seconds: float) -> list[Measured]:
    """Measure the journal by itself, and whole charges, one and many a commit.

    The journal's part is a transaction with two entries, appended as the servicing role, its
    balance checked by Postgres, committed. A whole charge locks and loads the line, books a
    purchase by the product's rules, and writes transaction, entries, projection and event.
    """
    write(dsn, (a_line(n, 25, products) for n in range(_LINES)))
    names = [f"{700_000 + n}" for n in range(_LINES)]
    batches = [names[n : n + BATCH] for n in range(0, _LINES, BATCH)]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE plain (id bigserial PRIMARY KEY, account text, minor int)")
        journal = _journal(products)
        return [
            _measure(
                ("in the journal", 1, True),
                seconds,
                lambda n: _insert(connection, 1),
                lambda n: _append(connection, next(journal)),
            ),
            _measure(
                ("as whole charges, one a commit", 1, False),
                seconds,
                lambda n: _insert(connection, 1),
                lambda n: _post(connection, products, [names[n % _LINES]]),
            ),
            _measure(
                (f"as whole charges, {BATCH} a commit", BATCH, False),
                seconds,
                lambda n: _insert(connection, BATCH),
                lambda n: _post(connection, products, batches[n % len(batches)]),
            ),
        ]


def _measure(
    named: tuple[str, int, bool],
    seconds: float,
    insert: Callable[[int], None],
    post: Callable[[int], None],
) -> Measured:
    """Take turns with the yardstick, since a machine's speed wanders."""
    name, size, promised = named
    posted, inserted, busy = 0.0, 0.0, 0.0
    for _ in range(_TURNS):
        inserted += _rate(insert, seconds / _TURNS, size)[0]
        rate, share = _rate(post, seconds / _TURNS, size)
        posted, busy = posted + rate, busy + share
    why = f"{busy / _TURNS:.0%} of the time is Python, the rest Postgres and its disk"
    return Measured(name, posted / _TURNS, inserted / _TURNS, why, promised)


def _insert(connection: psycopg.Connection[Any], size: int) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO plain (account, minor) VALUES (%s, %s), (%s, %s)",
            [("a", 1, "b", -1)] * size,
        )


def _post(
    connection: psycopg.Connection[Any], products: Mapping[str, Product], accounts: list[str]
) -> None:
    with writing(Held(connection)):
        lines = repository.load_many(connection, products, accounts)
        for line in lines:
            charge(line, "purchase", Bucket.PURCHASE, Money(101), OPENED_ON, "A SHOP")
        repository.save_many(connection, lines)


def _journal(products: Mapping[str, Product]) -> Iterator[JournalTransaction]:
    """Make transactions of one line without end, each with its own place in the line's journal."""
    like = a_line(0, 25, products).changes.transactions[0]
    for n in count(1_000_000):
        yield replace(like, transaction_id=f"t-alone-{n}", sequence=n)


def _append(connection: psycopg.Connection[Any], one: JournalTransaction) -> None:
    with writing(Held(connection)):
        together = Together()
        ledger.append(connection, [one], together.insert)
        together.write(connection)


def _rate(body: Callable[[int], None], seconds: float, size: int) -> tuple[float, float]:
    """Return things a second, and the share of the time that this process computed."""
    for n in range(_WARM_UP):
        body(n)
    started, cpu, done = time.perf_counter(), sum(os.times()[:2]), 0
    while (spent := time.perf_counter() - started) < seconds:
        body(done)
        done += 1
    return done * size / spent, (sum(os.times()[:2]) - cpu) / spent
