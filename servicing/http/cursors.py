"""Where a page went on: the last row's place in the order, opaque to callers.

Pages go from the newest to the oldest by a key that rows keep, so a row that is added while
somebody turns pages is neither repeated nor lost: it comes before the first page. A cursor holds
nothing that its reader hasn't seen, and works only for the question it came from.
"""

import base64
import hashlib
import json
from datetime import date

from servicing.http.problems import BadCursor

CURSOR_CHARACTERS_MAX = 300


def encode(question: str, day: date, row_id: str) -> str:
    """Return the cursor that goes on after a row."""
    text = json.dumps([_digest(question), day.isoformat(), row_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(question: str, cursor: str | None) -> tuple[date, str] | None:
    """Return the row after which a page goes on; None for the first page. Raises `BadCursor`."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, day, row_id = json.loads(text)
        after = date.fromisoformat(day), str(row_id)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error
    if digest != _digest(question) or not after[1].isprintable():
        raise BadCursor
    return after


def _digest(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:12]
