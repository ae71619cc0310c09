"""What autopay takes, and when it can still be stopped."""

from datetime import date, timedelta

from servicing.accounts.model import STOPS_DEBITS, Line
from servicing.calendar import BusinessDays
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money


def run_date(line: Line) -> date | None:
    """Return the day on which autopay takes the latest statement's payment, or None."""
    if line.autopay is None or line.state.last is None or line.status != "open":
        return None
    if STOPS_DEBITS & line.flags.keys():
        return None
    return line.state.last.due_on - timedelta(days=line.autopay.days_before_due)


def amount_to_take(line: Line) -> Money:
    """Return what autopay takes if it ran now.

    Payments already received lower it. A fixed amount is lifted to the minimum. It never takes
    more than is owed, nor a disputed amount (12 CFR 1026.13(d)(1)).
    """
    if line.autopay is None or line.state.last is None:
        return ZERO
    owed = line.owed()
    undisputed = Money(sum(amount.minor for amount in owed.values())) - owed[Bucket.DISPUTED]
    minimum = line.minimum_left()
    wanted = {
        "minimum": minimum,
        "statement": max(line.state.last.remaining, minimum),
        "current": undisputed,
        "fixed": max(line.autopay.amount or ZERO, minimum),
        "fee": owed[Bucket.FEES],
    }[line.autopay.kind]
    return max(min(wanted, undisputed), ZERO)


def last_day_to_stop(line: Line, run_on: date, days: BusinessDays) -> date:
    """Return the last day on which the run of `run_on` can be stopped.

    Three business days before, as for a stop-payment order (12 CFR 1005.10(c)(1)).
    """
    return days.add(run_on, -line.product.autopay.lead_business_days)
