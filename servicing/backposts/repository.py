"""A line's past, read back as far as it is needed."""

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from servicing.accounts import repository as accounts
from servicing.accounts import rows
from servicing.accounts.model import Line
from servicing.backposts.history import BACK_POSTED, History, named_in
from servicing.ledger import repository as ledger

_ANCHOR = """
    SELECT max(s.closing_on) FROM servicing.snapshots s
    WHERE s.account_id = %(account)s AND s.closing_on < %(day)s AND NOT EXISTS (
        SELECT FROM servicing.transactions t
        WHERE t.account_id = s.account_id AND t.sequence > s.sequence
            AND t.detail ? %(mark)s AND t.effective_on <= s.closing_on)
"""


def history(connection: psycopg.Connection[Any], line: Line, day: date) -> History:
    """Return what is needed to live the line's past from before a day again.

    It starts at the last closing before that day that nothing posted since reaches behind, so
    it is as long as the correction reaches back, however old the line. `line` must be locked.
    """
    row = connection.execute(
        _ANCHOR, {"account": line.account_id, "day": day, "mark": BACK_POSTED}
    ).fetchone()
    since = row[0] if row is not None and row[0] is not None else date.min
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM servicing.snapshots WHERE account_id = %s AND closing_on >= %s"
            " ORDER BY closing_on",
            [line.account_id, since],
        ).fetchall()
    snapshots = [rows.snapshot_from_row(one) for one in found]
    anchor = snapshots.pop(0) if since > date.min else None
    first = 0 if anchor is None else anchor.sequence
    posted = ledger.transactions(connection, line.account_id, since_sequence=first)
    named = ledger.transactions(connection, line.account_id, ids=named_in(line, posted))
    touched = {one.payment_id for one in posted if one.payment_id is not None}
    return History(
        anchor,
        tuple(posted),
        {one.transaction_id: one for one in named if one.sequence <= first},
        tuple(snapshots),
        tuple(
            line.payments.get(one.payment_id, one)
            for one in accounts.payments_of(connection, line.account_id, touched)
        ),
    )
