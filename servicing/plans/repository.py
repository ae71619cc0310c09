"""Drafts, decisions and plans in Postgres. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.model import Line, Plan, Relief
from servicing.plans.drafts import Decision, Draft
from servicing.plans.model import Intake, Option, Window

_OPTION = TypeAdapter(Option)
_INTAKE = TypeAdapter(Intake)


def add_draft(connection: psycopg.Connection[Any], one: Draft) -> None:
    """Put a version of a draft on record, for good."""
    connection.execute(
        "INSERT INTO servicing.plan_drafts (draft_id, draft_version, account_id, borrower_id,"
        " option, intake, content_sha256, line_version, drafted_by, submitted_at, answer_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            one.draft_id,
            one.draft_version,
            one.account_id,
            one.borrower_id,
            Jsonb(_OPTION.dump_python(one.option, mode="json")),
            Jsonb(_INTAKE.dump_python(one.intake, mode="json")),
            one.content_sha256,
            one.line_version,
            one.drafted_by,
            one.submitted_at,
            one.answer_by,
        ],
    )


def drafts(connection: psycopg.Connection[Any], account_id: str) -> Sequence[Draft]:
    """Return every version of every draft of a line, newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.plan_drafts WHERE account_id = %s"
            " ORDER BY submitted_at DESC, draft_id DESC, draft_version DESC",
            [account_id],
        ).fetchall()
    return [
        Draft(
            **row
            | {
                "option": _OPTION.validate_python(row["option"]),
                "intake": _INTAKE.validate_python(row["intake"]),
            }
        )
        for row in found
    ]


def borrower_of(connection: psycopg.Connection[Any], draft_id: str) -> str | None:
    """Return whose draft it is, or None where there is no such draft."""
    row = connection.execute(
        "SELECT borrower_id FROM servicing.plan_drafts WHERE draft_id = %s LIMIT 1", [draft_id]
    ).fetchone()
    return None if row is None else str(row[0])


def decisions(connection: psycopg.Connection[Any], account_id: str) -> Sequence[Decision]:
    """Return a line's decisions in their order."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT sequence, draft_id, draft_version, content_sha256, decision, decided_by, role,"
            " reasons, adverse_action, notice, notice_due_on, decided_at, before_sha256, sha256"
            " FROM servicing.plan_decisions WHERE account_id = %s ORDER BY sequence",
            [account_id],
        ).fetchall()
    return [Decision(**row | {"reasons": tuple(row["reasons"])}) for row in found]


def add_decision(connection: psycopg.Connection[Any], line: Line, one: Decision) -> None:
    """Put a decision on record, for good."""
    row = asdict(one) | {
        "reasons": Jsonb(list(one.reasons)),
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
    }
    connection.execute(
        "INSERT INTO servicing.plan_decisions (account_id, borrower_id, sequence, draft_id,"
        " draft_version, content_sha256, decision, decided_by, role, reasons, adverse_action,"
        " notice, notice_due_on, decided_at, before_sha256, sha256)"
        " VALUES (%(account_id)s, %(borrower_id)s, %(sequence)s, %(draft_id)s,"
        " %(draft_version)s, %(content_sha256)s, %(decision)s, %(decided_by)s, %(role)s,"
        " %(reasons)s, %(adverse_action)s, %(notice)s, %(notice_due_on)s, %(decided_at)s,"
        " %(before_sha256)s, %(sha256)s)",
        row,
    )


def last_plan_on(connection: psycopg.Connection[Any], account_id: str) -> date | None:
    """Return the first due date of the line's latest plan, running or over."""
    row = connection.execute(
        "SELECT max(first_due_on) FROM servicing.plans WHERE account_id = %s", [account_id]
    ).fetchone()
    return None if row is None else row[0]


def is_accepted(connection: psycopg.Connection[Any], draft_id: str) -> bool:
    """Tell whether a plan was started from a draft."""
    row = connection.execute(
        "SELECT 1 FROM servicing.plans WHERE draft_id = %s LIMIT 1", [draft_id]
    ).fetchone()
    return row is not None


def last_plans_on(
    connection: psycopg.Connection[Any], account_ids: Sequence[str]
) -> dict[str, date]:
    """Return the first due date of the latest plan of each of some lines that ever had one."""
    found = connection.execute(
        "SELECT account_id, max(first_due_on) FROM servicing.plans"
        " WHERE account_id = ANY(%s) GROUP BY account_id",
        [list(account_ids)],
    )
    return dict(found.fetchall())


def accounts_after(connection: psycopg.Connection[Any], account_id: str, most: int) -> list[str]:
    """Return the next accounts in order, at most so many."""
    found = connection.execute(
        "SELECT account_id FROM servicing.accounts WHERE account_id > %s"
        " ORDER BY account_id LIMIT %s",
        [account_id, most],
    )
    return [one for (one,) in found]


def count_accounts(connection: psycopg.Connection[Any]) -> int:
    """Return how many lines there are."""
    row = connection.execute("SELECT count(*) FROM servicing.accounts").fetchone()
    return int(row[0]) if row else 0


def by_program(
    connection: psycopg.Connection[Any],
) -> list[tuple[str, str, int, int, int, int, int]]:
    """Return plans by programme and state: how many, whose lines were charged off after the start.

    Then come the marks of their due dates: kept, missed, made good.
    """
    return connection.execute(
        "SELECT p.program, p.status, count(*),"
        " count(*) FILTER (WHERE a.status = 'charged_off'"
        "  AND (a.state ->> 'charged_off_on')::date >= coalesce(p.accepted_at::date,"
        "   p.first_due_on)),"
        " coalesce(sum(m.kept), 0)::int, coalesce(sum(m.missed), 0)::int,"
        " coalesce(sum(m.cured), 0)::int"
        " FROM servicing.plans p JOIN servicing.accounts a USING (account_id)"
        " LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE mark = 'kept') AS kept,"
        "  count(*) FILTER (WHERE mark = 'missed') AS missed,"
        "  count(*) FILTER (WHERE mark = 'cured') AS cured"
        "  FROM servicing.plan_marks k WHERE k.plan_id = p.plan_id) m ON true"
        " GROUP BY p.program, p.status ORDER BY p.program, p.status"
    ).fetchall()


def undecided(connection: psycopg.Connection[Any]) -> list[date]:
    """Return by when each draft that waits for a decision is to be answered, soonest first."""
    found = connection.execute(
        "SELECT d.answer_by FROM servicing.plan_drafts d"
        " WHERE d.draft_version = (SELECT max(o.draft_version) FROM servicing.plan_drafts o"
        "  WHERE o.draft_id = d.draft_id)"
        " AND NOT EXISTS (SELECT FROM servicing.plan_decisions c"
        "  WHERE (c.draft_id, c.draft_version) = (d.draft_id, d.draft_version))"
        " ORDER BY d.answer_by"
    )
    return [one for (one,) in found]


def next_plan_id(connection: psycopg.Connection[Any], account_id: str) -> str:
    """Return the id that the line's next plan gets."""
    row = connection.execute(
        "SELECT count(*) FROM servicing.plans WHERE account_id = %s", [account_id]
    ).fetchone()
    return f"pl-{account_id}-{(row[0] if row else 0) + 1}"


def add_plan(
    connection: psycopg.Connection[Any], line: Line, plan: Plan, draft: Draft, now: datetime
) -> None:
    """Write a plan that starts, with the draft that it was accepted from."""
    connection.execute(
        "INSERT INTO servicing.plans (plan_id, account_id, borrower_id, program, payment_minor,"
        " apr, months, first_due_on, ends_on, status, draft_id, content_sha256, accepted_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'active', %s, %s, %s)",
        [
            plan.plan_id,
            line.account_id,
            line.borrower_id,
            plan.program,
            plan.payment.minor,
            plan.apr,
            plan.months,
            plan.first_due_on,
            plan.ends_on,
            draft.draft_id,
            draft.content_sha256,
            now,
        ],
    )


def windows(connection: psycopg.Connection[Any]) -> list[Window]:
    """Return every relief that was ever opened, in the order of opening."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute("SELECT * FROM servicing.relief_windows ORDER BY window_id")
        return [Window(**row) for row in found]


def add_window(connection: psycopg.Connection[Any], one: Window) -> None:
    """Put a relief that staff opened on record, for good."""
    connection.execute(
        "INSERT INTO servicing.relief_windows (window_id, program, area, from_on, to_on, reason,"
        " opened_by, opened_at) VALUES (%(window_id)s, %(program)s, %(area)s, %(from_on)s,"
        " %(to_on)s, %(reason)s, %(opened_by)s, %(opened_at)s)",
        asdict(one),
    )


def had_relief(connection: psycopg.Connection[Any], window_id: str, account_id: str) -> bool:
    """Tell whether a line was ever given a relief."""
    row = connection.execute(
        "SELECT 1 FROM servicing.reliefs WHERE window_id = %s AND account_id = %s",
        [window_id, account_id],
    ).fetchone()
    return row is not None


def add_relief(
    connection: psycopg.Connection[Any], line: Line, one: Relief, by: str, now: datetime
) -> None:
    """Put on record that a line was given relief, by whom."""
    connection.execute(
        "INSERT INTO servicing.reliefs (window_id, account_id, borrower_id, from_on, to_on,"
        " given_by, given_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [one.window_id, line.account_id, line.borrower_id, one.from_on, one.to_on, by, now],
    )
