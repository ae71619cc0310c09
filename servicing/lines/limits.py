"""Asking for a higher limit: who may, and by when the lender answers.

Nothing here decides: ability to pay is considered by people before any limit is raised (12 CFR
1026.51(a)(1)(i)), and a refusal by them comes with its reasons (12 CFR 1002.9). What refuses
here is only that a request can't be taken yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, add_months
from servicing.money import Money
from servicing.payments.rules import account_hold
from servicing.refusal import Refusal, spell

POLICY = "credit-limits"


@dataclass(frozen=True, slots=True)
class LimitRequest:
    """A request on record. Income and housing cost are monthly, as the borrower stated them."""

    reference: str
    limit: Money
    income: Money
    housing: Money
    received_at: datetime
    answer_by: date
    status: str = "open"


def check(
    line: Line, limit: Money, earlier: Sequence[date], late: Sequence[date], today: date
) -> Refusal | None:
    """Return why a request can't be taken, or None.

    `earlier` are the days of requests before, `late` of late payments (late fees, waived or not).
    """
    rules, bounds = line.product.limit_requests, line.product.limit
    hold = account_hold(line)
    if hold is not None:
        return hold
    if rules is None or line.status != "open":
        return Refusal("limit_closed", "This line takes no limit requests.", policy=POLICY)
    if limit <= line.credit_limit:
        return Refusal(
            "limit_not_higher",
            f"Your limit is {line.credit_limit} already.",
            limit=line.credit_limit,
            policy=POLICY,
        )
    if limit > bounds.maximum:
        return Refusal(
            "limit_above_maximum",
            f"The highest limit on this line is {bounds.maximum}.",
            limit=bounds.maximum,
            policy=POLICY,
        )
    since = add_months(line.opened_on, rules.open_months)
    if today < since:
        return _wait("limit_too_new", f"after {rules.open_months} months of the line", since)
    last = max(earlier, default=None)
    if last is not None and today < (again := add_months(last, rules.months_apart)):
        return _wait("limit_asked_before", f"once in {rules.months_apart} months", again)
    recent = [day for day in late if day >= add_months(today, -rules.no_late_months)]
    if recent or line.past_due(today):
        free = add_months(max(recent, default=today), rules.no_late_months)
        return _wait(
            "limit_late", f"when no payment was late in {rules.no_late_months} months", free
        )
    return None


def answer_by(line: Line, today: date, days: BusinessDays) -> date:
    """Return the day by which the lender answers a request of today."""
    rules = line.product.limit_requests
    if rules is None:
        raise ValueError(f"{line.product.id} takes no limit requests")
    return days.add(today, rules.answer_business_days)


def _wait(code: str, when: str, on: date) -> Refusal:
    message = f"A higher limit can be asked for {when}; on your line that is from {spell(on)}."
    return Refusal(code, message, on=on, policy=POLICY)
