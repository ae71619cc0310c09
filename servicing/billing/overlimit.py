"""Fees for exceeding the credit limit (12 CFR 1026.52(b)(2)(i) and 1026.56).

The demo products charge none and need no opt-in; a lender's own product may.
"""

from collections.abc import Collection, Iterable

from servicing.money import ZERO, Money

CYCLES_PER_TRANSACTION = 3


def overlimit_fee_cap(limit: Money, opening: Money, moves: Iterable[Money]) -> Money:
    """Return the most an over-the-limit fee may be: what was lent above the limit in the cycle.

    `moves` are the cycle's charges (positive) and payments (negative) in order. A payment that
    brings the balance below the limit again takes nothing off (comment 52(b)(2)(i)-3). What
    stood above the limit when the cycle opened counts with it (comment 52(b)(2)(ii)-1.iv).
    """
    balance = opening
    excess = max(opening - limit, ZERO)
    for amount in moves:
        before, balance = balance, balance + amount
        if amount > ZERO:
            excess = excess + max(balance - max(before, limit), ZERO)
    return excess


def exceeded_by_use(limit: Money, balance: Money, plan_charges: Money) -> bool:
    """Whether a balance at a cycle's end exceeds the limit otherwise than by its own charges.

    `plan_charges` are the fees and interest charged in that cycle; those of earlier cycles are
    part of the balance like anything else (1026.56(j)(4), comment 56(j)-5).
    """
    return balance - plan_charges > limit


def may_charge_overlimit(limit: Money, balance: Money, plan_charges: Money, opted_in: bool) -> bool:
    """Whether an over-the-limit fee may be charged for a cycle at all (1026.56(b)(1), (j)(4))."""
    return opted_in and exceeded_by_use(limit, balance, plan_charges)


def overlimit_fee_cycles(
    transactions: Collection[int], back_under_by_due_date: Collection[int]
) -> tuple[int, ...]:
    """Return the billing cycles, by number, for which an over-the-limit fee may be charged.

    `transactions` are the cycles with a transaction over the limit, `back_under_by_due_date`
    those by whose due date the balance was brought below it. A transaction bears a fee in its
    own cycle and the next two, unless the balance came back under; a cycle bears one fee
    (1026.56(j)(1), comment 56(j)-2).
    """
    cycles: set[int] = set()
    for first in transactions:
        for cycle in range(first, first + CYCLES_PER_TRANSACTION):
            if cycle > first and cycle in back_under_by_due_date:
                break
            cycles.add(cycle)
    return tuple(sorted(cycles))
