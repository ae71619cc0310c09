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
    limit: Money = ZERO,
    plan_payment: Money | None = None,
) -> Money:
    """Return a statement's minimum due, what is past due included.

    max(floor, percent of the limit, percent of principal + the cycle's interest and fees),
    bounded by the product's cap, + past due, never above the balance that may be asked for
    (`balance` leaves disputed amounts out, 12 CFR 1026.13(d)(1)). A product whose statements ask
    for the whole balance asks for just that. A hardship plan's payment takes the place of all
    but what is past due. `limit` matters only where a percentage of it is asked for.
    """
    if balance <= ZERO:
        return ZERO
    rules = product.minimum_payment
    if plan_payment is not None:
        own = plan_payment
    elif rules.whole_balance:
        return balance
    else:
        share = percent_of(principal, rules.percent_of_principal) + interest + fees
        own = max(rules.floor, percent_of(limit, rules.percent_of_limit), share)
        own = own if rules.cap is None else min(own, rules.cap)
    return min(own + past_due, balance)
