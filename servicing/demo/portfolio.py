"""Seeding the demo portfolio: every balance comes from running the engine day by day."""

import gc
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import psycopg

from servicing.accounts import repository, rows
from servicing.accounts.model import Bank, Line, OpenCycle, State
from servicing.calendar import BusinessDays, at
from servicing.contacts import rights
from servicing.demo.life import Act, Life, Town
from servicing.demo.others import other
from servicing.demo.source import Chance
from servicing.demo.stories import Story, stories
from servicing.products import Product, load_products
from servicing.tables import copy_rows

DEMO_DAY = date(2026, 11, 20)
DEMO_TIME = time(10)
SEED = 20261120
LINES = 210
Progress = Callable[[int, int], None]


def seed(dsn: str, progress: Progress = lambda done, total: None, lines: int = LINES) -> bool:
    """Fill an empty database with the demo portfolio, all or nothing.

    Returns False, and changes nothing, where a portfolio already is. Safe when two processes
    seed at once. The same code gives the same books to the cent. `progress` hears of lines
    done and lines in all; the last call comes after the commit.
    """
    with psycopg.connect(dsn) as connection:
        if connection.info.parameter_status("is_superuser") != "on":
            connection.execute("SET LOCAL ROLE linewise_servicing")
        connection.execute("LOCK TABLE servicing.clock IN EXCLUSIVE MODE")
        if connection.execute("SELECT 1 FROM servicing.clock").fetchone():
            return False
        lived = live(lines, progress)
        _write(connection, lived)
        connection.execute("INSERT INTO servicing.clock (instant) VALUES (%s)", [demo_instant()])
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
    progress(lines, lines)
    return True


def demo_instant() -> datetime:
    """Return the demo's present: 10 am in New York on its day."""
    return at(DEMO_DAY, DEMO_TIME)


def live(count: int, progress: Progress = lambda done, total: None) -> list["Lived"]:
    """Run the lives of the stories and as many others as make `count`, in memory."""
    town, days = Town.load(), BusinessDays()
    products = load_products()
    told = stories()
    lived: list[Lived] = []
    was_enabled = gc.isenabled()
    gc.disable()  # a million small objects, none of them garbage
    try:
        for number in range(count):
            chance = Chance(SEED, str(number))
            story = told[number] if number < len(told) else other(number, chance, town)
            lived.append(_live_one(number, story, chance, town, days, products))
            progress(number, count)
    finally:
        if was_enabled:
            gc.enable()
    return lived


class Lived:
    """A finished life: whose it was and the line it left."""

    def __init__(self, story: Story, line: Line) -> None:
        self.story = story
        self.line = line


def _live_one(
    number: int,
    story: Story,
    chance: Chance,
    town: Town,
    days: BusinessDays,
    products: Mapping[str, Product],
) -> Lived:
    last4 = "4417" if story.handle == "steady" else f"{chance.between(1000, 9999)}"
    line = Line(
        account_id=str(104_000 + 37 * number),
        borrower_id=f"b-{number + 1:04d}",
        product=products[story.product],
        tier=story.tier,
        opened_on=story.opened_on,
        due_day=story.due_day,
        credit_limit=story.limit,
        status="open",
        version=1,
        state=State(OpenCycle(story.opened_on), story.opened_on, cycle_openings=[story.opened_on]),
        autopay=story.autopay,
        bank=Bank(chance.pick(town.banks), last4),
    )
    script: dict[date, list[Act]] = {}
    for day, act in story.script:
        script.setdefault(day, []).append(act)
    city = chance.pick(town.cities)
    Life(line, story.habits, chance, town, days, script, city).run(DEMO_DAY)
    return Lived(story, line)


def _write(connection: psycopg.Connection[Any], lived: list[Lived]) -> None:
    lines = [one.line for one in lived]
    copy_rows(connection, "borrowers", map(_borrower_row, lived))
    copy_rows(connection, "accounts", map(repository.account_row, lines))
    copy_rows(connection, "bank_accounts", filter(None, map(_bank_row, lines)))
    copy_rows(connection, "autopay", filter(None, map(_autopay_row, lines)))
    copy_rows(connection, "plans", filter(None, map(_plan_row, lines)))
    copy_rows(connection, "flags", (row for one in lived for row in _flag_rows(one)))
    copy_rows(connection, "rights", (row for one in lived for row in _right_rows(one)))
    repository.write_children(connection, lines, copy_rows)
    copy_rows(
        connection,
        "payments",
        (
            rows.payment_to_row((line.account_id, line.borrower_id), payment)
            for line in lines
            for payment in line.changes.payments.values()
        ),
    )
    copy_rows(
        connection,
        "holds",
        (row for line in lines for row in repository.hold_rows(line, line.changes.holds.values())),
    )


def _borrower_row(one: Lived) -> dict[str, Any]:
    return {
        "borrower_id": one.line.borrower_id,
        "handle": one.story.handle or None,
        "first_name": one.story.first_name,
        "name": f"{one.story.first_name} {one.story.last_name}",
        "story": one.story.line or None,
    }


def _bank_row(line: Line) -> dict[str, Any] | None:
    if line.bank is None:
        return None
    return {
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "label": line.bank.label,
        "last4": line.bank.last4,
    }


def _autopay_row(line: Line) -> dict[str, Any] | None:
    if line.autopay is None:
        return None
    return {
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "kind": line.autopay.kind,
        "amount_minor": line.autopay.amount.minor if line.autopay.amount else None,
        "days_before_due": line.autopay.days_before_due,
    }


def _plan_row(line: Line) -> dict[str, Any] | None:
    if line.plan is None:
        return None
    return {
        "plan_id": line.plan.plan_id,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "program": line.plan.program,
        "payment_minor": line.plan.payment.minor,
        "apr": line.plan.apr,
        "months": line.plan.months,
        "first_due_on": line.plan.first_due_on,
        "ends_on": line.plan.ends_on,
        "status": "active",
    }


def _right_rows(one: Lived) -> list[dict[str, Any]]:
    """Write what was recorded when the lender learned of each flag, by telephone."""
    built = [
        rights.build(one.line, flag, {}, at(day, DEMO_TIME), BusinessDays(), number)
        for number, (flag, day, _) in enumerate(one.story.flags, 1)
    ]
    return [rights.row(one.line, record, "telephone") for record in built]


def _flag_rows(one: Lived) -> list[dict[str, Any]]:
    return [
        {
            "account_id": one.line.account_id,
            "borrower_id": one.line.borrower_id,
            "flag": flag,
            "raised_at": at(day, DEMO_TIME),
            "verified": verified,
        }
        for flag, day, verified in one.story.flags
    ]
