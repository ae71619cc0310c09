"""Lines in Postgres: loaded whole in one query, written back as what changed.

The caller owns the transaction and the role (see `servicing.session`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import psycopg
from psycopg.rows import dict_row
from pydantic import ValidationError

from servicing.accounts import rows
from servicing.accounts.model import Changes, Hold, Line, Payment, Statement
from servicing.calendar import at
from servicing.events import outbox
from servicing.ledger import repository as ledger
from servicing.money import Money
from servicing.products import Product
from servicing.tables import Together, Write

RECENT_PAYMENTS = 8
"""The newest posted and returned payments stay part of the loaded line: they may come back.

So do those, however many, whose credit isn't free for use yet.
"""

_LOAD = """
    SELECT a.*,
        (SELECT json_agg(p ORDER BY p.payment_id) FROM servicing.payments p
         WHERE p.account_id = a.account_id AND (p.status IN ('scheduled', 'pending')
            OR p.status = 'posted' AND p.releases_on > (a.state ->> 'morning_of')::date
            OR p.payment_id IN (
                SELECT r.payment_id FROM servicing.payments r
                WHERE r.account_id = a.account_id AND r.status IN ('posted', 'returned')
                ORDER BY r.settles_on DESC, r.payment_id DESC LIMIT %(recent)s))) AS payments,
        (SELECT json_agg(h ORDER BY h.hold_id) FROM servicing.holds h
         WHERE h.account_id = a.account_id AND h.status = 'pending') AS holds,
        (SELECT json_agg(d ORDER BY d.draw_id) FROM servicing.draws d
         WHERE d.account_id = a.account_id AND d.status = 'pending') AS draws,
        (SELECT row_to_json(x) FROM servicing.autopay x
         WHERE x.account_id = a.account_id) AS autopay,
        (SELECT row_to_json(b) FROM servicing.bank_accounts b
         WHERE b.account_id = a.account_id AND b.unlinked_on IS NULL) AS bank,
        (SELECT row_to_json(l) FROM servicing.plans l
         WHERE l.account_id = a.account_id AND l.status = 'active') AS plan,
        (SELECT json_object_agg(f.flag, f.verified) FROM servicing.flags f
         WHERE f.account_id = a.account_id AND f.lowered_at IS NULL) AS flags,
        (SELECT row_to_json(o) FROM servicing.borrowers o
         WHERE o.borrower_id = a.borrower_id) AS holder
    FROM servicing.accounts a
"""
_LOAD_ONE = f"{_LOAD} WHERE a.borrower_id = %(borrower)s"
_LOAD_MANY = f"{_LOAD} WHERE a.account_id = ANY(%(accounts)s) ORDER BY a.account_id"


class UnknownBorrower(Exception):
    """No line belongs to this borrower."""


@dataclass(frozen=True)
class Holder:
    """Whose line it is."""

    first_name: str
    name: str


def load(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    borrower_id: str,
    *,
    lock: bool = False,
) -> tuple[Line, Holder]:
    """Return a borrower's line and its holder; `lock` keeps others from changing it.

    Raises `UnknownBorrower`.
    """
    if lock:
        # First the lock, then the reading: otherwise the reading may be older than the lock.
        connection.execute(
            "SELECT 1 FROM servicing.accounts WHERE borrower_id = %s FOR UPDATE", [borrower_id]
        )
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            _LOAD_ONE, {"borrower": borrower_id, "recent": RECENT_PAYMENTS}
        ).fetchone()
    if row is None:
        raise UnknownBorrower(borrower_id)
    return _line(row, products), Holder(row["holder"]["first_name"], row["holder"]["name"])


def load_many(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    account_ids: Sequence[str],
) -> list[Line]:
    """Return lines by account, in the accounts' order, and keep others from changing them.

    Always locked in that order, so that two runs over many lines can't wait for each other.
    """
    connection.execute(
        "SELECT 1 FROM servicing.accounts WHERE account_id = ANY(%s)"
        " ORDER BY account_id FOR UPDATE",
        [list(account_ids)],
    )
    return read_many(connection, products, account_ids)


def read_many(
    connection: psycopg.Connection[Any],
    products: Mapping[str, Product],
    account_ids: Sequence[str],
) -> list[Line]:
    """Return lines by account, in the accounts' order, to look at and not to change."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            _LOAD_MANY, {"accounts": list(account_ids), "recent": RECENT_PAYMENTS}
        ).fetchall()
    return [_line(row, products) for row in found]


def unreadable(connection: psycopg.Connection[Any], most: int) -> tuple[str, str] | None:
    """Return a line whose projection isn't of the shape that this release reads, and what is wrong.

    Looks at no more than so many lines; None if all of those can be read.
    """
    found = connection.execute(
        "SELECT account_id, state FROM servicing.accounts ORDER BY account_id LIMIT %s", [most]
    )
    for account_id, state in found:
        try:
            rows.state_from_json(state)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return account_id, f"{where}: {first['msg']}"
    return None


def identify(connection: psycopg.Connection[Any], borrower_id: str) -> tuple[str, date]:
    """Return the borrower's account and its opening day. Raises `UnknownBorrower`."""
    row = connection.execute(
        "SELECT account_id, opened_on FROM servicing.accounts WHERE borrower_id = %s",
        [borrower_id],
    ).fetchone()
    if row is None:
        raise UnknownBorrower(borrower_id)
    return row[0], row[1]


def save(connection: psycopg.Connection[Any], line: Line) -> None:
    """Write what changed and what it means, raise the version by one, forget the changes."""
    save_many(connection, [line])


def save_many(connection: psycopg.Connection[Any], lines: Sequence[Line]) -> None:
    """Write what changed on each of some lines and what it means, a table at a time."""
    together = Together()
    touched = [line for line in lines if line.changes.touched]
    if touched:
        _gather(connection, together, touched)
    outbox.gather(together, {line.account_id: line.changes.happened for line in lines})
    together.write(connection)
    for line in lines:
        line.changes.happened.clear()
    if not touched:
        return
    with connection.cursor() as cursor:
        _write_ended(cursor, touched)
    for line in touched:
        line.changes = Changes()


def _gather(
    connection: psycopg.Connection[Any], together: Together, touched: Sequence[Line]
) -> None:
    """Add everything that changed on some lines to what is written together."""
    write_children(connection, touched, together.insert)
    together.upsert(
        "payments",
        "payment_id",
        [
            rows.payment_to_row((line.account_id, line.borrower_id), payment)
            for line in touched
            for payment in line.changes.payments.values()
        ],
    )
    together.upsert(
        "holds",
        "hold_id",
        [row for line in touched for row in hold_rows(line, line.changes.holds.values())],
    )
    together.upsert(
        "draws",
        "draw_id",
        [
            rows.draw_to_row((line.account_id, line.borrower_id), draw, status)
            for line in touched
            for draw, status in line.changes.draws.values()
        ],
    )
    for line in touched:
        line.version += 1
    changed = ("status", "version", "state")
    together.update(
        "accounts", "account_id", changed, rows.standings_to_json(touched), len(touched)
    )


def _write_ended(cursor: psycopg.Cursor[Any], touched: Sequence[Line]) -> None:
    """Write what is over: a standing instruction, a linked bank, a plan."""
    for line in touched:
        if line.changes.plan_over is not None:
            plan_id, status = line.changes.plan_over
            cursor.execute(
                "UPDATE servicing.plans SET status = %s WHERE plan_id = %s", [status, plan_id]
            )
        if line.changes.autopay_stopped is not None:
            cursor.execute("DELETE FROM servicing.autopay WHERE account_id = %s", [line.account_id])
            cursor.execute(
                "UPDATE servicing.authorisations SET revoked_at = %s"
                " WHERE account_id = %s AND revoked_at IS NULL",
                [at(line.changes.autopay_stopped, time()), line.account_id],
            )
        if line.changes.bank_unlinked is not None:
            cursor.execute(
                "UPDATE servicing.bank_accounts SET unlinked_on = %s, unlinked_code = %s"
                " WHERE account_id = %s",
                [*line.changes.bank_unlinked, line.account_id],
            )


def write_children(
    connection: psycopg.Connection[Any], lines: Sequence[Line], write: Write
) -> None:
    """Write the new transactions, statements, snapshots and daily marks of some lines."""
    ledger.append(connection, (one for line in lines for one in line.changes.transactions), write)
    write(
        connection,
        "statements",
        (
            rows.statement_to_row((line.account_id, line.borrower_id), statement)
            for line in lines
            for statement in line.changes.statements
        ),
    )
    write(
        connection,
        "snapshots",
        (
            rows.snapshot_to_row((line.account_id, line.borrower_id), snapshot)
            for line in lines
            for snapshot in line.changes.snapshots
        ),
    )
    write(
        connection,
        "delinquency_rolls",
        (
            rows.roll_to_row((line.account_id, line.borrower_id), roll)
            for line in lines
            for roll in line.changes.rolls
        ),
    )
    write(
        connection,
        "plan_marks",
        (
            rows.plan_mark_to_row((line.account_id, line.borrower_id), mark)
            for line in lines
            for mark in line.changes.plan_marks
        ),
    )


def hold_rows(line: Line, holds: Iterable[Hold]) -> Iterator[dict[str, Any]]:
    """Write authorisations of the line as rows."""
    return (rows.hold_to_row((line.account_id, line.borrower_id), hold) for hold in holds)


def account_row(line: Line) -> dict[str, Any]:
    """Write the line's own row."""
    return {
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "product_id": line.product.id,
        "tier": line.tier,
        "opened_on": line.opened_on,
        "due_day": line.due_day,
        "credit_limit_minor": line.credit_limit.minor,
        "status": line.status,
        "version": line.version,
        "state": rows.state_to_json(line.state),
    }


def statement_on(
    connection: psycopg.Connection[Any], account_id: str, day: date
) -> Statement | None:
    """Return the statement that closed on or last before a day, or None."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.statements WHERE account_id = %s AND closing_on <= %s"
            " ORDER BY closing_on DESC LIMIT 1",
            [account_id, day],
        ).fetchone()
    return None if row is None else rows.statement_from_row(row)


def payment(
    connection: psycopg.Connection[Any], account_id: str, payment_id: str
) -> Payment | None:
    """Return one payment of the line, or None."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.payments WHERE account_id = %s AND payment_id = %s",
            [account_id, payment_id],
        ).fetchone()
    return None if row is None else rows.payment_from_row(row)


def payments_of(
    connection: psycopg.Connection[Any], account_id: str, payment_ids: Iterable[str]
) -> list[Payment]:
    """Return the payments named and those that are pending, in their order."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.payments WHERE account_id = %s"
            " AND (payment_id = ANY(%s) OR status = 'pending') ORDER BY payment_id",
            [account_id, list(payment_ids)],
        ).fetchall()
    return [rows.payment_from_row(row) for row in found]


def hold(connection: psycopg.Connection[Any], account_id: str, hold_id: str) -> Hold | None:
    """Return one card authorisation of the line, whatever became of it, or None."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.holds WHERE account_id = %s AND hold_id = %s",
            [account_id, hold_id],
        ).fetchone()
    return None if row is None else rows.hold_from_row(row)


def payments(
    connection: psycopg.Connection[Any],
    account_id: str,
    limit: int,
    after: tuple[date, str] | None = None,
) -> tuple[list[Payment], int]:
    """Return the newest payments of any status, and how many there are in all.

    With `after`, those that come after a payment's day and id.
    """
    day, payment_id = after or (date.max, "")
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.payments WHERE account_id = %s"
            " AND (on_date, payment_id) < (%s, %s) ORDER BY on_date DESC, payment_id DESC LIMIT %s",
            [account_id, day, payment_id, limit],
        ).fetchall()
    row = connection.execute(
        "SELECT count(*) FROM servicing.payments WHERE account_id = %s", [account_id]
    ).fetchone()
    return [rows.payment_from_row(one) for one in found], row[0] if row else 0


def _line(row: dict[str, Any], products: Mapping[str, Product]) -> Line:
    waiting = [rows.payment_from_row(one) for one in row["payments"] or ()]
    return Line(
        account_id=row["account_id"],
        borrower_id=row["borrower_id"],
        product=products[row["product_id"]],
        tier=row["tier"],
        opened_on=row["opened_on"],
        due_day=row["due_day"],
        credit_limit=Money(row["credit_limit_minor"]),
        status=row["status"],
        version=row["version"],
        state=rows.state_from_json(row["state"]),
        payments={payment.payment_id: payment for payment in waiting},
        holds=[rows.hold_from_row(one) for one in row["holds"] or ()],
        draws=[rows.draw_from_row(one) for one in row["draws"] or ()],
        autopay=rows.autopay_from_row(row["autopay"]) if row["autopay"] else None,
        bank=rows.bank_from_row(row["bank"]) if row["bank"] else None,
        plan=rows.plan_from_row(row["plan"]) if row["plan"] else None,
        flags=row["flags"] or {},
    )
