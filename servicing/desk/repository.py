"""The desk's rows across lines, as far as a staff session may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from servicing.disputes.decisions import Proposal
from servicing.money import Money


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """The latest version of a draft, not decided yet."""

    draft_id: str
    draft_version: int
    account_id: str
    borrower_id: str
    name: str
    program: str
    balance_minor: int
    drafted_by: str
    submitted_at: datetime
    answer_by: date


@dataclass(frozen=True, slots=True)
class Put:
    """A proposal as it is on record, whatever became of it."""

    decision_id: str
    account_id: str
    borrower_id: str
    proposal: Proposal
    content_sha256: str
    made_at: datetime
    status: str
    checked_by: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a claim's chain."""

    number: int
    done_at: datetime
    done_by: str
    what: str
    detail: Mapping[str, Any]


_WAITING_DRAFTS = """
    SELECT d.draft_id, d.draft_version, d.account_id, d.borrower_id, b.name,
        d.option->>'name' AS program, d.drafted_by, d.submitted_at, d.answer_by,
        (SELECT coalesce(sum(t.amount), 0)::bigint FROM (
            SELECT unnest(j.balances) AS amount FROM servicing.transactions j
            WHERE j.account_id = d.account_id AND j.sequence = (SELECT max(sequence)
                FROM servicing.transactions WHERE account_id = d.account_id)) t) AS balance_minor
    FROM servicing.plan_drafts d JOIN servicing.borrowers b USING (borrower_id)
    WHERE NOT EXISTS (SELECT FROM servicing.plan_drafts later
            WHERE later.draft_id = d.draft_id AND later.draft_version > d.draft_version)
        AND NOT EXISTS (SELECT FROM servicing.plan_decisions done
            WHERE done.draft_id = d.draft_id AND done.draft_version = d.draft_version)
"""


def waiting_drafts(connection: psycopg.Connection[Any]) -> Sequence[WaitingDraft]:
    """Return every draft that waits for a decision, with what is owed on its line."""
    with connection.cursor(row_factory=class_row(WaitingDraft)) as cursor:
        return cursor.execute(_WAITING_DRAFTS).fetchall()


def waiting_proposals(connection: psycopg.Connection[Any]) -> dict[str, tuple[str, str]]:
    """Return by claim the proposal that waits for a second person, and who made it."""
    found = connection.execute(
        "SELECT claim_id, decision_id, made_by FROM servicing.claim_decisions"
        " WHERE status = 'proposed'"
    ).fetchall()
    return {claim_id: (decision_id, made_by) for claim_id, decision_id, made_by in found}


def names(
    connection: psycopg.Connection[Any], accounts: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Return by account whose it is: the borrower's id and name."""
    found = connection.execute(
        "SELECT a.account_id, b.borrower_id, b.name FROM servicing.accounts a"
        " JOIN servicing.borrowers b USING (borrower_id) WHERE a.account_id = ANY(%s)",
        [list(accounts)],
    ).fetchall()
    return {account_id: (borrower_id, name) for account_id, borrower_id, name in found}


def owner_of_line(connection: psycopg.Connection[Any], account_id: str) -> str | None:
    """Return whose line it is, or None."""
    query = "SELECT borrower_id FROM servicing.accounts WHERE account_id = %s"
    return _owner(connection, query, [account_id])


def borrower_names(connection: psycopg.Connection[Any], borrowers: Sequence[str]) -> dict[str, str]:
    """Return borrowers' names."""
    found = connection.execute(
        "SELECT borrower_id, name FROM servicing.borrowers WHERE borrower_id = ANY(%s)",
        [list(borrowers)],
    ).fetchall()
    return dict(found)


def owner_of_draft(connection: psycopg.Connection[Any], draft_id: str, version: int) -> str | None:
    """Return whose draft a version is, or None."""
    return _owner(
        connection,
        "SELECT borrower_id FROM servicing.plan_drafts WHERE draft_id = %s AND draft_version = %s",
        [draft_id, version],
    )


def owner_of_claim(connection: psycopg.Connection[Any], claim_id: str) -> str | None:
    """Return whose claim it is, or None."""
    query = "SELECT borrower_id FROM servicing.claims WHERE claim_id = %s"
    return _owner(connection, query, [claim_id])


def put_forward(connection: psycopg.Connection[Any], decision_id: str) -> Put | None:
    """Return a proposal with what became of it, or None."""
    query = "SELECT * FROM servicing.claim_decisions WHERE decision_id = %s"
    return _put(connection, query, decision_id)


def waiting_for(connection: psycopg.Connection[Any], claim_id: str) -> Put | None:
    """Return the proposal of a claim that waits for a second person, or None."""
    query = "SELECT * FROM servicing.claim_decisions WHERE status = 'proposed' AND claim_id = %s"
    return _put(connection, query, claim_id)


def steps(connection: psycopg.Connection[Any], claim_id: str) -> Sequence[Step]:
    """Return what was done with a claim, oldest first."""
    with connection.cursor(row_factory=class_row(Step)) as cursor:
        return cursor.execute(
            "SELECT number, done_at, done_by, what, detail FROM servicing.claim_steps"
            " WHERE claim_id = %s ORDER BY number",
            [claim_id],
        ).fetchall()


def right_of(connection: psycopg.Connection[Any], right_id: str) -> tuple[str, dict[str, Any]]:
    """Return the conversation in which a right was invoked, and the record's detail."""
    row = connection.execute(
        "SELECT conversation_id, detail FROM servicing.rights WHERE right_id = %s", [right_id]
    ).fetchone()
    return ("", {}) if row is None else (row[0], row[1])


def soonest_clocks(connection: psycopg.Connection[Any]) -> dict[tuple[str, str], tuple[date, str]]:
    """Return by borrower and kind of right the open clock that runs out first, and its source."""
    found = connection.execute(
        "SELECT DISTINCT ON (r.borrower_id, r.kind) r.borrower_id, r.kind,"
        " (c->>'due')::date, c->>'cite'"
        " FROM servicing.rights r CROSS JOIN LATERAL jsonb_array_elements(r.clocks) c"
        " WHERE r.status = 'open' AND c->>'name' <> ALL (r.met)"
        " ORDER BY r.borrower_id, r.kind, (c->>'due')::date"
    ).fetchall()
    return {(borrower, kind): (due, cite) for borrower, kind, due, cite in found}


def _owner(connection: psycopg.Connection[Any], query: str, values: list[Any]) -> str | None:
    row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else str(row[0])


def _put(connection: psycopg.Connection[Any], query: str, value: str) -> Put | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query.encode(), [value]).fetchone()
    if row is None:
        return None
    proposal = Proposal(
        claim_id=row["claim_id"],
        outcome=row["outcome"],
        credits={charge: Money(minor) for charge, minor in row["credits"].items()},
        reasons=row["reasons"],
        made_by=row["made_by"],
        version=row["account_version"],
    )
    return Put(
        decision_id=row["decision_id"],
        account_id=row["account_id"],
        borrower_id=row["borrower_id"],
        proposal=proposal,
        content_sha256=row["content_sha256"],
        made_at=row["made_at"],
        status=row["status"],
        checked_by=row["checked_by"],
        checked_at=row["checked_at"],
    )
