"""Subscriptions, how far each has come, and dead letters. The caller owns the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from servicing.events.model import DeadLetter, Event, Progress, Standing, Subscription

_SUBSCRIPTION = "SELECT subscription_id, url, secret, kinds FROM servicing.subscriptions"
_EVENT = (
    "SELECT event_id, account_id, sequence, kind, schema_version, recorded_at, data"
    " FROM servicing.outbox"
)


def add_subscription(connection: psycopg.Connection[Any], one: Subscription) -> None:
    """Add a subscription, which hears what happens from now on."""
    connection.execute(
        "INSERT INTO servicing.subscriptions (subscription_id, url, secret, kinds)"
        " VALUES (%s, %s, %s, %s)",
        [one.subscription_id, one.url, one.secret, list(one.kinds)],
    )
    connection.execute(
        "INSERT INTO servicing.deliveries (subscription_id, account_id, sequence)"
        " SELECT %s, account_id, last_sequence FROM servicing.outbox_heads",
        [one.subscription_id],
    )


def remove_subscription(connection: psycopg.Connection[Any], subscription_id: str) -> bool:
    """End a subscription; False if there is none."""
    cursor = connection.execute(
        "DELETE FROM servicing.subscriptions WHERE subscription_id = %s", [subscription_id]
    )
    return cursor.rowcount == 1


def subscriptions(connection: psycopg.Connection[Any]) -> Sequence[Subscription]:
    """Return the subscriptions, oldest first."""
    with connection.cursor(row_factory=class_row(Subscription)) as cursor:
        return cursor.execute(
            f"{_SUBSCRIPTION} ORDER BY created_at, subscription_id".encode()
        ).fetchall()


def subscription(connection: psycopg.Connection[Any], subscription_id: str) -> Subscription | None:
    """Return a subscription, or None."""
    with connection.cursor(row_factory=class_row(Subscription)) as cursor:
        return cursor.execute(
            f"{_SUBSCRIPTION} WHERE subscription_id = %s".encode(), [subscription_id]
        ).fetchone()


def due(
    connection: psycopg.Connection[Any], now: datetime, limit: int
) -> Sequence[tuple[str, str]]:
    """Return subscriptions with an account that has something to deliver by now."""
    return connection.execute(
        "SELECT s.subscription_id, h.account_id FROM servicing.subscriptions s"
        " CROSS JOIN servicing.outbox_heads h"
        " LEFT JOIN servicing.deliveries d USING (subscription_id, account_id)"
        " WHERE h.last_sequence > coalesce(d.sequence, 0) AND NOT coalesce(d.dead, false)"
        " AND coalesce(d.next_attempt_at, to_timestamp(0)) <= %s"
        " ORDER BY d.next_attempt_at NULLS FIRST, h.account_id, s.subscription_id LIMIT %s",
        [now, limit],
    ).fetchall()


def next_due(connection: psycopg.Connection[Any]) -> datetime | None:
    """Return when the next postponed attempt is due, or None."""
    row = connection.execute(
        "SELECT min(next_attempt_at) FROM servicing.deliveries WHERE attempts > 0 AND NOT dead"
    ).fetchone()
    return row[0] if row else None


def claim(
    connection: psycopg.Connection[Any], subscription_id: str, account_id: str
) -> Standing | None:
    """Return how far a subscription is on an account and keep others off it; None if held."""
    connection.execute(
        "INSERT INTO servicing.deliveries (subscription_id, account_id, sequence)"
        " VALUES (%s, %s, 0) ON CONFLICT DO NOTHING",
        [subscription_id, account_id],
    )
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        return cursor.execute(
            "SELECT sequence, attempts, dead, next_attempt_at"
            " FROM servicing.deliveries WHERE subscription_id = %s AND account_id = %s"
            " FOR UPDATE SKIP LOCKED",
            [subscription_id, account_id],
        ).fetchone()


def next_event(
    connection: psycopg.Connection[Any], account_id: str, after: int, kinds: Sequence[str]
) -> Event | None:
    """Return an account's first event after a number that is of one of the kinds, or None."""
    with connection.cursor(row_factory=class_row(Event)) as cursor:
        return cursor.execute(
            f"{_EVENT} WHERE account_id = %(account)s AND sequence > %(after)s"
            " AND (cardinality(%(kinds)s::text[]) = 0 OR kind = ANY(%(kinds)s))"
            " ORDER BY sequence LIMIT 1".encode(),
            {"account": account_id, "after": after, "kinds": list(kinds)},
        ).fetchone()


def head(connection: psycopg.Connection[Any], account_id: str) -> int:
    """Return an account's last number."""
    row = connection.execute(
        "SELECT last_sequence FROM servicing.outbox_heads WHERE account_id = %s", [account_id]
    ).fetchone()
    return row[0] if row else 0


def advance(
    connection: psycopg.Connection[Any], subscription_id: str, account_id: str, sequence: int
) -> None:
    """Note that everything up to a number is done; what held it back is over."""
    connection.execute(
        "UPDATE servicing.deliveries SET sequence = %s, attempts = 0, dead = false,"
        " next_attempt_at = to_timestamp(0) WHERE subscription_id = %s AND account_id = %s",
        [sequence, subscription_id, account_id],
    )


def postpone(
    connection: psycopg.Connection[Any],
    subscription_id: str,
    account_id: str,
    attempts: int,
    until: datetime,
) -> None:
    """Note a failed attempt and when to try again."""
    connection.execute(
        "UPDATE servicing.deliveries SET attempts = %s, next_attempt_at = %s"
        " WHERE subscription_id = %s AND account_id = %s",
        [attempts, until, subscription_id, account_id],
    )


def bury(
    connection: psycopg.Connection[Any],
    subscription_id: str,
    event: Event,
    attempts: int,
    error: str,
) -> None:
    """Give an event up, and hold the account's later ones back."""
    connection.execute(
        "INSERT INTO servicing.dead_letters (subscription_id, event_id, attempts, last_error)"
        " VALUES (%s, %s, %s, %s)",
        [subscription_id, event.event_id, attempts, error],
    )
    connection.execute(
        "UPDATE servicing.deliveries SET attempts = %s, dead = true"
        " WHERE subscription_id = %s AND account_id = %s",
        [attempts, subscription_id, event.account_id],
    )


def dead_letters(connection: psycopg.Connection[Any]) -> Sequence[DeadLetter]:
    """Return the dead letters nobody has decided on, oldest first, with what waits behind each."""
    with connection.cursor(row_factory=class_row(DeadLetter)) as cursor:
        return cursor.execute(
            "SELECT l.subscription_id, l.event_id, o.account_id, o.kind, l.died_at, l.attempts,"
            " l.last_error, (h.last_sequence - o.sequence)::int AS waiting"
            " FROM servicing.dead_letters l JOIN servicing.outbox o USING (event_id)"
            " JOIN servicing.outbox_heads h USING (account_id)"
            " WHERE l.resolution IS NULL ORDER BY l.died_at, l.event_id"
        ).fetchall()


def resolve(
    connection: psycopg.Connection[Any],
    event_id: str,
    resolution: Literal["replayed", "skipped"],
) -> Sequence[tuple[str, str, int]]:
    """Decide on a dead letter; return the subscriptions, account and number it was held at."""
    return connection.execute(
        "UPDATE servicing.dead_letters l SET resolution = %s, resolved_at = now()"
        " FROM servicing.outbox o WHERE o.event_id = l.event_id AND l.event_id = %s"
        " AND l.resolution IS NULL RETURNING l.subscription_id, o.account_id, o.sequence",
        [resolution, event_id],
    ).fetchall()


def recent(
    connection: psycopg.Connection[Any], account_id: str | None, limit: int
) -> Sequence[Event]:
    """Return the newest events, newest first; of one account if named."""
    with connection.cursor(row_factory=class_row(Event)) as cursor:
        return cursor.execute(
            f"{_EVENT} WHERE %s::text IS NULL OR account_id = %s"
            " ORDER BY recorded_at DESC, account_id, sequence DESC LIMIT %s".encode(),
            [account_id, account_id, limit],
        ).fetchall()


def event(connection: psycopg.Connection[Any], event_id: str) -> Event | None:
    """Return an event, or None."""
    with connection.cursor(row_factory=class_row(Event)) as cursor:
        return cursor.execute(f"{_EVENT} WHERE event_id = %s".encode(), [event_id]).fetchone()


def progress(connection: psycopg.Connection[Any], one: Event) -> Sequence[Progress]:
    """Return how each subscription stands with an event, oldest subscription first."""
    with connection.cursor(row_factory=class_row(Progress)) as cursor:
        return cursor.execute(
            "SELECT s.subscription_id, s.url, CASE"
            " WHEN cardinality(s.kinds) > 0 AND %(kind)s <> ALL(s.kinds) THEN 'not asked for'"
            " WHEN coalesce(d.sequence, 0) >= %(sequence)s THEN 'done'"
            " WHEN l.event_id IS NOT NULL THEN 'dead'"
            " WHEN coalesce(d.sequence, 0) = %(sequence)s - 1 AND d.attempts > 0 THEN 'trying'"
            " ELSE 'waiting' END AS state,"
            " CASE WHEN l.event_id IS NOT NULL THEN l.attempts"
            " WHEN d.sequence = %(sequence)s - 1 THEN d.attempts ELSE 0 END AS attempts,"
            " l.last_error FROM servicing.subscriptions s"
            " LEFT JOIN servicing.deliveries d ON d.subscription_id = s.subscription_id"
            " AND d.account_id = %(account)s"
            " LEFT JOIN servicing.dead_letters l ON l.subscription_id = s.subscription_id"
            " AND l.event_id = %(event)s AND l.resolution IS NULL"
            " ORDER BY s.created_at, s.subscription_id",
            {
                "kind": one.kind,
                "sequence": one.sequence,
                "account": one.account_id,
                "event": one.event_id,
            },
        ).fetchall()
