"""Where a hardship plan stands: which payment is next, and in which month it is."""

from dataclasses import dataclass
from datetime import date

from servicing.accounts.model import Line, Plan
from servicing.calendar import DAY


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan's next payment; `next_due` is None once the last one is met."""

    next_due: date | None
    month: int


def standing(line: Line, plan: Plan, today: date) -> Standing:
    """Return the plan's next due date that isn't met yet, and its number from 1."""
    due = _next_due(line, today)
    month = (due.year - plan.first_due_on.year) * 12 + due.month - plan.first_due_on.month + 1
    if month > plan.months:
        return Standing(None, plan.months)
    return Standing(due, month)


def _next_due(line: Line, today: date) -> date:
    """Return the due date of the latest statement while it is open, else that of the next one."""
    last = line.state.last
    if last is not None and last.due_on >= today and line.minimum_left():
        return last.due_on
    after = today if last is None else max(today, last.closing_on + DAY)
    return line.cycles.due(line.next_closing(after))
