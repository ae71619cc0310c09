"""What a definition can't say: contradictions, and what a rule that reaches it forbids."""

from collections.abc import Iterator

from servicing.money import Money
from servicing.products import reach
from servicing.products.definition import Product

SAFE_HARBOUR_FIRST, SAFE_HARBOUR_REPEAT = Money(3000), Money(4100)
CARD_DAYS_TO_DUE = 21
PAID = {"interest", "fees", "purchase", "draw"}


def contradictions(product: Product) -> tuple[str, ...]:
    """Return what is wrong with a definition, each in one plain sentence; nothing if it stands."""
    return (*_limits(product), *_price(product), *_payment(product), *_rules(product))


def _limits(product: Product) -> Iterator[str]:
    limit, draws = product.limit, product.draws
    if limit.minimum > limit.maximum:
        yield f"limit: the minimum {limit.minimum} is above the maximum {limit.maximum}"
    if draws.minimum > limit.minimum:
        yield f"draws: the smallest draw {draws.minimum} is above the smallest limit"
    if (product.cards is not None) != product.card_access:
        yield "cards: how authorizations go is said where the line has a card, and only there"
    if ("recent_return" in draws.blocked_by) != (draws.blocked_days_after_return > 0):
        yield "draws: recent_return and blocked_days_after_return belong together"


def _price(product: Product) -> Iterator[str]:
    names = [tier.name for tier in product.pricing.tiers]
    if len(names) != len(set(names)):
        yield "pricing: two tiers have one name"
    with_purchases = [tier.purchase_apr is not None for tier in product.pricing.tiers]
    if not all(has == product.card_access for has in with_purchases):
        yield "pricing: tiers have a purchase_apr where the line has a card, and only there"
    if product.pricing.purchase_grace and not (product.card_access and names):
        yield "pricing: a grace period on purchases needs a card and a purchase rate"
    if product.subscription is not None:
        ends = [band.limit_up_to for band in product.subscription.bands]
        if ends != sorted(set(ends)):
            yield "subscription: bands must rise"
        if ends[-1] < product.limit.maximum:
            yield f"subscription: no band for limits above {ends[-1]}"


def _payment(product: Product) -> Iterator[str]:
    if set(product.payments.order) != PAID or len(product.payments.order) != len(PAID):
        yield f"payments: order names each of {', '.join(sorted(PAID))} once"
    if "fee" in product.autopay.covers and product.subscription is None:
        yield "autopay: it can't cover a fee that the product doesn't have"
    parts = product.minimum_payment
    percentages = parts.percent_of_principal or parts.percent_of_limit
    if parts.whole_balance and (percentages or parts.floor or parts.cap is not None):
        yield "minimum_payment: the whole balance leaves no room for floor, percent or cap"
    if product.draws.open_at_once == 1 and not parts.whole_balance:
        yield "draws: one draw at a time is repaid whole, so minimum_payment needs whole_balance"


def _rules(product: Product) -> Iterator[str]:
    """Check the few rules that a definition could break by its numbers alone."""
    if reach.reaches(reach.SAME_DUE_DAY, product) and product.cycle.every != "month":
        yield f"cycle: a card line is due on the same day each month ({reach.SAME_DUE_DAY})"
    if reach.reaches(reach.CARD_DUE_DATE, product) and product.cycle.days_to_due < CARD_DAYS_TO_DUE:
        yield f"cycle: due at least {CARD_DAYS_TO_DUE} days after closing ({reach.CARD_DUE_DATE})"
    if product.due_date_change is not None and product.cycle.every != "month":
        yield "due_date_change: only a monthly line has one due day that could move"
    fees = product.fees
    if fees is None or not reach.reaches(reach.PENALTY_FEES, product):
        return
    if fees.first > SAFE_HARBOUR_FIRST or fees.repeat > SAFE_HARBOUR_REPEAT:
        yield f"fees: above the safe harbour ({reach.PENALTY_FEES})"
    if not fees.capped_at_minimum:
        yield f"fees: never above the minimum that was due ({reach.PENALTY_FEES})"
