"""The composition root's part for the nights: run on command, as jobs, made to go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event
from typing import Any

import psycopg
import structlog

from api.failures import BadInput, Stopped
from servicing import nights
from servicing.bank import repository as bank
from servicing.bank import simulated
from servicing.clock import DemoClock
from servicing.money import Money
from servicing.nights.jobs import Nights
from servicing.payments.returns import RULES, rule
from servicing.products import load_products

Report = Callable[[str, int, int], None]


def advance(dsn: str, to: date, report: Report, stop: Event) -> tuple[str, ...]:
    """Run the nights up to a date; return why files of the bank were refused, if any.

    Once `stop` is set it ends with the transaction in hand. Raises `Stopped` then.
    """

    def told(done: int, total: int) -> None:
        report("Running the nights", done, total)

    try:
        done = nights.advance(dsn, to, load_products(), told, stopping=stop.is_set)
    except nights.Stopped as error:
        raise Stopped(f"stopped in {error}; run it again to go on from there") from error
    return tuple(why for night in done for why in night.refused)


def nightly(dsn: str, clock: DemoClock) -> Nights:
    """Return what runs each night as the clock passes midnight, and logs it."""
    log = structlog.get_logger("nights")

    def told(night: nights.Night) -> None:
        log.info("night", day=night.day.isoformat(), lines=night.lines)
        for why in night.refused:
            log.error("bank file refused", day=night.day.isoformat(), why=why)

    return Nights(dsn, clock, load_products(), told)


def files(dsn: str, limit: int) -> list[tuple[str, ...]]:
    """Return the files exchanged with the bank, newest first: day, kind, reference, what is in."""
    with _looking(dsn) as connection:
        found = bank.files(connection, limit)
    return [
        (
            one.banking_day.isoformat(),
            one.kind,
            one.reference,
            str(one.entries),
            str(Money(one.debit_minor).dollars),
            str(Money(one.credit_minor).dollars),
        )
        for one in found
    ]


def entries(dsn: str, borrower_id: str, limit: int) -> list[tuple[str, ...]]:
    """Return what was asked of a borrower's bank and what it said, newest first."""
    with _looking(dsn) as connection:
        found = bank.entries_of(connection, borrower_id, limit)
    return [
        (
            one.sent_on.isoformat(),
            one.trace,
            one.asked_for,
            str(Money(one.amount_minor).dollars),
            one.answer or "not answered yet",
            "" if one.answered_on is None else one.answered_on.isoformat(),
            "" if one.code is None else f"{one.code} {rule(one.code).reason}",
            "" if one.applied_on is None else one.applied_on.isoformat(),
        )
        for one in found
    ]


@contextmanager
def _looking(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION READ ONLY")
        connection.execute("SET LOCAL ROLE linewise_servicing")
        yield connection


def return_next(dsn: str, borrower_id: str, code: str, after_days: int | None) -> None:
    """Let the next entry for a borrower's linked bank come back with a code. Raises `BadInput`."""
    if code not in RULES:
        raise BadInput(f"the demo's bank returns with {', '.join(RULES)}, not {code!r}")
    with psycopg.connect(dsn) as connection:
        number = bank.linked_number(connection, borrower_id)
        if number is None:
            raise BadInput("no bank account is linked to that line")
        try:
            simulated.return_next(connection, number, code, after_days)
        except simulated.ReturnsTooLate as error:
            raise BadInput(str(error)) from error
