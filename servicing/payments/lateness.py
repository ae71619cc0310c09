"""Late and returned-payment fees: one event, one fee (12 CFR 1026.52(b)(2)(ii)).

A due date bears at most one fee. A payment that was meant for a due date and came back is the
same event as missing that date, whichever is noticed first; a payment beyond the minimum that
comes back is an event of its own.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from servicing.accounts.model import Line, Payment
from servicing.accounts.postings import charge
from servicing.billing.fees import capped_fee, schedule_amount
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.payments.returns import RETURN_REASONS, rule
from servicing.products import Event

_NAMES = {"late_fee": "Late payment fee", "returned_fee": "Returned payment fee"}
_RULES: Mapping[str, Event] = {"late_fee": "late_payment", "returned_fee": "returned_payment"}


def assess_late(line: Line, day: date) -> None:
    """Charge the late fee for due dates that have passed unmet and bore no fee yet.

    A plan and a line on which nothing accrues bear none, nor does one whose interest is capped
    for military service or that somebody else is said to have opened, nor a product without the
    fee. A due date that passes unmet in a relief never will.
    """
    fees = line.product.penalty("late_payment")
    if fees is None or not line.accrues or line.capped or line.plan is not None:
        return
    if line.state.stolen is not None:
        return
    wait = timedelta(days=fees.days_after_due)
    for due in line.state.dues:
        missed = due.due_on + wait < day and due.remaining
        if missed and due.due_on not in line.state.fee_due_dates:
            line.state.fee_due_dates.append(due.due_on)
            if line.relieved(day):
                line.changes.touched = True
                continue
            _charge_fee(line, "late_fee", day, due.minimum, due.due_on, None)


def assess_return(line: Line, payment: Payment, day: date, code: str) -> None:
    """Charge the fee of a payment just returned, if its event bore none.

    When the return leaves a past due date unmet, that is the late payment, and its fee is the
    late fee. Otherwise it is a returned-payment fee, capped by the latest minimum due; a retry
    that comes back bears none, since its first return was the event. A debit that its owner
    disowns bears none either, and due dates that it leaves unmet in hindsight bear no late fee.
    """
    spoiled = [due for due in line.state.dues if due.due_on in payment.met]
    if not rule(code).fee:
        line.state.fee_due_dates.extend(due.due_on for due in spoiled if due.due_on < day)
        return
    if not line.accrues or line.capped or line.plan is not None or line.relieved(day):
        return
    if line.state.stolen is not None:
        return
    if any(due.due_on in line.state.fee_due_dates for due in spoiled):
        return
    if any(due.due_on < day for due in spoiled):
        assess_late(line, day)
        return
    if payment.retry_of is not None:
        return
    line.state.fee_due_dates.extend(due.due_on for due in spoiled)
    capped_by = [due for due in line.state.dues if due.due_on <= day] or spoiled
    if capped_by:
        cap = capped_by[-1]
        _charge_fee(line, "returned_fee", day, cap.minimum, cap.due_on, code)


def _charge_fee(
    line: Line,
    kind: Literal["late_fee", "returned_fee"],
    day: date,
    minimum: Money,
    due_on: date,
    code: str | None,
) -> None:
    state, fees = line.state, line.product.penalty(_RULES[kind])
    if fees is None:
        return
    schedule = schedule_amount(line.product, state.fee_days.get(kind, []), state.cycle_openings)
    amount = capped_fee(schedule, minimum) if fees.capped_at_minimum else schedule
    if amount <= ZERO:
        return
    state.fee_days.setdefault(kind, []).append(day)
    detail = {
        "rule": _RULES[kind],
        "event_on": day.isoformat(),
        "minimum_due_minor": minimum.minor,
        "due_date": due_on.isoformat(),
        "schedule_amount_minor": schedule.minor,
        "return_code": code,
        "return_reason": RETURN_REASONS[code] if code else None,
    }
    charge(line, kind, Bucket.FEES, amount, day, _NAMES[kind], detail=detail)
