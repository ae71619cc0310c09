"""Rights to answer, their steps, answers and tags in Postgres.

The caller owns the transaction, and has locked the line to write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.model import Line
from servicing.answers.decisions import Answer
from servicing.answers.model import ANSWERED, COMPLAINTS, REPORT_DISPUTE, Matter
from servicing.contacts.rights import CASE_NUMBER
from servicing.disputes.clocks import Clock
from servicing.disputes.repository import FIRST, step_sha256
from servicing.money import Money
from servicing.tables import insert_rows

_CLOCKS = TypeAdapter(tuple[Clock, ...])
_MATTER = "SELECT * FROM servicing.rights WHERE kind = ANY(%(kinds)s) AND "


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a right's chain."""

    number: int
    done_at: datetime
    done_by: str
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer as it is on record, whatever became of it."""

    answer_id: str
    borrower_id: str
    answer: Answer
    content_sha256: str
    made_at: datetime
    status: str
    checked_by: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as the trend counts it; `tag` is what people set last, None if nobody has."""

    right_id: str
    product_code: str
    received_at: datetime
    detail: Mapping[str, Any]
    tag: Mapping[str, Any] | None


def open_matters(connection: psycopg.Connection[Any]) -> Sequence[Matter]:
    """Return every open right to answer that the session may see."""
    return _matters(connection, "status = 'open' ORDER BY right_id", {})


def matter(connection: psycopg.Connection[Any], right_id: str) -> Matter | None:
    """Return a right to answer, or None where the session sees no such right."""
    return next(iter(_matters(connection, "right_id = %(right)s", {"right": right_id})), None)


def answered_before(connection: psycopg.Connection[Any], one: Matter) -> bool:
    """Whether an earlier dispute of a report on the same line was looked into and answered."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM servicing.rights r JOIN servicing.right_answers a"
        " USING (right_id) WHERE r.account_id = %s AND r.kind = %s AND r.right_id <> %s"
        " AND a.status = 'approved' AND a.outcome <> 'frivolous')",
        [one.account_id, REPORT_DISPUTE, one.right_id],
    ).fetchone()
    return bool(row and row[0])


def met(connection: psycopg.Connection[Any], right_id: str, *names: str) -> None:
    """Note that clocks of a right were met."""
    connection.execute(
        "UPDATE servicing.rights SET met = (SELECT array_agg(DISTINCT m ORDER BY m) FROM"
        " unnest(met || %s::text[]) m) WHERE right_id = %s",
        [list(names), right_id],
    )


def add_clock(connection: psycopg.Connection[Any], right_id: str, clock: Clock) -> None:
    """Start a clock of a right."""
    started = _CLOCKS.dump_python((clock,), mode="json")
    connection.execute(
        "UPDATE servicing.rights SET clocks = clocks || %s WHERE right_id = %s",
        [Jsonb(started), right_id],
    )


def close(connection: psycopg.Connection[Any], right_id: str) -> None:
    """Close a right: all that it asked for is done."""
    connection.execute(
        "UPDATE servicing.rights SET status = 'closed' WHERE right_id = %s", [right_id]
    )


def note(
    connection: psycopg.Connection[Any],
    line: Line,
    right_id: str,
    what: str,
    by: str,
    at: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Add a step to a right's chain."""
    last = connection.execute(
        "SELECT number, sha256 FROM servicing.right_steps WHERE right_id = %s"
        " ORDER BY number DESC LIMIT 1",
        [right_id],
    ).fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
    row = {
        "right_id": right_id,
        "number": number,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "done_at": at,
        "done_by": by,
        "what": what,
        "detail": Jsonb(dict(detail)),
        "before_sha256": before,
        "sha256": step_sha256(before, right_id, number, what, by, at, detail),
    }
    insert_rows(connection, "right_steps", [row])


def chain_holds(connection: psycopg.Connection[Any], right_id: str) -> bool:
    """Whether a right's steps are those that were written, one after the other."""
    before = FIRST
    rows = connection.execute(
        "SELECT number, what, done_by, done_at, detail, before_sha256, sha256"
        " FROM servicing.right_steps WHERE right_id = %s ORDER BY number",
        [right_id],
    ).fetchall()
    for expected, (number, what, by, at, detail, said_before, sha256) in enumerate(rows, 1):
        if number != expected or said_before != before:
            return False
        if step_sha256(before, right_id, number, what, by, at, detail) != sha256:
            return False
        before = sha256
    return True


def steps(connection: psycopg.Connection[Any], right_id: str) -> Sequence[Step]:
    """Return what was done with a right, oldest first."""
    with connection.cursor(row_factory=class_row(Step)) as cursor:
        return cursor.execute(
            "SELECT number, done_at, done_by, what, detail FROM servicing.right_steps"
            " WHERE right_id = %s ORDER BY number",
            [right_id],
        ).fetchall()


def complaints(connection: psycopg.Connection[Any]) -> Sequence[Complaint]:
    """Return every complaint that the session may see, with the tag that people set last."""
    with connection.cursor(row_factory=class_row(Complaint)) as cursor:
        return cursor.execute(
            "SELECT r.right_id, a.product_id AS product_code, r.received_at, r.detail,"
            " (SELECT s.detail || jsonb_build_object('by', s.done_by)"
            " FROM servicing.right_steps s WHERE s.right_id = r.right_id AND s.what = 'tagged'"
            " ORDER BY s.number DESC LIMIT 1) AS tag"
            " FROM servicing.rights r JOIN servicing.accounts a USING (account_id)"
            " WHERE r.kind = ANY(%s) ORDER BY r.received_at, r.right_id",
            [sorted(COMPLAINTS)],
        ).fetchall()


def add_answer(connection: psycopg.Connection[Any], line: Line, one: Answer, now: datetime) -> str:
    """Keep an answer for a second person; return its id."""
    count = connection.execute(
        "SELECT count(*) FROM servicing.right_answers WHERE right_id = %s", [one.right_id]
    ).fetchone()
    answer_id = f"a-{one.right_id}-{(count[0] if count else 0) + 1:02d}"
    row = {
        "answer_id": answer_id,
        "right_id": one.right_id,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "outcome": one.outcome,
        "reasons": one.reasons,
        "ground": one.ground,
        "needed": one.needed,
        "credit_minor": one.credit.minor,
        "account_version": one.version,
        "content_sha256": one.content_sha256,
        "made_by": one.made_by,
        "made_at": now,
        "status": "proposed",
    }
    insert_rows(connection, "right_answers", [row])
    return answer_id


def close_answer(
    connection: psycopg.Connection[Any],
    answer_id: str,
    status: Literal["approved", "returned"],
    by: str,
    now: datetime,
) -> None:
    """Note what the second person did."""
    connection.execute(
        "UPDATE servicing.right_answers SET status = %s, checked_by = %s, checked_at = %s"
        " WHERE answer_id = %s",
        [status, by, now, answer_id],
    )


def drafted(connection: psycopg.Connection[Any], answer_id: str) -> Drafted | None:
    """Return an answer with what became of it, or None."""
    return _drafted(connection, "answer_id = %s", answer_id)


def latest(connection: psycopg.Connection[Any], right_id: str) -> Drafted | None:
    """Return a right's answer that waits or was agreed to, or None."""
    found = "right_id = %s AND status <> 'returned' ORDER BY made_at DESC, answer_id DESC LIMIT 1"
    return _drafted(connection, found, right_id)


def waiting_answers(connection: psycopg.Connection[Any]) -> dict[str, tuple[str, str]]:
    """Return by right the answer that waits for a second person, and who drafted it."""
    found = connection.execute(
        "SELECT right_id, answer_id, made_by FROM servicing.right_answers WHERE status = 'proposed'"
    ).fetchall()
    return {right_id: (answer_id, made_by) for right_id, answer_id, made_by in found}


def owner(connection: psycopg.Connection[Any], item_id: str) -> str | None:
    """Return whose right or answer an id names, or None."""
    row = connection.execute(
        "SELECT borrower_id FROM servicing.rights WHERE right_id = %(id)s AND kind = ANY(%(kinds)s)"
        " UNION ALL SELECT borrower_id FROM servicing.right_answers WHERE answer_id = %(id)s",
        {"id": item_id, "kinds": sorted(ANSWERED)},
    ).fetchone()
    return None if row is None else str(row[0])


def _matters(
    connection: psycopg.Connection[Any], which: str, values: Mapping[str, Any]
) -> Sequence[Matter]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            (_MATTER + which).encode(), {**values, "kinds": sorted(ANSWERED)}
        ).fetchall()
    return [
        Matter(
            right_id=row["right_id"],
            account_id=row["account_id"],
            borrower_id=row["borrower_id"],
            kind=row["kind"],
            reference=row["reference"],
            received_at=row["received_at"],
            conversation_id=row["conversation_id"],
            is_open=row["status"] == "open",
            detail=row["detail"],
            clocks=_CLOCKS.validate_python(row["clocks"]),
            met=frozenset(row["met"]),
        )
        for row in rows
    ]


def _drafted(connection: psycopg.Connection[Any], which: str, value: str) -> Drafted | None:
    query = f"SELECT * FROM servicing.right_answers WHERE {which}"  # noqa: S608  # our own words
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query.encode(), [value]).fetchone()
    if row is None:
        return None
    answer = Answer(
        right_id=row["right_id"],
        outcome=row["outcome"],
        reasons=row["reasons"],
        made_by=row["made_by"],
        version=row["account_version"],
        ground=row["ground"],
        needed=row["needed"],
        credit=Money(row["credit_minor"]),
    )
    return Drafted(
        answer_id=row["answer_id"],
        borrower_id=row["borrower_id"],
        answer=answer,
        content_sha256=row["content_sha256"],
        made_at=row["made_at"],
        status=row["status"],
        checked_by=row["checked_by"],
        checked_at=row["checked_at"],
    )


def answered_case(connection: psycopg.Connection[Any], line: Line, case_number: str) -> bool:
    """Tell whether a complaint with one of the Bureau's case numbers was answered already."""
    found = connection.execute(
        "SELECT FROM servicing.rights WHERE account_id = %s AND status = 'closed'"
        " AND detail ->> %s = %s",
        [line.account_id, CASE_NUMBER, case_number],
    ).fetchone()
    return found is not None
