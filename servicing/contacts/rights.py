"""Rights that borrowers invoke, recorded once an event, with their clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.flags import raise_flag
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes.clocks import Clock, clocks_for, portal_clocks
from servicing.events.model import Happening

FLAGS = frozenset(
    {
        "bankruptcy",
        "attorney_represented",
        "active_duty",
        "deceased",
        "cease_contact",
        "identity_theft",
        "hardship",
    }
)
"""Rights that also mark the line until they are verified or closed."""

PORTAL, CASE_NUMBER = "portal", "case_number"
"""Keys of a complaint's detail: which portal passed it on, and its number there."""
_BY_TRANSACTION = frozenset({"billing_error", "unauthorized_use", "complaint"})
_CLOCKS = TypeAdapter(tuple[Clock, ...])


@dataclass(frozen=True)
class RightRecord:
    """A right as it stands in the books."""

    right_id: str
    kind: str
    status: Literal["new", "known"]
    reference: str
    received_at: datetime
    clocks: tuple[Clock, ...]
    detail: Mapping[str, Any]


def record(
    connection: psycopg.Connection[Any],
    line: Line,
    kind: str,
    detail: Mapping[str, Any],
    conversation_id: str,
    now: datetime,
    days: BusinessDays,
) -> RightRecord:
    """Record a right, or return the open record of the same event as "known".

    The event is the same when the kind is open already; a billing error, unauthorised use or
    complaint that names other transactions, or has another case number, is another one. A flag
    that the right raises changes the line (its version grows). `line` must be locked. Raises
    `UnknownRight`.
    """
    new = standing(connection, line, kind, detail, now, days)
    if new.status == "known":
        return new
    connection.execute(
        "INSERT INTO servicing.rights (right_id, account_id, borrower_id, kind, reference,"
        " received_at, conversation_id, status, detail, clocks)"
        " VALUES (%(right_id)s, %(account_id)s, %(borrower_id)s, %(kind)s, %(reference)s,"
        " %(received_at)s, %(conversation_id)s, %(status)s, %(detail)s, %(clocks)s)",
        row(line, new, conversation_id),
    )
    line.changes.happened.append(
        Happening(
            "right.recorded",
            {
                "right_id": new.right_id,
                "kind": kind,
                "reference": new.reference,
                "received_on": lender_date(now).isoformat(),
            },
        )
    )
    if kind in FLAGS and kind not in line.flags:
        raise_flag(connection, line, kind, now)
    return new


def standing(
    connection: psycopg.Connection[Any],
    line: Line,
    kind: str,
    detail: Mapping[str, Any],
    now: datetime,
    days: BusinessDays,
) -> RightRecord:
    """Return the open record of an event, or the one it would get now, which isn't written.

    Raises `UnknownRight`.
    """
    same = (one for one in records(connection, line.account_id) if _same_event(one, kind, detail))
    found = next(same, None)
    return found or build(line, kind, detail, now, days, _count(connection, line) + 1)


def _count(connection: psycopg.Connection[Any], line: Line) -> int:
    """Return how many rights the line ever had: a number is never given twice."""
    row = connection.execute(
        "SELECT count(*) FROM servicing.rights WHERE account_id = %s", [line.account_id]
    ).fetchone()
    return int(row[0]) if row else 0


def build(
    line: Line,
    kind: str,
    detail: Mapping[str, Any],
    now: datetime,
    days: BusinessDays,
    number: int,
) -> RightRecord:
    """Return a new record with its clocks; `number` counts the line's records."""
    received = lender_date(now)
    ends = line.cycles.ends(received, 2)
    return RightRecord(
        right_id=f"r-{line.account_id}-{number:04d}",
        kind=kind,
        status="new",
        reference=f"{_PREFIXES.get(kind, 'RT')}-{line.account_id}-{number:02d}",
        received_at=now,
        clocks=portal_clocks(received, days)
        if PORTAL in detail
        else clocks_for(kind, received, ends, days),
        detail=detail,
    )


def row(line: Line, one: RightRecord, conversation_id: str) -> dict[str, Any]:
    """Write a record as a row."""
    return {
        "right_id": one.right_id,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "kind": one.kind,
        "reference": one.reference,
        "received_at": one.received_at,
        "conversation_id": conversation_id,
        "status": "open",
        "detail": Jsonb(dict(one.detail)),
        "clocks": Jsonb(_CLOCKS.dump_python(one.clocks, mode="json")),
    }


def records(connection: psycopg.Connection[Any], account_id: str) -> Sequence[RightRecord]:
    """Return the open rights of a line, newest first, each "known"."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.rights WHERE account_id = %s AND status = 'open'"
            " ORDER BY received_at DESC, right_id DESC",
            [account_id],
        ).fetchall()
    return [
        RightRecord(
            right_id=one["right_id"],
            kind=one["kind"],
            status="known",
            reference=one["reference"],
            received_at=one["received_at"],
            clocks=_as_told(_CLOCKS.validate_python(one["clocks"])),
            detail=one["detail"],
        )
        for one in found
    ]


def _as_told(clocks: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """Return the clocks as their borrower knows them: a later answer is by its new date."""
    later = next((one for one in clocks if one.name == "final_answer"), None)
    if later is None:
        return clocks
    return tuple(
        replace(later, name=one.name) if one.name in {"answer", "resolve"} else one
        for one in clocks
        if one is not later
    )


def _same_event(one: RightRecord, kind: str, detail: Mapping[str, Any]) -> bool:
    if one.kind != kind or one.detail.get(CASE_NUMBER) != detail.get(CASE_NUMBER):
        return False
    named = set(detail.get("transaction_ids") or ())
    before = set(one.detail.get("transaction_ids") or ())
    return kind not in _BY_TRANSACTION or not named or not before or bool(named & before)


_PREFIXES = {
    "billing_error": "BE",
    "unauthorized_use": "UU",
    "complaint": "CP",
    "discrimination": "CP",
    "hardship": "HD",
    "credit_report_dispute": "CR",
}
