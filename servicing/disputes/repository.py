"""Claims in Postgres. The caller owns the transaction, and has locked the line to write."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.accounts.model import Line
from servicing.disputes.clocks import Clock
from servicing.disputes.decisions import Proposal
from servicing.disputes.model import Claim, ClaimedCharge, State, Told
from servicing.money import Money
from servicing.tables import insert_rows

_SELECT = """
    SELECT c.*, (SELECT json_agg(json_build_array(x.transaction_id, x.amount_minor,
            x.aside_minor, x.paid_minor, x.credited_minor, x.refunded_minor, x.provisional_minor,
            x.corrected_minor)
            ORDER BY x.transaction_id)
        FROM servicing.claim_charges x WHERE x.claim_id = c.claim_id) AS charges
    FROM servicing.claims c WHERE c.account_id = %s
    ORDER BY c.received_at DESC, c.claim_id DESC
"""
FIRST = "0" * 64
_CLOCKS = TypeAdapter(tuple[Clock, ...])
_TOLD = TypeAdapter(Told)


def claims(connection: psycopg.Connection[Any], account_id: str) -> Sequence[Claim]:
    """Return every claim of a line, newest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_claim(row) for row in cursor.execute(_SELECT, [account_id]).fetchall()]


def add(connection: psycopg.Connection[Any], line: Line, one: Claim) -> None:
    """Put a new claim on record."""
    owner = {"account_id": line.account_id, "borrower_id": line.borrower_id}
    row = {
        **owner,
        "claim_id": one.claim_id,
        "right_id": one.right_id,
        "reference": one.reference,
        "kind": one.kind,
        "state": one.state,
        "received_at": one.received_at,
        "acknowledge_by": one.acknowledge_by,
        "resolve_by": one.resolve_by,
        "withheld_minor": one.withheld.minor,
        "whole_line": one.whole_line,
        "told": Jsonb(_TOLD.dump_python(one.told, mode="json", exclude_none=True)),
    }
    insert_rows(connection, "claims", [row])
    charges = (
        {
            **owner,
            "claim_id": one.claim_id,
            "transaction_id": charge.transaction_id,
            "amount_minor": charge.amount.minor,
            "aside_minor": charge.aside.minor,
            "paid_minor": charge.paid.minor,
        }
        for charge in one.charges
    )
    insert_rows(connection, "claim_charges", charges)


def put(connection: psycopg.Connection[Any], one: Claim) -> None:
    """Write how far a claim has come; one that is decided closes its right."""
    connection.execute(
        "UPDATE servicing.claims SET state = %s, decided_on = %s, pay_by = %s, related_minor = %s,"
        " withheld_minor = %s, credited_minor = %s, whole_line = %s"
        " WHERE claim_id = %s",
        [
            one.state,
            one.decided_on,
            one.pay_by,
            None if one.related is None else one.related.minor,
            one.withheld.minor,
            one.credited.minor,
            one.whole_line,
            one.claim_id,
        ],
    )
    for charge in one.charges:
        connection.execute(
            "UPDATE servicing.claim_charges SET credited_minor = %s, refunded_minor = %s,"
            " provisional_minor = %s, corrected_minor = %s"
            " WHERE claim_id = %s AND transaction_id = %s",
            [
                charge.credited.minor,
                charge.refunded.minor,
                charge.provisional.minor,
                charge.corrected.minor,
                one.claim_id,
                charge.transaction_id,
            ],
        )
    if not one.is_open:
        connection.execute(
            "UPDATE servicing.rights SET status = 'closed' WHERE right_id = %s AND NOT EXISTS"
            " (SELECT FROM servicing.claims c WHERE c.right_id = %s AND c.decided_on IS NULL)",
            [one.right_id, one.right_id],
        )


def moved_to(connection: psycopg.Connection[Any], one: Claim, state: State) -> Claim:
    """Write a new state of a claim and return it."""
    moved = replace(one, state=state)
    put(connection, moved)
    return moved


def name_charges(
    connection: psycopg.Connection[Any], right_id: str, transaction_ids: Sequence[str]
) -> None:
    """Add to a right's record which charges it is about: the next one may be about others."""
    connection.execute(
        "UPDATE servicing.rights SET detail = detail || %s WHERE right_id = %s",
        [Jsonb({"transaction_ids": list(transaction_ids)}), right_id],
    )


def note(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    what: str,
    by: str,
    at: datetime,
    detail: Mapping[str, Any],
) -> str:
    """Add a step to a claim's chain; return its hash."""
    last = connection.execute(
        "SELECT number, sha256 FROM servicing.claim_steps WHERE claim_id = %s"
        " ORDER BY number DESC LIMIT 1",
        [claim_id],
    ).fetchone()
    number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
    sha256 = step_sha256(before, claim_id, number, what, by, at, detail)
    row = {
        "claim_id": claim_id,
        "number": number,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "done_at": at,
        "done_by": by,
        "what": what,
        "detail": Jsonb(dict(detail)),
        "before_sha256": before,
        "sha256": sha256,
    }
    insert_rows(connection, "claim_steps", [row])
    return sha256


def chain_holds(connection: psycopg.Connection[Any], claim_id: str) -> bool:
    """Whether a claim's steps are those that were written, one after the other."""
    before = FIRST
    rows = connection.execute(
        "SELECT number, what, done_by, done_at, detail, before_sha256, sha256"
        " FROM servicing.claim_steps WHERE claim_id = %s ORDER BY number",
        [claim_id],
    ).fetchall()
    for expected, (number, what, by, at, detail, said_before, sha256) in enumerate(rows, 1):
        if number != expected or said_before != before:
            return False
        if step_sha256(before, claim_id, number, what, by, at, detail) != sha256:
            return False
        before = sha256
    return True


def step_sha256(
    before: str,
    claim_id: str,
    number: int,
    what: str,
    by: str,
    at: datetime,
    detail: Mapping[str, Any],
) -> str:
    """Return the hash of a step, which holds the one before it."""
    parts = [before, claim_id, number, what, by, at.timestamp(), dict(detail)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(
        claim_id=row["claim_id"],
        right_id=row["right_id"],
        reference=row["reference"],
        kind=row["kind"],
        state=row["state"],
        received_at=row["received_at"],
        acknowledge_by=row["acknowledge_by"],
        resolve_by=row["resolve_by"],
        decided_on=row["decided_on"],
        pay_by=row["pay_by"],
        told=_TOLD.validate_python(row["told"]),
        withheld=Money(row["withheld_minor"]),
        whole_line=row["whole_line"],
        credited=Money(row["credited_minor"]),
        related=None if row["related_minor"] is None else Money(row["related_minor"]),
        charges=tuple(
            ClaimedCharge(charge_id, *map(Money, minors))
            for charge_id, *minors in row["charges"] or ()
        ),
    )


def open_by_deadline(connection: psycopg.Connection[Any]) -> Sequence[tuple[str, Claim]]:
    """Return every open claim that the session may see, with its account, soonest first."""
    query = _SELECT.replace("c.account_id = %s", "c.decided_on IS NULL").replace(
        "c.received_at DESC, c.claim_id DESC", "c.resolve_by, c.claim_id"
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode()).fetchall()
    return [(row["account_id"], _claim(row)) for row in rows]


def linked_refunds(connection: psycopg.Connection[Any], account_id: str) -> frozenset[str]:
    """Return the refunds of a line that are on record as a claim's, or as no claim's."""
    rows = connection.execute(
        "SELECT detail ->> 'refund' FROM servicing.claim_steps WHERE account_id = %s"
        " AND what IN ('merchant_refunded', 'refund_of_another')",
        [account_id],
    ).fetchall()
    return frozenset(refund for (refund,) in rows)


def awaiting_bill(connection: psycopg.Connection[Any]) -> Sequence[tuple[str, Claim]]:
    """Return claims owed after all that a statement has asked for since, with their accounts."""
    query = _SELECT.replace(
        "c.account_id = %s",
        "c.state IN ('resolved_explained', 'partial') AND EXISTS (SELECT FROM"
        " servicing.statements s WHERE s.account_id = c.account_id"
        " AND s.closing_on >= c.decided_on)",
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode()).fetchall()
    return [(row["account_id"], _claim(row)) for row in rows]


def unclaimed_rights(
    connection: psycopg.Connection[Any],
) -> Sequence[tuple[str, str, str, str, tuple[Clock, ...]]]:
    """Return open rights that no claim is open under, with the clocks that weren't met.

    Of each: account, right, kind, reference, clocks.
    """
    rows = connection.execute(
        "SELECT account_id, right_id, kind, reference, clocks, met FROM servicing.rights r"
        " WHERE status = 'open' AND NOT EXISTS (SELECT FROM servicing.claims c"
        " WHERE c.right_id = r.right_id AND c.decided_on IS NULL) ORDER BY right_id"
    ).fetchall()
    return [
        (*known, tuple(one for one in _CLOCKS.validate_python(clocks) if one.name not in met))
        for *known, clocks, met in rows
    ]


def add_proposal(
    connection: psycopg.Connection[Any], line: Line, one: Proposal, now: datetime
) -> str:
    """Keep a proposal in place of an open one; return its id."""
    count = connection.execute(
        "SELECT count(*) FROM servicing.claim_decisions WHERE claim_id = %s", [one.claim_id]
    ).fetchone()
    decision_id = f"d-{one.claim_id}-{(count[0] if count else 0) + 1:02d}"
    row = {
        "decision_id": decision_id,
        "claim_id": one.claim_id,
        "account_id": line.account_id,
        "borrower_id": line.borrower_id,
        "outcome": one.outcome,
        "credits": Jsonb({charge: amount.minor for charge, amount in one.credits.items()}),
        "reasons": one.reasons,
        "account_version": one.version,
        "content_sha256": one.content_sha256,
        "made_by": one.made_by,
        "made_at": now,
        "status": "proposed",
    }
    insert_rows(connection, "claim_decisions", [row])
    return decision_id


def proposal(connection: psycopg.Connection[Any], decision_id: str) -> Proposal | None:
    """Return a proposal that waits for its second person, locked; None if it doesn't."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.claim_decisions WHERE decision_id = %s"
            " AND status = 'proposed' FOR UPDATE",
            [decision_id],
        ).fetchone()
    if row is None:
        return None
    return Proposal(
        claim_id=row["claim_id"],
        outcome=row["outcome"],
        credits={charge: Money(minor) for charge, minor in row["credits"].items()},
        reasons=row["reasons"],
        made_by=row["made_by"],
        version=row["account_version"],
    )


def close_proposal(
    connection: psycopg.Connection[Any],
    decision_id: str,
    status: Literal["approved", "returned"],
    by: str,
    now: datetime,
) -> None:
    """Note what the second person did."""
    connection.execute(
        "UPDATE servicing.claim_decisions SET status = %s, checked_by = %s, checked_at = %s"
        " WHERE decision_id = %s",
        [status, by, now, decision_id],
    )
