"""Whether a hardship plan is kept: noted the morning after each of its due dates."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from servicing.accounts.model import STOPS_DEBITS, Due, Line, Plan, PlanMark
from servicing.calendar import DAY, add_months
from servicing.events.model import Happening
from servicing.money import ZERO, Money, total
from servicing.payments import reaging
from servicing.plans import drafts
from servicing.plans.program import PastDueParts, programs
from servicing.refusal import Refusal

REMINDER_DAYS = 5
"""Calendar days before a plan payment on which its borrower is reminded: the lender's policy."""
_NO_PLAN = Refusal("no_plan", "There is no payment plan on this account.", policy=drafts.POLICY)
_LEFT = Refusal("plan_left", "This plan ends with the cycle already.", policy=drafts.POLICY)
_ROUTES: Mapping[str, str] = {"bankruptcy": "bankruptcy", "deceased": "estates"}


def mark(line: Line, day: date) -> None:
    """Note whether yesterday's plan payment was made; end a plan that is over, left, or broken.

    A plan breaks once as many of its payments are unpaid as its programme says: paying cures the
    oldest first. It ends with a cycle, so no day of it is charged more than the plan's rate
    (12 CFR 1026.55(b)(5)(ii)). While debits are stopped for bankruptcy or death nothing is missed
    and nobody is reminded; once that is verified nothing is charged any more, so the plan stops.
    """
    plan = line.plan
    if plan is None:
        return
    stops = STOPS_DEBITS & line.flags.keys()
    if not stops:
        _remind(line, plan, day)
        _note_cures(line, plan, day)
        _note_due(line, plan, day)
        _bring_back(line, plan, day)
    cycle_opens = line.state.cycle.opened_on == day
    if not line.accrues and stops:
        _end(line, plan, day, "stopped")
    elif line.state.cycle.opened_on > plan.ends_on:
        unpaid = any(due.remaining for due in _plan_dues(line, plan))
        _end(line, plan, day, "ended" if unpaid or line.state.plan_missed else "completed")
    elif cycle_opens and line.state.plan_left_on is not None:
        _end(line, plan, day, "left")
    elif cycle_opens and not stops and _broken(line, plan, day):
        _end(line, plan, day, "broken")


def leave(line: Line, day: date) -> date | Refusal:
    """Let a plan end with the running cycle because its borrower wants to; return its last day.

    Nothing is held against them: what was set aside comes back no older than it was, and no fee
    comes with it. The cycle's own interest is still the plan's (12 CFR 1026.55(b)(5)(ii)).
    """
    if line.plan is None:
        return _NO_PLAN
    if line.state.plan_left_on is not None:
        return _LEFT
    line.state.plan_left_on = day
    line.changes.touched = True
    return line.next_closing(day)


def _remind(line: Line, plan: Plan, day: date) -> None:
    """Tell of a payment that falls due soon, unless its borrower wants no contact."""
    if "cease_contact" in line.flags:
        return
    for due in _plan_dues(line, plan):
        if due.remaining and due.due_on - timedelta(days=REMINDER_DAYS) == day:
            amount = str(due.remaining.dollars)
            _tell(line, plan, "plan.reminded", {"due_on": due.due_on.isoformat(), "amount": amount})


def _plan_dues(line: Line, plan: Plan) -> list[Due]:
    return [due for due in line.state.dues if plan.first_due_on <= due.due_on <= plan.ends_on]


def _note_due(line: Line, plan: Plan, day: date) -> None:
    for due in _plan_dues(line, plan):
        if due.due_on != day - DAY:
            continue
        if due.remaining:
            line.state.plan_missed.append(due.due_on)
        else:
            _retire_part(line, plan, day)
        _note(line, plan, due.due_on, "missed" if due.remaining else "kept", day)


def _note_cures(line: Line, plan: Plan, day: date) -> None:
    """Note missed payments that were made good since."""
    unpaid = {due.due_on for due in line.state.dues if due.remaining}
    for due_on in [one for one in line.state.plan_missed if one not in unpaid]:
        line.state.plan_missed.remove(due_on)
        _retire_part(line, plan, day)
        _note(line, plan, due_on, "cured", day)


def _retire_part(line: Line, plan: Plan, day: date) -> None:
    """Take off what is set aside the part of it that a plan payment in parts has paid."""
    program = programs().get(plan.program)
    if program is None or not isinstance(program.payment, PastDueParts):
        return
    fallen_due = sum(due_on < day for due_on in _every_due(plan))
    made = fallen_due - len(line.state.plan_missed)
    waiting = total(due.remaining for due in line.state.set_aside)
    part = -(-waiting.minor // max(plan.months - made + 1, 1))
    for due in line.state.set_aside:
        taken = min(due.remaining.minor, part)
        due.remaining, part = Money(due.remaining.minor - taken), part - taken


def _bring_back(line: Line, plan: Plan, day: date) -> None:
    """Count a past due line as current again once the policy's tests are passed."""
    waits = any(due.remaining for due in line.state.set_aside)
    if waits and not _reage_obstacles(line, plan, day):
        reaging.reage(line, day)


def _reage_obstacles(line: Line, plan: Plan, day: date) -> tuple[str, ...]:
    program = programs().get(plan.program)
    return reaging.obstacles(
        line,
        day,
        reaging.met_in_a_row(_plan_dues(line, plan), day) if plan.payment else 0,
        into_workout=program is not None and program.line == "closed",
    )


def _broken(line: Line, plan: Plan, day: date) -> bool:
    program = programs().get(plan.program)
    unpaid = [due for due in _plan_dues(line, plan) if due.remaining and due.due_on < day]
    return program is not None and len(unpaid) >= program.broken_after


def _end(line: Line, plan: Plan, day: date, status: str) -> None:
    """Go back to the contract's terms. What is still set aside is due again, as old as it was."""
    state = line.state
    data: dict[str, str] = {}
    if any(due.remaining for due in state.set_aside):
        data["past_due_again"] = str(total(due.remaining for due in state.set_aside).dollars)
        if status == "completed":
            data["not_reaged"] = ", ".join(_reage_obstacles(line, plan, day))
        _ask_again(line, day)
    if status == "stopped":
        data["route"] = next(_ROUTES[flag] for flag in _ROUTES if flag in line.flags)
    state.set_aside, state.plan_left_on = [], None
    line.changes.plan_over = (plan.plan_id, status)
    line.plan, state.plan_missed = None, []
    _tell(line, plan, f"plan.{status}", data)


def _ask_again(line: Line, day: date) -> None:
    """Put the minimums set aside back, up to what is owed; they bear no late fee any more.

    They haven't aged meanwhile: a plan never brings a line nearer to its charge-off.
    """
    state = line.state
    left = max(line.undisputed() - line.minimum_left(), ZERO)
    for due in state.set_aside:
        due.remaining = min(due.remaining, left)
        left = left - due.remaining
        due.go_on(day)
        state.fee_due_dates.append(due.due_on)
    state.dues = sorted([*state.set_aside, *state.dues], key=lambda due: due.due_on)


def _every_due(plan: Plan) -> list[date]:
    return [add_months(plan.first_due_on, number) for number in range(plan.months)]


def _note(
    line: Line, plan: Plan, due_on: date, mark: Literal["kept", "missed", "cured"], day: date
) -> None:
    line.changes.plan_marks.append(PlanMark(plan.plan_id, due_on, mark, day))
    _tell(line, plan, f"plan.{mark}", {"due_on": due_on.isoformat()})


def _tell(line: Line, plan: Plan, kind: str, data: dict[str, str]) -> None:
    happening = {"plan_id": plan.plan_id, "program": plan.program, **data}
    line.changes.happened.append(Happening(kind, happening))
    line.changes.touched = True
