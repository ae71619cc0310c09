"""Penalty fees (12 CFR 1026.52(b) as last operative: $30, and $41 on repeat).

Amounts come from the product; the rules that bound them are here.
"""

from collections.abc import Iterable
from datetime import date

from servicing.money import ZERO, Money
from servicing.products import Product


def schedule_amount(
    product: Product, earlier: Iterable[date], cycle_openings: Iterable[date]
) -> Money:
    """Return the fee before its cap.

    The repeat amount applies when a fee of the same type fell in the same or one of the six
    cycles before (1026.52(b)(1)(ii)(B)). `earlier` are the days of those fees, waived ones
    included (comment 52(b)(1)(ii)-1.i); `cycle_openings` are the first days of the present
    cycle and of the cycles before it, newest first. A product without penalty fees charges none.
    """
    if product.fees is None:
        return ZERO
    window = list(cycle_openings)[: product.fees.repeat_window_cycles + 1]
    since = window[-1]
    return product.fees.repeat if any(day >= since for day in earlier) else product.fees.first


def capped_fee(schedule: Money, minimum_due: Money) -> Money:
    """Return the fee after its cap, the full minimum due just before it.

    A partial payment doesn't lower the cap, a missing minimum removes the fee (1026.52(b)(2)(i),
    comments 1 and 2).
    """
    return max(min(schedule, minimum_due), ZERO)
