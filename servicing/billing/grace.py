"""The grace period over several cycles, from nothing but charges and payments.

The engine closes one cycle at a time and carries how it stands (`GraceStanding`). This reads a
whole stretch of history at once, as the official examples of 12 CFR 1026.54 tell it.
"""

from collections.abc import Sequence

from servicing.billing.interest import (
    GraceStanding,
    Move,
    Span,
    daily_balances,
    purchase_balances,
    spans,
)
from servicing.calendar import Cycle
from servicing.money import ZERO, Money


def bearing_spans(
    opening: Money,
    moves: Sequence[Move],
    cycles: Sequence[Cycle],
    came_with_grace: bool,
    bears_grace: bool = True,
) -> tuple[tuple[Span, ...], ...]:
    """Return, cycle by cycle, the stretches of days on whose balance interest may be charged.

    `opening` is the balance at the start of the first of `cycles`, which follow each other, and
    `came_with_grace` whether it had a grace period: whether the balance before it was paid in
    full by its due date. The balance at a cycle's start keeps its grace when payments up to the
    cycle's due date cover it (12 CFR 1026.54(a)(1), comments 1 and 6). Days of a cycle before
    the one in which grace is lost stay free (1026.54(a)(1)(i)), and so does what was paid by
    the due date (1026.54(a)(1)(ii)). `bears_grace=False` is for balances without grace, such
    as cash advances. Days without a bearing balance are left out.
    """
    found = []
    for cycle in cycles:
        inside = [move for move in moves if cycle.first_day <= move.day <= cycle.last_day]
        paid = sum(
            -move.amount.minor
            for move in inside
            if move.kind != "charge" and move.day <= cycle.due_on
        )
        in_full = paid >= opening.minor
        standing = GraceStanding(came_with_grace, in_full, cycle.due_on)
        every_day = daily_balances(opening, inside, cycle.first_day, cycle.last_day)
        bearing = (
            purchase_balances(opening, inside, cycle.first_day, cycle.last_day, standing)
            if bears_grace
            else every_day
        )
        found.append(tuple(s for s in spans(bearing, cycle.first_day) if s.balance > ZERO))
        opening, came_with_grace = every_day[-1], in_full
    return tuple(found)
