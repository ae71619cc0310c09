"""The composition root's part for the nights: run on command, as jobs, made to go wrong."""

from collections.abc import Callable
from datetime import date

import psycopg
import structlog

from api.failures import BadInput
from servicing import nights
from servicing.bank import repository as bank
from servicing.bank import simulated
from servicing.clock import DemoClock
from servicing.nights.jobs import Nights
from servicing.payments.returns import RULES
from servicing.products import load_products

Report = Callable[[str, int, int], None]


def advance(dsn: str, to: date, report: Report) -> tuple[str, ...]:
    """Run the nights up to a date; return why files of the bank were refused, if any."""
    done = nights.advance(
        dsn, to, load_products(), lambda done, total: report("Running the nights", done, total)
    )
    return tuple(why for night in done for why in night.refused)


def nightly(dsn: str, clock: DemoClock) -> Nights:
    """Return what runs each night as the clock passes midnight, and logs it."""
    log = structlog.get_logger("nights")

    def told(night: nights.Night) -> None:
        log.info("night", day=night.day.isoformat(), lines=night.lines)
        for why in night.refused:
            log.error("bank file refused", day=night.day.isoformat(), why=why)

    return Nights(dsn, clock, load_products(), told)


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
