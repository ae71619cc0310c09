"""Running the nights: brings every line up to a date, and the demo's clock with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.calendar import DAY, BusinessDays, at
from servicing.disputes import nightly as claims
from servicing.events import outbox
from servicing.events.model import Happening
from servicing.nights import repository
from servicing.nights.batches import in_batches
from servicing.nights.exchange import Bank, SimulatedBank, run_exchange
from servicing.nights.mornings import run_mornings
from servicing.nights.statements import run_statements
from servicing.products import Product

MORNING = time(10)
DUE_SOON_BUSINESS_DAYS = 3
_LOCK = 0x6C696E656E696768  # "linenigh"


class CannotGoBack(Exception):
    """The date lies before the demo's present."""


class Stopped(Exception):
    """The run was asked to stop and did, between two transactions; its text names the night."""


Stopping = Callable[[], bool]
"""Whether the run is asked to stop; it is asked after each batch and each step."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: into which day, for how many lines, which of the bank's files it refused.

    `lines` counts those whose morning it ran.
    """

    day: date
    lines: int
    refused: tuple[str, ...]


def advance(
    dsn: str,
    to: date,
    products: Mapping[str, Product],
    progress: Callable[[int, int], None] = lambda done, total: None,
    bank: Bank | None = None,
    wake: time = MORNING,
    stopping: Stopping = _never,
) -> list[Night]:
    """Run the nights up to the morning of `to`, and set the demo's clock to `wake` after each.

    A run that was cut off, wherever that was, is finished by running it again, with the books
    it would have given. Two at once follow each other. `progress` hears of nights done and in
    all. Raises `CannotGoBack`, and `Stopped` once `stopping` says so.
    """
    days = BusinessDays()
    with psycopg.connect(dsn, autocommit=True) as connection, _alone(connection):
        connection.execute("SET ROLE linewise_servicing")
        today, opened = repository.books_at(connection)
        if min(today, opened) >= to:
            raise CannotGoBack(f"the demo is at {today}")
        nights = [opened + n * DAY for n in range(1, (to - opened).days + 1)]
        done = []
        for number, day in enumerate(nights):
            progress(number, len(nights))
            to_bank = bank or SimulatedBank(dsn, days)
            done.append(run_night(dsn, day, products, days, to_bank, stopping))
            repository.set_clock(connection, at(day, wake))
        repository.set_clock(connection, at(to, wake))
    progress(len(nights), len(nights))
    return done


def run_night(
    dsn: str,
    day: date,
    products: Mapping[str, Product],
    days: BusinessDays,
    bank: Bank,
    stopping: Stopping = _never,
) -> Night:
    """Run the night that ends with the morning of `day`.

    The evening before closes cycles; then the bank's files are exchanged, if it is a banking
    day; then claims go on and rights' clocks are read; then comes every line's morning, which
    applies what the bank answered. Every step knows what it did already. The mornings come last,
    since they are what says that the night is over: what came after them would be lost to a kill
    between. Raises `Stopped`.
    """

    def heed(_: int = 0) -> None:
        if stopping():
            raise Stopped(f"the night to {day}")

    heed()
    run_statements(dsn, day - DAY, products, progress=heed)
    heed()
    refused = run_exchange(dsn, day, days, bank) if days.is_open(day) else ()
    heed()
    _run_claims(dsn, day, products, days)
    _mark_clocks(dsn, day, days)
    heed()
    lines = run_mornings(dsn, day, products, days, heed)
    return Night(day, lines, refused)


def _run_claims(dsn: str, day: date, products: Mapping[str, Product], days: BusinessDays) -> None:
    """Give provisional credits, and bill again what was explained."""
    now = at(day, MORNING)
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL ROLE linewise_servicing")
        account_ids = claims.accounts_with_work(connection, now, days)

    def work(connection: psycopg.Connection[Any], lines: Sequence[Line]) -> None:
        claims.run(connection, lines, now, days)

    in_batches(dsn, products, account_ids, work)


def _mark_clocks(dsn: str, day: date, days: BusinessDays) -> None:
    """Note rights' clocks that are due soon or overdue, and tell of each once."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL ROLE linewise_servicing")
        soon = days.add(day, DUE_SOON_BUSINESS_DAYS)
        happened: dict[str, list[Happening]] = {}
        for account_id, right_id, clock, state, due_on in sorted(
            repository.mark_clocks(connection, day, soon)
        ):
            data = {"right_id": right_id, "clock": clock, "due_on": due_on.isoformat()}
            happened.setdefault(account_id, []).append(Happening(f"clock.{state}", data))
        outbox.append(connection, happened)


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Let one process at a time run nights; the next one finds them run."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
