"""How a payment above the minimum is split when balances differ in more than their rate.

12 CFR 1026.53 with its official comments. The line's own payments go through
`allocation.allocate`; here balances have names of the lender's choosing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servicing.billing.allocation import by_descending_rate, pay_in_order
from servicing.calendar import Cycle
from servicing.money import ZERO, Money

_NO_RATE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance as it stands on the day that decides (comment 53-2 leaves the day to the lender).

    `disputed` is the part under a claim or a billing error notice. `deferred_until` is the last
    day of a deferred interest program.
    """

    name: str
    amount: Money
    apr: Decimal
    disputed: Money = ZERO
    deferred_until: date | None = None


def allocate_excess(
    amount: Money,
    balances: Sequence[Balance],
    on: date | None = None,
    cycles: Sequence[Cycle] = (),
    requested: str | None = None,
) -> tuple[dict[str, Money], Money]:
    """Split what was paid above the minimum; return the positive parts and what is left over.

    - The highest rate first, then on in descending order (1026.53(a)); equal rates in the
      order given (comment 53-4).
    - A deferred balance counts as having no rate until it expires; in its last two cycles
      (`deferred_window`) it is paid first (1026.53(b)(1)(i)). `on` is the day the payment is
      credited and `cycles` are the billing cycles around it; both are needed for that.
    - `requested` names the balance the consumer wants paid first: followed only where there is
      a deferred balance, as 1026.53(b)(1)(ii) allows it.
    - Disputed parts take money only when nothing else is left (comment 53-3).
    """
    by_name = {balance.name: balance for balance in balances}
    rates = {balance.name: _rate(balance, on) for balance in balances}
    first = [
        balance.name
        for balance in balances
        if balance.deferred_until is not None
        and on is not None
        and pays_deferred_first(on, balance.deferred_until, cycles)
    ]
    if requested is not None and any(_is_deferred(balance, on) for balance in balances):
        first = [requested]
    rest = [name for name in by_descending_rate(by_name, rates) if name not in first]
    order = (*first, *rest)
    undisputed = {name: by_name[name].amount - by_name[name].disputed for name in order}
    parts, left = pay_in_order(amount, order, undisputed)
    more, left = pay_in_order(left, order, {name: by_name[name].disputed for name in order})
    for name, part in more.items():
        parts[name] = parts.get(name, ZERO) + part
    return parts, left


def deferred_window(expires_on: date, cycles: Sequence[Cycle]) -> tuple[Cycle, ...]:
    """Return the last two billing cycles of a deferred interest program.

    A cycle whose payment due date comes after the expiration doesn't count (comment 53(b)-2).
    `cycles` are in order and reach past the expiration.
    """
    counting = [
        cycle
        for cycle in cycles
        if cycle.last_day < expires_on or cycle.due_on <= expires_on <= cycle.last_day
    ]
    return tuple(counting[-2:])


def pays_deferred_first(on: date, expires_on: date, cycles: Sequence[Cycle]) -> bool:
    """Whether a payment credited on a day goes to the deferred balance first.

    It does in the last two cycles, and in the days up to an expiration that falls before the
    due date of its cycle (comment 53(b)-2); the day of expiration itself is taken in, which
    can only help the consumer.
    """
    if on > expires_on:
        return False
    window = deferred_window(expires_on, cycles)
    return bool(window) and on >= window[0].first_day


def _rate(balance: Balance, on: date | None) -> Decimal:
    return _NO_RATE if _is_deferred(balance, on) else balance.apr


def _is_deferred(balance: Balance, on: date | None) -> bool:
    return balance.deferred_until is not None and (on is None or on <= balance.deferred_until)
