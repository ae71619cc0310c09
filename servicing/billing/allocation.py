"""Which part of a debt a payment pays."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money

Name = TypeVar("Name", bound=str)

MINIMUM_ORDER = (Bucket.INTEREST, Bucket.FEES, Bucket.PURCHASE, Bucket.DRAW)


def allocate(
    amount: Money,
    minimum: Money,
    owed: Mapping[Bucket, Money],
    aprs: Mapping[Bucket, Decimal],
    minimum_order: Sequence[Bucket] = MINIMUM_ORDER,
) -> dict[Bucket, Money]:
    """Split a payment over buckets; the parts are positive and sum to `amount`.

    What the minimum needs goes by the lender's own order (`minimum_order`; comment 53-1 leaves
    it free). The excess goes to the balance with the highest annual rate
    and on in descending order (12 CFR 1026.53(a)); interest and fees bear no interest here, so
    they come last. What nothing is owed for is a credit balance. A disputed amount takes no
    payment: it need not be paid (1026.13(d)(1)).
    """
    left = {bucket: owed.get(bucket, ZERO) for bucket in MINIMUM_ORDER}
    parts, unused = pay_in_order(min(amount, minimum), minimum_order, left)
    left = {bucket: left[bucket] - parts.get(bucket, ZERO) for bucket in left}
    excess = amount - min(amount, minimum) + unused
    order = (*by_descending_rate(PRINCIPAL, aprs), Bucket.INTEREST, Bucket.FEES)
    more, credit = pay_in_order(excess, order, left)
    for bucket, part in more.items():
        parts[bucket] = parts.get(bucket, ZERO) + part
    if credit:
        parts[Bucket.CREDIT] = credit
    return parts


def by_descending_rate(names: Iterable[Name], aprs: Mapping[Name, Decimal]) -> tuple[Name, ...]:
    """Order balances as 12 CFR 1026.53(a) pays them; equal rates stay in the order given."""
    return tuple(sorted(names, key=lambda name: -aprs[name]))


def pay_in_order(
    amount: Money, order: Iterable[Name], owed: Mapping[Name, Money]
) -> tuple[dict[Name, Money], Money]:
    """Pay balances one after the other; return the positive parts and what is left over."""
    parts: dict[Name, Money] = {}
    for name in order:
        part = min(amount, owed[name])
        if part > ZERO:
            parts[name] = part
            amount = amount - part
    return parts, amount
