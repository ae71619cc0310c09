"""How high a rate may go again, and on what balance (12 CFR 1026.55 and 1026.9(g)).

Rates are percent a year. A variable rate is given by what its index and margin come to on the
day in question, so "the rate before" is computed anew by the caller (comments 55(b)(5)-3 and
55(b)(6)-1).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from servicing.money import Money, percent_of, total

NEW_TRANSACTION_DAYS = 14
NOTICE_DAYS = 45
AMORTISATION_MONTHS = 60


@dataclass(frozen=True, slots=True)
class ProtectedBalance:
    """What a raised rate can't reach, and what it can."""

    protected: Money
    exposed: Money


def last_protected_day(notice_on: date) -> date:
    """Return the fourteenth day after a notice of a higher rate (1026.55(b)(3)(ii)).

    September 15 gives September 29 and May 16 makes May 31 the fifteenth day (comments
    55(b)(3)-4.iii and 55(b)(4)-3.iv.A). Comment 55(c)(1)-1 counts one day fewer.
    """
    return notice_on + timedelta(days=NEW_TRANSACTION_DAYS)


def protected_balance(
    balance_at_notice: Money, later: Iterable[tuple[date, Money]], last_protected: date
) -> ProtectedBalance:
    """Split a balance by whether a raised rate may be charged on it (1026.55(b)(3), (c)(1)).

    Transactions count by their own date. `later` are those after the balance was taken, with
    their days; those after `last_protected` are exposed to the new rate from its effective day.
    """
    dated = list(later)
    within = total(amount for day, amount in dated if day <= last_protected)
    after = total(amount for day, amount in dated if day > last_protected)
    return ProtectedBalance(balance_at_notice + within, after)


@dataclass(frozen=True, slots=True)
class Repayment:
    """The most that may be required each month on a protected balance, by permitted method."""

    as_before: Money
    over_five_years: Money
    doubled_percent: Money

    @property
    def most(self) -> Money:
        """The highest of them: the lender may choose any method (1026.55(c)(2))."""
        return max(self.as_before, self.over_five_years, self.doubled_percent)


def protected_minimum(
    protected: Money,
    percent: Decimal,
    interest_and_fees: Money,
    before: Callable[[Money], Money],
    months_left: int = AMORTISATION_MONTHS,
) -> Repayment:
    """Return what the minimum may ask of a protected balance (12 CFR 1026.55(c)(2)).

    The method from before the raise, `before(protected)`; an equal share of principal over the
    months left of five years from the effective day; or twice the earlier `percent` of the
    balance. The last two with the balance's own interest and fees. Other balances of the line
    aren't limited (comment 55(c)(2)(iii)-1).
    """
    share = -(-protected.minor // months_left)
    return Repayment(
        as_before=before(protected),
        over_five_years=Money(share) + interest_and_fees,
        doubled_percent=percent_of(protected, 2 * percent) + interest_and_fees,
    )


def rate_after_arrangement(before_arrangement: Decimal) -> Decimal:
    """Return the highest rate on old balances once a hardship arrangement ends or fails.

    What applied right before it, a penalty rate included, and no more (12 CFR
    1026.55(b)(5)(ii), comment 55(b)(5)-4). The same ceiling holds for fees.
    """
    return before_arrangement


@dataclass(frozen=True, slots=True)
class AfterService:
    """Rates once the servicemember cap has ended: from when, on what, up to what."""

    from_day: date
    highest: Decimal
    on_old_and_new: bool
    right_to_reject: bool


def rate_after_service(
    before_decrease: Decimal, service_ended_on: date, notice_on: date, effective_on: date
) -> AfterService:
    """Return when and how high rates may go when 50 USC 3937 no longer applies.

    On transactions from before the decrease no more than applied then; rates the lender lowered
    of its own accord for new ones may return alike (12 CFR 1026.55(b)(6), comments 1 to 3). The
    rise needs a change-in-terms notice of 45 days and no right to reject it (1026.9(c)(2)(iv)(B)).
    Raises `ValueError` if the effective day is sooner than the notice, or the service, allows.
    """
    earliest = max(service_ended_on, notice_on + timedelta(days=NOTICE_DAYS))
    if effective_on < earliest:
        raise ValueError(f"a raised rate can't take effect before {earliest}")
    return AfterService(effective_on, before_decrease, on_old_and_new=True, right_to_reject=False)


def penalty_rate_after_limit_cut(
    notice_on: date, effective_on: date, over_limit_on: Callable[[date], bool], on: date
) -> Literal["allowed", "not_allowed", "new_notice_needed"]:
    """Say whether the penalty rate may be imposed on a day after a credit-limit decrease.

    Only the balance on the day named in the notice counts, at least 45 days after it; being
    over before that day allows nothing, and being over afterwards needs a notice of its own (12
    CFR 1026.9(g)(4), comment 9(g)(4)-1).
    """
    if on < effective_on or effective_on < notice_on + timedelta(days=NOTICE_DAYS):
        return "not_allowed"
    if over_limit_on(effective_on):
        return "allowed"
    return "new_notice_needed" if over_limit_on(on) else "not_allowed"
