"""Events in Postgres. The caller owns the transaction: no event without its change, nor back."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from servicing.events.model import SCHEMA_VERSION, Happening

CHANNEL = "linewise_outbox"


def append(
    connection: psycopg.Connection[Any], happened: Mapping[str, Sequence[Happening]]
) -> None:
    """Write each account's happenings with their numbers; once they commit, deliverers wake.

    Two transactions on one account follow each other here, so its numbers have no gaps.
    """
    counts = {account: len(happenings) for account, happenings in happened.items() if happenings}
    if not counts:
        return
    heads = connection.execute(
        "INSERT INTO servicing.outbox_heads AS head (account_id, last_sequence)"
        " SELECT * FROM unnest(%s::text[], %s::bigint[]) ORDER BY 1"
        " ON CONFLICT (account_id) DO UPDATE"
        " SET last_sequence = head.last_sequence + excluded.last_sequence"
        " RETURNING account_id, last_sequence",
        [list(counts), list(counts.values())],
    ).fetchall()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO servicing.outbox (account_id, sequence, event_id, kind, schema_version,"
            " data) VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (
                    account_id,
                    number,
                    f"e-{account_id}-{number:06d}",
                    one.kind,
                    SCHEMA_VERSION,
                    Jsonb(dict(one.data)),
                )
                for account_id, last in heads
                for number, one in enumerate(happened[account_id], last - counts[account_id] + 1)
            ],
        )
    # Telling the listeners takes a lock at commit, so it is done only where anybody listens.
    connection.execute(
        "SELECT pg_notify(%s, '') WHERE EXISTS (SELECT FROM servicing.subscriptions)", [CHANNEL]
    )
