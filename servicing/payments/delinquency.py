"""How far behind a line is, noted whenever it moves a step."""

from datetime import date

from servicing.accounts.model import Line, Roll
from servicing.billing.delinquency import bucket
from servicing.events.model import Happening


def roll(line: Line, day: date) -> None:
    """Move the line to the delinquency bucket of its days past due, if that is another one.

    While a plan that set minimums aside runs, the bucket stays as it was when the plan began, and
    so does that of a line that is settled or relieved.
    """
    settles = line.plan is not None and line.status == "charged_off"
    if settles or line.relieved(day) or (line.plan is not None and line.state.set_aside):
        return
    late = line.days_past_due(day)
    now = bucket(late, line.product.charge_off.days_past_due)
    before = line.state.delinquency
    if now == before:
        return
    line.state.delinquency = now
    line.changes.rolls.append(Roll(day, before, now, late, line.past_due(day)))
    line.changes.happened.append(
        Happening("delinquency.rolled", {"from": before, "to": now, "days_past_due": late})
    )
    line.changes.touched = True
