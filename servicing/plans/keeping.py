"""Whether a hardship plan is kept: noted the morning after each of its due dates."""

from datetime import date

from servicing.accounts.model import STOPS_DEBITS, Line, Plan, PlanMark
from servicing.calendar import DAY
from servicing.events.model import Happening
from servicing.money import ZERO
from servicing.plans.program import programs


def mark(line: Line, day: date) -> None:
    """Note whether yesterday's plan payment was made; end a plan that is over, or broken.

    A plan breaks once as many of its payments are unpaid as its programme says: paying cures the
    oldest first. It ends with a cycle, so no day of it is charged more than the plan's rate
    (12 CFR 1026.55(b)(5)(ii)). While debits are stopped for bankruptcy or death nothing is missed.
    """
    plan = line.plan
    if plan is None:
        return
    stopped = bool(STOPS_DEBITS & line.flags.keys())
    for due in line.state.dues:
        if stopped or due.due_on != day - DAY:
            continue
        if plan.first_due_on <= due.due_on <= plan.ends_on:
            kept = not due.remaining
            line.changes.plan_marks.append(
                PlanMark(plan.plan_id, due.due_on, "kept" if kept else "missed", day)
            )
            line.state.plan_missed += not kept
            _tell(line, "plan.kept" if kept else "plan.missed", {"due_on": due.due_on.isoformat()})
    if line.state.cycle.opened_on > plan.ends_on:
        _end(line, plan, "ended" if line.state.plan_missed else "completed")
    elif line.state.cycle.opened_on == day and not stopped and _broken(line, plan, day):
        _end(line, plan, "broken")


def _broken(line: Line, plan: Plan, day: date) -> bool:
    program = programs().get(plan.program)
    unpaid = [
        due for due in line.state.dues if due.remaining and plan.first_due_on <= due.due_on < day
    ]
    return program is not None and len(unpaid) >= program.broken_after


def _end(line: Line, plan: Plan, status: str) -> None:
    """Go back to the contract's terms. What was set aside is due again unless all was kept."""
    state = line.state
    if status != "completed":
        _ask_again(line)
    state.set_aside = []
    line.changes.plan_over = (plan.plan_id, status)
    line.plan, state.plan_missed = None, 0
    _tell(line, f"plan.{status}", {})


def _ask_again(line: Line) -> None:
    """Put the minimums set aside back, up to what is owed; they bear no late fee any more."""
    state = line.state
    left = max(line.undisputed() - line.minimum_left(), ZERO)
    for due in state.set_aside:
        due.remaining = min(due.remaining, left)
        left = left - due.remaining
        state.fee_due_dates.append(due.due_on)
    state.dues = sorted([*state.set_aside, *state.dues], key=lambda due: due.due_on)


def _tell(line: Line, kind: str, data: dict[str, str]) -> None:
    line.changes.happened.append(Happening(kind, data))
    line.changes.touched = True
