"""Bringing a delinquent line back to current, within the lender's limits.

Policy after supervisory guidance that was not verified against its own text
(`billing.delinquency.ReagePolicy`); nothing here may be cited as law.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from servicing.accounts.model import Due, Line
from servicing.billing.delinquency import ReagePolicy, reage_obstacles
from servicing.events.model import Happening
from servicing.money import ZERO, Money, total

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


def paid_in_a_row(
    asked: Sequence[tuple[date, Money]], received: Iterable[tuple[date, Money]], day: date
) -> int:
    """Return how many minimums, the latest ones before a day, payments in a row are worth.

    Outside a plan payments meet the oldest minimum first, so a line that pays again stays behind:
    what counts is what came in. `asked` are due dates with what each asked for by itself;
    `received` are payments, and new advances below zero, since those pay nothing. A lump sum
    counts for as many minimums as it is worth, back to the due date before the first of them.
    """
    due = sorted(one for one in asked if one[0] < day)
    moved, count, owed = list(received), 0, ZERO
    for before, (_, minimum) in reversed(list(zip(due, due[1:], strict=False))):
        owed = owed + minimum
        came = total(amount for on, amount in moved if before[0] < on <= day)
        if not minimum or came < owed:
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
