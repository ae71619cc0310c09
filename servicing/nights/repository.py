"""What the nights read and note across lines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from servicing.accounts.rows import moved_from_json
from servicing.calendar import Cycles, lender_date
from servicing.products import Product

_PAGE = 2_000


def with_an_evening(dsn: str, products: Mapping[str, Product], day: date) -> Iterator[str]:
    """Return the accounts whose cycle ends on a day or whose draw goes out, in order.

    They are read a page at a time.
    """
    query = (
        "SELECT account_id, product_id, due_day, opened_on, state -> 'moved',"
        " EXISTS (SELECT FROM servicing.draws d WHERE d.account_id = a.account_id"
        " AND d.status = 'pending' AND d.goes_out_on <= %(day)s)"
        " FROM servicing.accounts a WHERE account_id > %(after)s"
        " ORDER BY account_id LIMIT %(page)s"
    )
    for account_id, product_id, due_day, opened_on, moved, draws in _pages(
        dsn, query, {"day": day}
    ):
        rules = products[product_id].cycle
        cycles = Cycles(rules.every, due_day, rules.days_to_due, opened_on, moved_from_json(moved))
        if draws or cycles.next_closing(day) == day:
            yield account_id


def before_morning(dsn: str, day: date) -> Iterator[str]:
    """Return the accounts that haven't had the morning of a day, in order, a page at a time."""
    query = (
        "SELECT account_id FROM servicing.accounts"
        " WHERE (state ->> 'morning_of')::date < %(day)s AND account_id > %(after)s"
        " ORDER BY account_id LIMIT %(page)s"
    )
    return (account_id for (account_id,) in _pages(dsn, query, {"day": day}))


def _pages(dsn: str, query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    after = ""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET ROLE linewise_servicing")
        while True:
            page = connection.execute(
                query.encode(), {**values, "after": after, "page": _PAGE}
            ).fetchall()
            if not page:
                return
            after = page[-1][0]
            yield from page


def pass_over(
    connection: psycopg.Connection[Any], account_ids: Sequence[str], day: date, evening: date
) -> None:
    """Note a morning on which nothing happened; the lines' versions stay as they are."""
    connection.execute(
        "UPDATE servicing.accounts SET state = state || %s WHERE account_id = ANY(%s)",
        [
            Jsonb({"morning_of": day.isoformat(), "evening_of": evening.isoformat()}),
            list(account_ids),
        ],
    )


def books_at(connection: psycopg.Connection[Any]) -> tuple[date, date]:
    """Return the demo's today, and the morning that every line has had.

    Raises `LookupError` where there is no demo portfolio.
    """
    row = connection.execute(
        "SELECT (SELECT instant FROM servicing.clock),"
        " (SELECT min((state ->> 'morning_of')::date) FROM servicing.accounts)"
    ).fetchone()
    if row is None or row[0] is None or row[1] is None:
        raise LookupError("no demo portfolio in this database")
    return lender_date(row[0]), row[1]


def set_clock(connection: psycopg.Connection[Any], instant: datetime) -> None:
    """Move the demo's clock forward; never back."""
    connection.execute(
        "UPDATE servicing.clock SET instant = %(to)s WHERE instant < %(to)s", {"to": instant}
    )


def mark_clocks(
    connection: psycopg.Connection[Any], day: date, soon: date
) -> list[tuple[str, str, str, str, date]]:
    """Note open rights' clocks that are due by `soon` or ran out before `day`, each state once.

    A dispute's first clock is met once all its claims have been acknowledged.
    Returns what is newly noted: account, right, clock, state, due date.
    """
    return connection.execute(
        "INSERT INTO servicing.clock_marks"
        " (right_id, clock, state, account_id, borrower_id, due_on, marked_on)"
        " SELECT r.right_id, c ->> 'name', s.state, r.account_id, r.borrower_id,"
        " (c ->> 'due')::date, %(day)s"
        " FROM servicing.rights r, jsonb_array_elements(r.clocks) c,"
        " (VALUES ('due_soon'), ('overdue')) s (state)"
        " WHERE r.status = 'open' AND c ->> 'name' <> ALL (r.met) AND CASE s.state WHEN 'overdue'"
        " THEN (c ->> 'due')::date < %(day)s"
        " ELSE (c ->> 'due')::date BETWEEN %(day)s AND %(soon)s END"
        " AND NOT (c ->> 'name' IN ('acknowledge', 'verify') AND 'received' <> ALL (SELECT k.state"
        " FROM servicing.claims k WHERE k.right_id = r.right_id) AND EXISTS (SELECT"
        " FROM servicing.claims k WHERE k.right_id = r.right_id))"
        " ON CONFLICT DO NOTHING"
        " RETURNING account_id, right_id, clock, state, due_on",
        {"day": day, "soon": soon},
    ).fetchall()
