"""Money the lender owes the borrower, and closing an unused line (12 CFR 1026.11)."""

from dataclasses import dataclass
from datetime import date

from servicing.calendar import BusinessDays, add_months
from servicing.money import ZERO, Money

SMALLEST = Money(100)
REQUEST_BUSINESS_DAYS = 7
UNASKED_MONTHS = 6
INACTIVE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class RefundDue:
    """What is to be refunded, and by when; `asked` tells a request from the good-faith effort."""

    amount: Money
    by: date
    asked: bool


def refund_due(
    credit: Money,
    stands_since: date,
    requested_on: date | None,
    days: BusinessDays,
) -> RefundDue | None:
    """Return the refund that a credit balance calls for, or None up to $1.

    Within seven business days of a written request (the chat counts as writing here), otherwise
    a good-faith effort once it stood for more than six months (1026.11(a)(2), (3)). `credit` is
    what is left when the refund has to be made: purchases in between lower it (comment 11(a)-2),
    and `stands_since` is the day from which at least that much has stood.
    """
    if credit <= SMALLEST:
        return None
    unasked = add_months(stands_since, UNASKED_MONTHS)
    if requested_on is not None:
        return RefundDue(credit, days.add(requested_on, REQUEST_BUSINESS_DAYS), asked=True)
    return RefundDue(credit, unasked, asked=False)


def may_close_as_inactive(
    last_credit_on: date, balance: Money, today: date, only_for_no_finance_charge: bool = False
) -> bool:
    """Whether a line may be closed for being unused (1026.11(b)).

    Three months without an extension of credit and nothing owed; never because the borrower
    merely pays no finance charge.
    """
    if only_for_no_finance_charge:
        return False
    return balance == ZERO and today >= add_months(last_credit_on, INACTIVE_MONTHS)
