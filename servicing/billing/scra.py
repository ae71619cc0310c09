"""The 6 % cap of the Servicemembers Civil Relief Act, worked out over what was charged.

50 USC 3937: a debt from before service bears no interest above 6 % a year during service; fees
and service charges count as interest (d)(1); what lies above is forgiven (a)(2), payments fall
by it (a)(3), and it holds from the day service began, whenever the orders arrive (b)(2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from servicing.billing.interest import DAYS_IN_YEAR, Span, exact_interest
from servicing.calendar import DAY
from servicing.money import ZERO, Money, round_half_even, total

CAP_PERCENT = Decimal(6)
NOTICE_DAYS_AFTER_SERVICE = 180
_ORDER = {"fee": 0, "beside": 1, "credited": 2, "paid": 3}


@dataclass(frozen=True, slots=True)
class Accrual:
    """Interest charged on one balance type: the rate, the balances that bore it, the charge."""

    apr: Decimal
    spans: tuple[Span, ...]
    charged: Money


@dataclass(frozen=True, slots=True)
class ChargedCycle:
    """What a billing cycle cost; `fees` are those still standing, with their days."""

    closing_on: date
    accruals: tuple[Accrual, ...]
    fees: tuple[tuple[date, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Paid:
    """The part of a payment that went to interest and fees, on the day it counts from."""

    on: date
    to_charges: Money


@dataclass(frozen=True, slots=True)
class CycleRelief:
    """One cycle under the cap: charged in service, allowed, forgiven, and what of it were fees."""

    closing_on: date
    charged: Money
    allowed: Money
    forgiven: Money
    forgiven_fees: Money


@dataclass(frozen=True, slots=True)
class Relief:
    """What is forgiven: the part still owed as interest and fees, and the part that was paid.

    The paid part would have gone to principal, so it is credited there. What was credited
    before is in neither.
    """

    cycles: tuple[CycleRelief, ...]
    to_charges: Money
    to_principal: Money

    @property
    def forgiven(self) -> Money:
        """All that is forgiven, what was credited before included."""
        return total(cycle.forgiven for cycle in self.cycles)

    @property
    def forgiven_fees(self) -> Money:
        """What of it were fees."""
        return total(cycle.forgiven_fees for cycle in self.cycles)


def in_time(asked_on: date, service_ended_on: date | None) -> bool:
    """Whether written notice with orders came in time: up to 180 days after service (b)(1)(A)."""
    if service_ended_on is None:
        return True
    return asked_on <= service_ended_on + timedelta(days=NOTICE_DAYS_AFTER_SERVICE)


def recalculate(
    cycles: Sequence[ChargedCycle],
    payments: Iterable[Paid],
    service_from: date,
    service_to: date | None = None,
    charges_owed_before: Money = ZERO,
    outside: Iterable[tuple[date, Money]] = (),
    credited: Iterable[tuple[date, Money]] = (),
) -> Relief:
    """Return what is forgiven from the day service began, as if the cap had held all along.

    `cycles` are those that touch the service, in order; `service_to` is its last day;
    `charges_owed_before` the interest and fees unpaid when it began. Each cycle allows 6 % on
    its bearing balances for the days of service (interest at a lower rate stays lower), and all
    fees count against that. A payment that went to a charge now forgiven would have lowered the
    principal, and does so here from its day on. `outside` are changes of unpaid charges that
    the cap doesn't touch: interest that turned out wrong (positive), its reversal (negative).
    `credited` are unpaid charges that were credited before, such as a fee waived. New debt
    taken in service isn't covered by the Act; balances given here are, so a lender that leaves
    it out passes spans without it.
    """
    unpaid = _Charges(charges_owed_before)
    pending = sorted(payments, key=lambda one: one.on)
    beside = sorted([(day, "beside", change) for day, change in outside])
    beside += sorted([(day, "credited", amount) for day, amount in credited])
    found = []
    for cycle in cycles:
        inside = [one for one in pending if service_from <= one.on <= cycle.closing_on]
        pending = [one for one in pending if one.on > cycle.closing_on]
        fees = [(day, fee) for day, fee in cycle.fees if _serving(day, service_from, service_to)]
        others = [one for one in beside if one[0] <= cycle.closing_on]
        others += [
            (day, "beside", fee)
            for day, fee in cycle.fees
            if service_to is not None and day > service_to
        ]
        unpaid.take_in(fees, inside, others)
        beside = [one for one in beside if one[0] > cycle.closing_on]
        spans = [_within(one.spans, service_from, service_to) for one in cycle.accruals]
        interest = _charged_in_service(cycle.accruals, spans)
        allowed = _allowed(cycle.accruals, spans, unpaid)
        charged = interest + total(fee for _, fee in fees)
        allowed = min(allowed, charged)
        unpaid.close(
            interest_before=total(one.charged for one in cycle.accruals) - interest,
            interest=interest,
            allowed=allowed,
        )
        fees_left = max(allowed - interest, ZERO)
        forgiven_fees = total(fee for _, fee in fees) - fees_left
        found.append(
            CycleRelief(cycle.closing_on, charged, allowed, charged - allowed, forgiven_fees)
        )
    unpaid.take_in((), pending, beside)
    return Relief(tuple(found), unpaid.forgiven_unpaid, unpaid.principal)


def reduced_payment(minimum_due: Money, forgiven: Money) -> Money:
    """Return a payment less the interest forgiven for its period (50 USC 3937(a)(3))."""
    return max(minimum_due - forgiven, ZERO)


class _Charges:
    """Interest and fees unpaid, as charged and as the cap allows; what was overpaid."""

    def __init__(self, owed: Money) -> None:
        self._as_charged = owed
        self._as_allowed = owed
        self._overpaid: list[tuple[date, Money]] = []

    @property
    def principal(self) -> Money:
        """What the payments would have taken off the principal besides."""
        return total(amount for _, amount in self._overpaid)

    @property
    def forgiven_unpaid(self) -> Money:
        """Forgiven charges that were never paid."""
        return self._as_charged - self._as_allowed

    def off_principal(self, day: date) -> Money:
        """Return how much lower the principal would have been at the end of a day."""
        return total(amount for paid_on, amount in self._overpaid if paid_on <= day)

    def take_in(
        self,
        fees: Sequence[tuple[date, Money]],
        payments: Sequence[Paid],
        others: Sequence[tuple[date, str, Money]],
    ) -> None:
        """Take in a cycle's fees (allowed for at its close), payments and the rest, by day."""
        events = [(day, "fee", fee) for day, fee in fees]
        events += [*others, *((one.on, "paid", one.to_charges) for one in payments)]
        for day, what, amount in sorted(events, key=lambda one: (one[0], _ORDER[one[1]])):
            if what == "paid":
                self._pay(day, amount)
            elif what == "credited":
                self._as_charged = self._as_charged - amount
            else:
                self._as_charged = self._as_charged + amount
                if what == "beside":
                    self._as_allowed = self._as_allowed + amount

    def _pay(self, day: date, amount: Money) -> None:
        due = max(min(amount, self._as_allowed), ZERO)
        self._as_charged = self._as_charged - amount
        self._as_allowed = self._as_allowed - due
        if amount > due:
            self._overpaid.append((day, amount - due))

    def close(self, interest_before: Money, interest: Money, allowed: Money) -> None:
        """Take in a cycle's interest: what accrued before service stands in full."""
        self._as_charged = self._as_charged + interest_before + interest
        self._as_allowed = self._as_allowed + interest_before + allowed


def _allowed(
    accruals: Sequence[Accrual], spans: Sequence[Sequence[Span]], unpaid: _Charges
) -> Money:
    """Return the interest that the cap allows a cycle, on balances as they would have been."""
    cents = Decimal(0)
    lowered: dict[date, int] = {}
    for accrual, over in zip(accruals, spans, strict=True):
        for span in over:
            for offset in range(span.days):
                day = span.first_day + timedelta(days=offset)
                if accrual.apr <= CAP_PERCENT:
                    cents += span.balance.minor * accrual.apr
                    continue
                left = lowered.setdefault(day, unpaid.off_principal(day).minor)
                taken = min(left, span.balance.minor)
                lowered[day] = left - taken
                cents += (span.balance.minor - taken) * CAP_PERCENT
    return round_half_even(cents / (100 * DAYS_IN_YEAR))


def _charged_in_service(accruals: Sequence[Accrual], spans: Sequence[Sequence[Span]]) -> Money:
    """Return the part of the posted interest that belongs to days of service."""
    cents = Decimal(0)
    for accrual, over in zip(accruals, spans, strict=True):
        whole = exact_interest(accrual.spans, accrual.apr)
        if whole:
            cents += accrual.charged.minor * exact_interest(over, accrual.apr) / whole
    return round_half_even(cents)


def _within(over: Sequence[Span], first: date, last: date | None) -> tuple[Span, ...]:
    """Return the stretches of days that lie in service."""
    cut = []
    for span in over:
        start = max(span.first_day, first)
        end = span.last_day if last is None else min(span.last_day, last)
        if start < end + DAY:
            cut.append(Span(start, end, span.balance))
    return tuple(cut)


def _serving(day: date, first: date, last: date | None) -> bool:
    return day >= first and (last is None or day <= last)
