"""The minimum payment."""

from servicing.money import ZERO, Money, percent_of
from servicing.products import Product


def minimum_payment(
    product: Product,
    *,
    principal: Money,
    interest: Money,
    fees: Money,
    past_due: Money,
    balance: Money,
    plan_payment: Money | None = None,
) -> Money:
    """Return a statement's minimum due, what is past due included.

    max(floor, percent of principal + the cycle's interest and fees) + past due, never above
    the balance that may be asked for (`balance` leaves disputed amounts out, 12 CFR
    1026.13(d)(1)). A hardship plan's payment takes the place of the first part.
    """
    if balance <= ZERO:
        return ZERO
    rules = product.minimum_payment
    own = percent_of(principal, rules.percent_of_principal) + interest + fees
    if plan_payment is not None:
        own = plan_payment
    elif own < rules.floor:
        own = rules.floor
    return min(own + past_due, balance)
