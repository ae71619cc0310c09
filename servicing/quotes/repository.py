"""Quotes in Postgres."""

from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from servicing.quotes.action import Registry
from servicing.quotes.model import Issued, Outcome, Quote, token_sha256

_OUTCOME = TypeAdapter(Outcome)


@dataclass(frozen=True)
class Stored:
    """A quote with what became of it."""

    quote: Quote
    status: Literal["open", "confirmed", "cancelled"]
    outcome: Outcome | None


def add(connection: psycopg.Connection[Any], actions: Registry, issued: Issued) -> None:
    """Store a quote under its token's hash."""
    quote = issued.quote
    arguments = actions.codec(quote.action).dump_python(quote.arguments, mode="json")
    connection.execute(
        "INSERT INTO servicing.quotes (quote_id, token_sha256, account_id, borrower_id,"
        " conversation_id, action, asked, request, arguments, disclosure_ids, account_version,"
        " created_at, expires_at, status)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'open')",
        [
            quote.quote_id,
            token_sha256(issued.token),
            quote.account_id,
            quote.borrower_id,
            quote.conversation_id,
            quote.action,
            quote.asked,
            Jsonb(quote.request),
            Jsonb(arguments),
            list(quote.disclosure_ids),
            quote.account_version,
            quote.created_at,
            quote.expires_at,
        ],
    )


def lock(
    connection: psycopg.Connection[Any],
    actions: Registry,
    token: str,
    borrower_id: str,
    conversation_id: str,
) -> Stored | None:
    """Return the quote of a token and keep others from using it; None for anybody else's."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "SELECT * FROM servicing.quotes WHERE token_sha256 = %s AND borrower_id = %s"
            " AND conversation_id = %s FOR UPDATE",
            [token_sha256(token), borrower_id, conversation_id],
        ).fetchone()
    if row is None:
        return None
    action = actions[row["action"]]
    arguments = actions.codec(action.name).validate_python(row["arguments"])
    return Stored(
        quote=Quote(
            quote_id=row["quote_id"],
            account_id=row["account_id"],
            borrower_id=row["borrower_id"],
            conversation_id=row["conversation_id"],
            asked=row["asked"],
            request=row["request"],
            arguments=arguments,
            terms=action.terms(arguments),
            disclosure_ids=tuple(row["disclosure_ids"]),
            account_version=row["account_version"],
            created_at=row["created_at"],
            expires_at=row["expires_at"],
        ),
        status=row["status"],
        outcome=None if row["outcome"] is None else _OUTCOME.validate_python(row["outcome"]),
    )


def close(
    connection: psycopg.Connection[Any],
    quote: Quote,
    status: Literal["confirmed", "cancelled"],
    outcome: Outcome,
) -> None:
    """Store what became of a quote, for good."""
    connection.execute(
        "UPDATE servicing.quotes SET status = %s, outcome = %s WHERE quote_id = %s",
        [status, Jsonb(_OUTCOME.dump_python(outcome, mode="json")), quote.quote_id],
    )
