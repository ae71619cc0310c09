"""Bringing a delinquent line back to current, within the lender's limits.

Policy after supervisory guidance that was not verified against its own text
(`billing.delinquency.ReagePolicy`); nothing here may be cited as law.
"""

from collections.abc import Sequence
from datetime import date

from servicing.accounts.model import Due, Line
from servicing.billing.delinquency import ReagePolicy, reage_obstacles
from servicing.events.model import Happening

POLICY = ReagePolicy()


def obstacles(
    line: Line, day: date, payments_in_a_row: int, *, into_workout: bool = False
) -> tuple[str, ...]:
    """Return which of the policy's tests the line fails on a day; see `reage_obstacles`.

    The borrower's willingness and ability are shown by the payments themselves.
    """
    return reage_obstacles(
        POLICY,
        day,
        line.opened_on,
        payments_in_a_row,
        line.state.reaged,
        shown_willing_and_able=payments_in_a_row > 0,
        into_workout=into_workout,
    )


def met_in_a_row(dues: Sequence[Due], day: date) -> int:
    """Return how many due dates before a day, the latest ones, are all met.

    One that was met late counts: the guidance takes a lump sum worth as many payments.
    """
    count = 0
    for due in sorted((d for d in dues if d.due_on < day), key=lambda d: d.due_on, reverse=True):
        if due.remaining:
            break
        count += 1
    return count


def reage(line: Line, day: date) -> None:
    """Note that the line is brought back to current. What was past due is no longer asked for.

    It stays owed, in the balance. The caller has asked for `obstacles`.
    """
    state = line.state
    state.reaged.append(day)
    state.set_aside = []
    state.dues = [due for due in state.dues if due.due_on >= day or not due.remaining]
    line.changes.happened.append(Happening("line.reaged", {"on": day.isoformat()}))
    line.changes.touched = True
