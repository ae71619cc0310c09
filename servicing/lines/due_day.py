"""Moving the due day (same day each month: 12 CFR 1026.7(b)(11)(i)(A))."""

from dataclasses import dataclass
from datetime import date, timedelta

from servicing.accounts.model import Line
from servicing.calendar import (
    DAY,
    BusinessDays,
    MovedDueDay,
    add_months,
    closing_for_due,
    due_in_month,
)
from servicing.payments.rules import account_hold
from servicing.refusal import Refusal, spell

POLICY = "due-dates"
LATEST_DAY = 28


@dataclass(frozen=True, slots=True)
class NewDueDay:
    """A due day as it would be: the first due date by it, and the cycle that leads up to it."""

    day: int
    first_due_on: date
    moved: MovedDueDay


def plan_move(line: Line, day: int, today: date, days: BusinessDays) -> NewDueDay | Refusal:
    """Work out a move, or say why it can't be made.

    The first due date by the new day is the one nearest to where the old day would have put it,
    in the running cycle if that can still close after today, else in the next. Every due date
    stays `days_to_due` days after its statement, so at least 21 on a card line (12 CFR
    1026.5(b)(2)(ii)(A)).
    """
    refusal = check(line, day, today, days)
    if refusal is not None:
        return refusal
    to_due = line.product.cycle.days_to_due
    kept, closing = None, line.next_closing(today)
    before = line.cycles.due(closing)
    first_due = _nearest(before, day)
    if closing_for_due(first_due, to_due) <= today:
        kept = closing
        before = line.cycles.due(line.next_closing(closing + DAY))
        first_due = _nearest(before, day)
    if abs((first_due - before).days) > within_days(line):
        return Refusal(
            "due_date_too_far",
            f"A due date can be moved by up to {within_days(line)} days.",
            policy=POLICY,
        )
    moved = MovedDueDay(
        old_day=line.due_day,
        made_on=today,
        opened_on=line.state.cycle.opened_on,
        kept=kept,
        closing_on=closing_for_due(first_due, to_due),
    )
    return NewDueDay(day, first_due, moved)


def check(line: Line, day: int, today: date, days: BusinessDays) -> Refusal | None:
    """Return why the due day can't be moved to a day of the month, or None."""
    rules = line.product.due_date_change
    hold = account_hold(line)
    if hold is not None:
        return hold
    if rules is None or not line.runs:
        return Refusal("due_date_fixed", "The due date of this line can't be moved.", policy=POLICY)
    if not 1 <= day <= LATEST_DAY:
        return Refusal(
            "due_date_day", "A due date can be any day from the 1st to the 28th.", policy=POLICY
        )
    if day == line.due_day:
        return Refusal("due_date_same", "That is your due date already.", policy=POLICY)
    if line.past_due(today):
        owed = line.past_due(today)
        return Refusal(
            "due_date_past_due",
            f"The due date can be moved once nothing is past due; right now {owed} is.",
            limit=owed,
            policy=POLICY,
        )
    if line.plan is not None:
        return Refusal(
            "due_date_plan",
            "The due date can't be moved while a payment plan is running.",
            policy=POLICY,
        )
    return _recent(line, rules.months_apart, today) or _waiting(
        line, rules.clear_business_days, today, days
    )


def within_days(line: Line) -> int:
    """Return by how many days a due date may move; 0 where it can't."""
    rules = line.product.due_date_change
    return 0 if rules is None else rules.within_days


def move(line: Line, new: NewDueDay) -> None:
    """Put the new day in force; statements that were sent keep their due dates."""
    line.due_day = new.day
    line.state.moved = new.moved
    line.changes.touched = True


def _nearest(due: date, day: int) -> date:
    around = (
        due_in_month(day, due.year + (due.month + n - 1) // 12, (due.month + n - 1) % 12 + 1)
        for n in (-1, 0, 1)
    )
    return min(around, key=lambda found: abs(found - due))


def _recent(line: Line, months_apart: int, today: date) -> Refusal | None:
    moved = line.state.moved
    if moved is None:
        return None
    again = add_months(moved.made_on, months_apart)
    if today >= again:
        return None
    return Refusal(
        "due_date_recent",
        f"The due date can be moved once in {months_apart} months; next from {spell(again)}.",
        on=again,
        policy=POLICY,
    )


def _waiting(line: Line, business_days: int, today: date, days: BusinessDays) -> Refusal | None:
    until = days.add(today, business_days) if business_days else today - timedelta(days=1)
    soon = [payment for payment in line.waiting if payment.on <= until]
    if not soon:
        return None
    first = min(soon, key=lambda payment: payment.on)
    return Refusal(
        "due_date_payment_waiting",
        f"A payment of {first.amount} is on its way, dated {spell(first.on)}. The due date can be"
        " moved once it is through.",
        limit=first.amount,
        on=first.on,
        policy=POLICY,
    )
