"""Idempotency keys: a request is carried out once per key and line."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg.types.json import Jsonb


class IdempotencyConflict(Exception):
    """The key was used for a different request; nothing was done."""


def once(
    connection: psycopg.Connection[Any],
    line: tuple[str, str],
    key: str,
    request: Mapping[str, Any],
    act: Callable[[], Mapping[str, Any]],
) -> tuple[Mapping[str, Any], bool]:
    """Carry out a request unless its key was used; return the response and whether it is a repeat.

    `line` is the account and its borrower; the account must be locked, so that two requests
    with one key follow each other. The same request under the same key gives the stored
    response; another request raises `IdempotencyConflict`.
    """
    account_id, borrower_id = line
    sha256 = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    found = connection.execute(
        "SELECT request_sha256, response FROM servicing.requests"
        " WHERE account_id = %s AND key = %s",
        [account_id, key],
    ).fetchone()
    if found is not None:
        if found[0] != sha256:
            raise IdempotencyConflict(key)
        return found[1], True
    response = act()
    connection.execute(
        "INSERT INTO servicing.requests (account_id, key, borrower_id, request_sha256, response)"
        " VALUES (%s, %s, %s, %s, %s)",
        [account_id, key, borrower_id, sha256, Jsonb(dict(response))],
    )
    return response, False
