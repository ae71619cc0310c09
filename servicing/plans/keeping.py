"""Whether a hardship plan is kept: noted the morning after each of its due dates."""

from datetime import date

from servicing.accounts.model import Line, PlanMark
from servicing.calendar import DAY
from servicing.events.model import Happening


def mark(line: Line, day: date) -> None:
    """Note whether yesterday's plan payment was made, and end a plan that has run its months.

    A missed payment ends nothing: a person decides that, with the borrower. The plan's rate
    holds to the end of the cycle that holds its last payment, so no day of it is charged more
    (12 CFR 1026.55(b)(5)(ii)).
    """
    plan = line.plan
    if plan is None:
        return
    for due in line.state.dues:
        if due.due_on == day - DAY and plan.first_due_on <= due.due_on <= plan.ends_on:
            kept = not due.remaining
            line.changes.plan_marks.append(
                PlanMark(plan.plan_id, due.due_on, "kept" if kept else "missed", day)
            )
            line.state.plan_missed += not kept
            _tell(line, "plan.kept" if kept else "plan.missed", {"due_on": due.due_on.isoformat()})
    if line.state.cycle.opened_on > plan.ends_on:
        status = "ended" if line.state.plan_missed else "completed"
        line.changes.plan_over = (plan.plan_id, status)
        line.plan, line.state.plan_missed = None, 0
        _tell(line, f"plan.{status}", {})


def _tell(line: Line, kind: str, data: dict[str, str]) -> None:
    line.changes.happened.append(Happening(kind, data))
    line.changes.touched = True
