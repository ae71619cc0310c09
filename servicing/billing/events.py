"""Which violations are one event: at most one of them may bear a fee (12 CFR 1026.52(b)(2)(ii)).

A history of minimums, payments and charges comes in; what comes out are the events, each with
the violations of which one may be charged for. The line's own night (`payments.lateness`) is
stricter: there a due date bears at most one fee.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from servicing.billing.overlimit import overlimit_fee_cap
from servicing.billing.penalties import Kind, returned_fee_cap
from servicing.calendar import DAY, Cycle
from servicing.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Minimum:
    """A required minimum payment as the statement discloses it.

    What is past due, and fees, are part of it if the lender adds them. `closed_on` is the day
    its statement closed: later payments count towards it, earlier ones are already in it.
    """

    closed_on: date
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Received:
    """A payment with the days on which it came back, more than one if presented again."""

    on: date
    amount: Money
    returned_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """The line's use in one billing cycle, for a lender that charges for exceeding the limit."""

    cycle: Cycle
    limit: Money
    opening: Money
    charges: Sequence[tuple[date, Money]]


@dataclass(frozen=True, slots=True)
class Chargeable:
    """A violation that may bear a fee, and the most that the fee may be whatever its tier."""

    kind: Kind
    on: date
    cap: Money


@dataclass(frozen=True, slots=True)
class Event:
    """Violations that come from one event or transaction: one of them may be charged for."""

    violations: tuple[Chargeable, ...]


def events(
    minimums: Sequence[Minimum],
    payments: Sequence[Received],
    as_of: date,
    use: Use | None = None,
) -> tuple[Event, ...]:
    """Return the events up to a day, by the day of their first violation.

    - A minimum is missed when the payments received since its statement closed, less those that
      came back, don't reach it by its due date: one late payment, however long it stays unpaid
      (comment 52(b)(2)(ii)-1.i).
    - A payment that came back is a violation once. It is the same event as the late payment it
      was meant to prevent or to cure (1.ii, 1.vii); of several, the first that came back after
      the due date (1.vi). If all had come back by then and nothing else was tried, the last one
      is taken for the same event, since no example separates them.
    - Exceeding the limit is an event of its own (1.iv), unless the balance lies above the limit
      only because a payment came back (1.v).
    """
    due = sorted(minimums, key=lambda one: one.due_on)
    bounced = {
        index: Chargeable("returned", payment.returned_on[0], _returned_cap(payment, due))
        for index, payment in enumerate(payments)
        if payment.returned_on and payment.returned_on[0] <= as_of
    }
    found: list[list[Chargeable]] = []
    tied: set[int] = set()
    for number, minimum in enumerate(due):
        until = due[number + 1].closed_on if number + 1 < len(due) else date.max
        if not _missed(minimum, payments, as_of):
            continue
        late = Chargeable("late", minimum.due_on + DAY, minimum.amount)
        free = {index: one for index, one in bounced.items() if index not in tied}
        cause = _cause(minimum, until, payments, free)
        found.append([late] if cause is None else [late, bounced[cause]])
        if cause is not None:
            tied.add(cause)
    found += [[violation] for index, violation in bounced.items() if index not in tied]
    if use is not None:
        _add_overlimit(found, use, payments, as_of)
    return tuple(Event(tuple(one)) for one in sorted(found, key=lambda one: one[0].on))


def _returned_cap(payment: Received, due: Sequence[Minimum]) -> Money:
    return returned_fee_cap(payment.returned_on[0], [(one.due_on, one.amount) for one in due])


def _missed(minimum: Minimum, payments: Sequence[Received], as_of: date) -> bool:
    """Whether a due date has passed without its minimum, as far as is known on a day."""
    kept = sum(
        payment.amount.minor
        for payment in payments
        if minimum.closed_on < payment.on <= minimum.due_on
        and not any(day <= as_of for day in payment.returned_on)
    )
    return minimum.due_on < as_of and kept < minimum.amount.minor


def _cause(
    minimum: Minimum,
    until: date,
    payments: Sequence[Received],
    bounced: dict[int, Chargeable],
) -> int | None:
    """Return which returned payment is the same event as missing a minimum, or None."""
    meant = sorted(
        (violation.on, index)
        for index, violation in bounced.items()
        if minimum.closed_on < payments[index].on <= until
    )
    after = [index for day, index in meant if day > minimum.due_on]
    if after:
        return after[0]
    return meant[-1][1] if meant else None


def _add_overlimit(
    found: list[list[Chargeable]], use: Use, payments: Sequence[Received], as_of: date
) -> None:
    exceeded = _exceeded(use, payments, as_of)
    if exceeded is None:
        return
    honoured = [replace(payment, returned_on=()) for payment in payments]
    own_doing = _exceeded(use, honoured, as_of) is not None
    cause = [one for one in found for v in one if v.kind == "returned" and v.on == exceeded.on]
    if own_doing or not cause:
        found.append([exceeded])
    else:
        cause[0].append(exceeded)


def _exceeded(use: Use, payments: Sequence[Received], as_of: date) -> Chargeable | None:
    """Return the cycle's first excess over the limit, or None; the cap is all of its excess."""
    moves = list(use.charges)
    for payment in payments:
        moves.append((payment.on, -payment.amount))
        moves += [(day, payment.amount) for day in payment.returned_on[:1]]
    last_day = min(use.cycle.last_day, as_of)
    inside = sorted(
        (move for move in moves if use.cycle.first_day <= move[0] <= last_day),
        key=lambda move: move[0],
    )
    balance, first = use.opening, None
    for day, amount in inside:
        balance = balance + amount
        if first is None and amount > ZERO and balance > use.limit:
            first = day
    if first is None:
        return None
    cap = overlimit_fee_cap(use.limit, use.opening, [amount for _, amount in inside])
    return Chargeable("overlimit", first, cap)
