"""Interest by average daily balance, and the grace period on purchases.

Pure functions. A cycle's balances are its opening balance and the moves of its days; a day's
balance is what stands at its end. Whole cents go in; the fraction of a cent is kept until the
one rounding at posting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Literal

from servicing.calendar import DAY
from servicing.money import Money, round_half_even

DAYS_IN_YEAR = 365


@dataclass(frozen=True, slots=True)
class Move:
    """A change of an accruing balance, on the day from which it counts."""

    day: date
    amount: Money
    kind: Literal["charge", "payment", "other"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included, on which a balance stood unchanged."""

    first_day: date
    last_day: date
    balance: Money

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class GraceStanding:
    """How a cycle stands with the grace period.

    `came_with_grace`: the statement before last was paid in full by its due date.
    `paid_in_full`: so was the last one. `ends_on`: the last one's due date.
    """

    came_with_grace: bool
    paid_in_full: bool
    ends_on: date


def daily_balances(
    opening: Money, moves: Iterable[Move], first_day: date, last_day: date
) -> list[Money]:
    """Return the balance at the end of each day of a cycle, never below zero."""
    changes = [0] * ((last_day - first_day).days + 1)
    for move in moves:
        changes[(move.day - first_day).days] += move.amount.minor
    balance, balances = opening.minor, []
    for change in changes:
        balance += change
        balances.append(Money(max(balance, 0)))
    return balances


def purchase_balances(
    opening: Money,
    moves: Sequence[Move],
    first_day: date,
    last_day: date,
    grace: GraceStanding,
) -> list[Money]:
    """Return the part of each day's purchase balance that interest may be charged on.

    - Paid in full, and came with grace: none.
    - Paid in full without having come with grace: what was carried, until it was paid; the
      cycle's new purchases are free again.
    - Not paid in full, but came with grace: everything except what was paid before the grace
      period ran out, on no day (12 CFR 1026.54(a)(1)(ii)); days of earlier cycles stay free
      (1026.54(a)(1)(i)), since each cycle counts its own days only.
    - Neither: everything, new purchases included.
    """
    if grace.paid_in_full and grace.came_with_grace:
        return daily_balances(Money(0), (), first_day, last_day)
    if grace.paid_in_full:
        carried = [move for move in moves if move.kind != "charge"]
        return daily_balances(opening, carried, first_day, last_day)
    balances = daily_balances(opening, moves, first_day, last_day)
    if not grace.came_with_grace:
        return balances
    for move in moves:
        if move.kind == "payment" and move.day <= grace.ends_on:
            for index in range((move.day - first_day).days):
                balances[index] = Money(max(balances[index].minor + move.amount.minor, 0))
    return balances


def spans(balances: Sequence[Money], first_day: date) -> tuple[Span, ...]:
    """Join days of equal balance into spans that cover the cycle without gap."""
    found, day = [], first_day
    for balance, run in groupby(balances):
        last = day + timedelta(days=sum(1 for _ in run) - 1)
        found.append(Span(day, last, balance))
        day = last + DAY
    return tuple(found)


def exact_interest(over: Iterable[Span], apr: Decimal) -> Decimal:
    """Return the interest in cents with its fraction: sum(balance x days) x apr / 100 / 365."""
    weighted = sum(span.balance.minor * span.days for span in over)
    return weighted * apr / (100 * DAYS_IN_YEAR)


def interest(over: Iterable[Span], apr: Decimal) -> Money:
    """Return the interest to post, rounded once, half to even."""
    return round_half_even(exact_interest(over, apr))


def average_daily_balance(over: Sequence[Span]) -> Money:
    """Return sum(balance x days) / days, to the cent."""
    days = sum(span.days for span in over)
    weighted = sum(span.balance.minor * span.days for span in over)
    return round_half_even(Decimal(weighted) / days)
