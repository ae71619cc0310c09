"""Events in Postgres. The caller owns the transaction: no event without its change, nor back."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from servicing.events.model import SCHEMA_VERSION, Happening
from servicing.tables import Together, as_json

CHANNEL = "linewise_outbox"


_NUMBERED = f"""
    happened AS (
        SELECT account_id, later, kind, data FROM json_to_recordset(%s)
            AS given (account_id text, later int, kind text, data jsonb)),
    heads AS (
        INSERT INTO servicing.outbox_heads AS head (account_id, last_sequence)
        SELECT account_id, count(*) FROM happened GROUP BY account_id ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
        SET last_sequence = head.last_sequence + excluded.last_sequence
        RETURNING account_id, last_sequence),
    numbered AS (
        SELECT account_id, last_sequence - later AS number, kind, data
        FROM happened JOIN heads USING (account_id)),
    told AS (
        INSERT INTO servicing.outbox (account_id, sequence, event_id, kind, schema_version, data)
        SELECT account_id, number,
            'e-' || account_id || '-' || lpad(number::text, greatest(6, length(number::text)), '0'),
            kind, {SCHEMA_VERSION}, data
        FROM numbered
        -- Telling takes a lock at commit, so it is done only where anybody listens.
        RETURNING CASE WHEN EXISTS (SELECT FROM servicing.subscriptions)
            THEN pg_notify('{CHANNEL}', '') END)
"""  # noqa: S608  # fixed text only


def append(
    connection: psycopg.Connection[Any], happened: Mapping[str, Sequence[Happening]]
) -> None:
    """Write each account's happenings with their numbers; once they commit, deliverers wake.

    Two transactions on one account follow each other here, so its numbers have no gaps.
    """
    together = Together()
    gather(together, happened)
    together.write(connection)


def gather(together: Together, happened: Mapping[str, Sequence[Happening]]) -> None:
    """Add each account's happenings to what is written together, as `append` writes them."""
    records = [
        {"account_id": account_id, "later": later, "kind": one.kind, "data": one.data}
        for account_id, happenings in happened.items()
        for later, one in enumerate(reversed(happenings))
    ]
    if records:
        together.add(_NUMBERED, as_json(records))
