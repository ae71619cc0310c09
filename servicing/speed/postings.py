"""Durable postings a second, beside inserts of two plain rows under the same durability."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from servicing.accounts import repository
from servicing.accounts.postings import charge
from servicing.ledger.model import Bucket
from servicing.money import Money
from servicing.products import Product
from servicing.speed.books import OPENED_ON, a_line, write

BATCH = 50
_WARM_UP = 5
_TURNS = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """Postings and yardstick inserts a second, and what the postings' time went into.

    A batch shares one commit, so beside it the yardstick doesn't wait for the disk at all: what
    it shows is the work of a posting, and nothing is promised of it.
    """

    name: str
    postings: float
    inserts: float
    bounded_by: str
    promised: bool


def measure(dsn: str, products: Mapping[str, Product], seconds: float) -> list[Measured]:
    """Measure one posting a commit, and a batch of lines a commit.

    A posting is whole: the line locked and loaded, a purchase charged, transaction, entries and
    projection written, balance checked by Postgres, committed.
    """
    write(dsn, (a_line(n, 25, products) for n in range(BATCH)))
    names = [f"{700_000 + n}" for n in range(BATCH)]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE plain (id bigserial PRIMARY KEY, account text, minor int)")
        return [
            _measure(connection, products, (name, size), names, seconds)
            for name, size in (("one a commit", 1), (f"{BATCH} a commit", BATCH))
        ]


def _measure(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    named: tuple[str, int],
    accounts: list[str],
    seconds: float,
) -> Measured:
    """Take turns with the yardstick, since a machine's speed wanders."""
    name, size = named
    batches = [accounts[n : n + size] for n in range(0, len(accounts), size)]
    posted, inserted, busy = 0.0, 0.0, 0.0
    for _ in range(_TURNS):
        inserted += _rate(lambda n: _insert(connection, size), seconds / _TURNS, size)[0]
        rate, share = _rate(
            lambda n: _post(connection, products, batches[n % len(batches)]), seconds / _TURNS, size
        )
        posted, busy = posted + rate, busy + share
    why = f"{busy / _TURNS:.0%} of the time is Python, the rest Postgres and its disk"
    return Measured(name, posted / _TURNS, inserted / _TURNS, why, promised=size == 1)


def _insert(connection: psycopg.Connection[Any], size: int) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO plain (account, minor) VALUES (%s, %s), (%s, %s)",
            [("a", 1, "b", -1)] * size,
        )


def _post(
    connection: psycopg.Connection[Any], products: Mapping[str, Product], accounts: list[str]
) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL ROLE linewise_servicing")
        lines = repository.load_many(connection, products, accounts)
        for line in lines:
            charge(line, "purchase", Bucket.PURCHASE, Money(101), OPENED_ON, "A SHOP")
        repository.save_many(connection, lines)


def _rate(body: Callable[[int], None], seconds: float, size: int) -> tuple[float, float]:
    """Return things a second, and the share of the time that this process computed."""
    for n in range(_WARM_UP):
        body(n)
    started, cpu, done = time.perf_counter(), sum(os.times()[:2]), 0
    while (spent := time.perf_counter() - started) < seconds:
        body(done)
        done += 1
    return done * size / spent, (sum(os.times()[:2]) - cpu) / spent
