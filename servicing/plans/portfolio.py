"""All plans at once: how they go, and which lines could have one. Nothing is written."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.plans import repository
from servicing.plans.eligibility import ineligible, route
from servicing.plans.model import Books
from servicing.plans.program import programs
from servicing.plans.standing import books_of
from servicing.products import Product

BATCH = 200


@dataclass(frozen=True, slots=True)
class Programme:
    """How the plans of one programme go. `charged_off` counts lines lost since their plan began."""

    program: str
    states: Mapping[str, int]
    kept: int
    missed: int
    cured: int
    charged_off: int

    @property
    def plans(self) -> int:
        """Plans of every state."""
        return sum(self.states.values())

    @property
    def kept_rate(self) -> Decimal | None:
        """The share of payments made on time, in percent to a tenth; None before any was due."""
        return _percent(self.kept, self.kept + self.missed)

    @property
    def charge_off_rate(self) -> Decimal | None:
        """The share of plans whose line was charged off since, in percent to a tenth."""
        return _percent(self.charged_off, self.plans)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The plans there are by programme, and drafts that wait: how many, how many too long."""

    programs: tuple[Programme, ...]
    waiting: int
    overdue: int


@dataclass(slots=True)
class Scan:
    """Which lines could have which programme, going by the books alone.

    `eligible` counts lines by programme, `why_not` lines by programme and code; `routes` lines by
    the team that helps; `without` the lines that could have none.
    """

    lines: int = 0
    without: int = 0
    eligible: Counter[str] = field(default_factory=Counter)
    why_not: Counter[tuple[str, str]] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)


def portfolio(connection: psycopg.Connection[Any], today: date) -> Portfolio:
    """Return the plans of every line that the session may see."""
    found: dict[str, list[tuple[str, str, int, int, int, int, int]]] = {}
    for row in repository.by_program(connection):
        found.setdefault(row[0], []).append(row)
    waiting = repository.undecided(connection)
    return Portfolio(
        programs=tuple(
            Programme(
                program=program,
                states={row[1]: row[2] for row in rows},
                charged_off=sum(row[3] for row in rows),
                kept=sum(row[4] for row in rows),
                missed=sum(row[5] for row in rows),
                cured=sum(row[6] for row in rows),
            )
            for program, rows in found.items()
        ),
        waiting=len(waiting),
        overdue=sum(answer_by < today for answer_by in waiting),
    )


def scan(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    today: date,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Scan:
    """Look at every line that the session may see. `progress` hears of lines done and in all.

    Memory holds one batch, whatever the number of lines.
    """
    found, in_all, after = Scan(), repository.count_accounts(connection), ""
    progress(0, in_all)
    while batch := repository.accounts_after(connection, after, BATCH):
        after = batch[-1]
        last = repository.last_plans_on(connection, batch)
        for line in accounts.read_many(connection, products, batch):
            count(found, books_of(line, today, last.get(line.account_id)))
        progress(min(found.lines, in_all), in_all)
    return found


def count(found: Scan, books: Books) -> None:
    """Add a line to a scan."""
    found.lines += 1
    found.routes[route(books)] += 1
    could = 0
    for program in programs().values():
        refused = ineligible(program, books)
        if refused is None:
            found.eligible[program.id] += 1
            could += 1
        else:
            found.why_not[program.id, refused.code] += 1
    found.without += not could


def _percent(part: int, whole: int) -> Decimal | None:
    return None if not whole else (Decimal(100 * part) / whole).quantize(Decimal("0.1"))
