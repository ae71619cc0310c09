"""Annual percentage rates worked out from charges (12 CFR 1026.14(c)), and the military cap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from servicing.money import ZERO, Money

MONTHS = 12
MILITARY_CAP_PERCENT = Decimal(36)


@dataclass(frozen=True, slots=True)
class Tier:
    """A periodic rate in percent on the part of a balance up to `up_to`; None: all the rest."""

    rate: Decimal
    up_to: Money | None


def tiered_charge(balance: Money, tiers: Sequence[Tier]) -> Decimal:
    """Return the finance charge in cents, with its fraction, of rates that go by balance range.

    Tiers are in order of their upper ends; the last has none.
    """
    charge, below = Decimal(0), ZERO
    for tier in tiers:
        top = balance if tier.up_to is None else min(balance, tier.up_to)
        charge += max(top - below, ZERO).minor * tier.rate / 100
        below = max(top, below)
    return charge


def quotient_apr(
    charge_cents: Decimal, balance: Money, cycles_in_year: int = MONTHS
) -> Decimal | None:
    """Return the composite annual rate in percent: charge over balance times cycles a year.

    For periodic rates alone (1026.14(c)(1)(ii)) and for a minimum or fixed charge among them
    (1026.14(c)(2)), in which case a fee for opening or renewing the line is left out by the
    caller. None without a balance: no rate can be determined (comment 14(c)(2)-2).
    """
    if balance <= ZERO:
        return None
    return charge_cents * cycles_in_year * 100 / balance.minor


def quotient_apr_with_transaction_charge(
    charge_cents: Decimal,
    amounts: Money,
    periodic_rates: Sequence[Decimal],
    cycles_in_year: int = MONTHS,
) -> Decimal | None:
    """Return the annual rate in percent of a cycle with a charge on a specific transaction.

    `amounts` are all balances and transactions that bore a charge, none counted twice. The rate
    is never below the largest periodic rate times the cycles of a year (1026.14(c)(3)).
    """
    quotient = quotient_apr(charge_cents, amounts, cycles_in_year)
    if quotient is None:
        return None
    return max(quotient, *(rate * cycles_in_year for rate in periodic_rates))


def within_military_cap(
    interest_and_fees: Money, balance: Money, cycles_in_year: int = MONTHS
) -> bool:
    """Whether a cycle's charges stay within 36 % a year (10 USC 987(b), (i)(3) and (i)(4)).

    All interest and fees of the cycle count. Without a balance any charge is outside. The
    regulation's own method (32 CFR 232.4) has refinements for bona fide card fees that aren't
    applied here, so this can only err against the lender.
    """
    rate = quotient_apr(Decimal(interest_and_fees.minor), balance, cycles_in_year)
    return interest_and_fees <= ZERO if rate is None else rate <= MILITARY_CAP_PERCENT
