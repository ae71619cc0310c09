"""A plan begins: the line's terms, the minimums and the debits that it changes, all at once."""

from datetime import date

from servicing.accounts.model import Line, Payment, Plan
from servicing.calendar import BusinessDays
from servicing.events.model import Happening
from servicing.payments import receipts
from servicing.plans.model import Option

CANCEL_LEAD_BUSINESS_DAYS = 3


def to_cancel(line: Line, today: date, days: BusinessDays) -> list[Payment]:
    """Return the scheduled payments that are far enough away to be cancelled."""
    earliest = days.add(today, CANCEL_LEAD_BUSINESS_DAYS)
    return [p for p in line.payments.values() if p.status == "scheduled" and p.on >= earliest]


def autopay_ends(line: Line) -> bool:
    """Tell whether the standing instruction takes more than a plan asks for.

    One for the minimum follows the plan's payment by itself; another amount needs a new
    authorisation (12 CFR 1005.10(b)).
    """
    return line.autopay is not None and line.autopay.kind != "minimum"


def start(line: Line, plan_id: str, option: Option, today: date, days: BusinessDays) -> Plan:
    """Put a plan in force on the line: minimums so far are set aside while it is kept."""
    for payment in to_cancel(line, today, days):
        receipts.cancel(line, payment)
    state = line.state
    state.set_aside = [due for due in state.dues if due.remaining]
    for due in state.set_aside:
        due.stop(today)
    state.dues = [due for due in state.dues if not due.remaining]
    state.plan_missed, state.plan_left_on = [], None
    if option.closes_line:
        line.status = "closed"
    line.plan = Plan(
        plan_id=plan_id,
        program=option.program,
        payment=option.payment,
        apr=option.apr,
        months=option.months,
        first_due_on=option.first_due_on,
        ends_on=option.ends_on,
    )
    line.changes.touched = True
    line.changes.happened.append(
        Happening("plan.started", {"plan_id": plan_id, "program": option.program})
    )
    return line.plan
