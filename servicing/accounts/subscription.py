"""The fee of a subscription: when it is charged, and how much.

Pure over the aggregate. It is in no way a price of borrowing: it comes whether or not the line
is used, and stops with the line.
"""

from datetime import date

from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.calendar import DAY
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.products import Subscription


def charge_at_closing(line: Line, closing: date) -> None:
    """Post the fee of a cycle that closes, where that is when the product charges it."""
    rules = line.product.subscription
    if rules is not None and rules.charged_when == "cycle_closes":
        _charge(line, rules, closing)


def charge_at_opening(line: Line, day: date) -> None:
    """Post the fee of a cycle whose first day this is, where the product charges it then."""
    rules = line.product.subscription
    first = line.state.cycle.opened_on == day
    if rules is not None and rules.charged_when == "cycle_opens" and first:
        _charge(line, rules, day)


def fee_on(line: Line, day: date, standing_on: date | None = None) -> Money:
    """Return the fee that would be charged on a day the cycle closes or opens; 0.00 if none.

    Whether the line is past due is taken as of `standing_on`, by default that day itself.
    """
    rules = line.product.subscription
    if (
        rules is None
        or not line.accrues
        or line.capped
        or line.relieved(day)
        or line.status != "open"
        or day <= _free_until(line, rules)
    ):
        return ZERO
    spared = (line.plan is not None and not rules.during_plan) or (
        bool(line.past_due(standing_on or day)) and not rules.while_past_due
    )
    return ZERO if spared else rules.fee(line.credit_limit)


def next_charge(line: Line, today: date) -> tuple[date, Money] | None:
    """Return the day and amount of the next fee as things stand, or None if none is coming."""
    rules = line.product.subscription
    if rules is None:
        return None
    closing = line.next_closing(max(today, _free_until(line, rules) + DAY))
    on = closing if rules.charged_when == "cycle_closes" else line.next_closing(today) + DAY
    on = max(on, _free_until(line, rules) + DAY)
    amount = fee_on(line, on, standing_on=today)
    return (on, amount) if amount else None


def _free_until(line: Line, rules: Subscription) -> date:
    """Return the last day of the cycles that bear no fee: the day before the first, if none."""
    day = line.opened_on - DAY
    for _ in range(rules.free_cycles):
        day = line.next_closing(day + DAY)
    return day


def _charge(line: Line, rules: Subscription, day: date) -> None:
    amount = fee_on(line, day)
    if amount:
        detail = {
            "rule": "subscription",
            "event_on": day.isoformat(),
            "limit_minor": line.credit_limit.minor,
            "charged_when": rules.charged_when,
        }
        charge(line, "subscription_fee", Bucket.FEES, amount, day, "Monthly fee", detail=detail)
