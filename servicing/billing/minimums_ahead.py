"""Paying nothing but the minimum, on a line as it really runs (Appendix M1 to 12 CFR 1026).

`repayment.minimums_only` follows the program of Appendix M2, where interest joins the balance
that bore it. On this lender's lines posted interest and fees bear none and are part of the next
minimum, so M1(b)(4) lets the account's own terms stand in for that assumption. The rest is M1's:
no new activity, equal months, payment on the last day, lower rates first, no residual charge.
"""

from collections.abc import Callable, Sequence

from servicing.billing.repayment import MinimumsOnly, Month, Portion, month_interest
from servicing.money import ZERO, Money, total

MONTHS_MAX = 1200

Formula = Callable[[int, Money, Money], Money]
"""The next minimum: of the month it is paid in (from 2), principal, and the month's charges."""


def pay_minimums(
    principal: Sequence[Portion], charges: Money, minimum_due: Money, formula: Formula
) -> MinimumsOnly:
    """Return how long minimums alone take from a statement on, and what they come to.

    `charges` are the interest and fees already posted, `minimum_due` the statement's own. Each
    month the minimum is paid, charges first; then the month's interest is posted and the next
    minimum is worked out. A minimum that covers the whole balance ends it (M1(b)(4)(v)). None
    as the number of months if the balance stops falling for good.
    """
    balances = [portion.balance for portion in principal]
    settled_from = max((portion.changes_in or 1 for portion in principal), default=1)
    due, schedule = minimum_due, list[Month]()
    while total(balances) + charges > ZERO:
        month = len(schedule) + 1
        before = total(balances) + charges
        aprs = [portion.apr_in(month) for portion in principal]
        interest = total(month_interest(one, apr) for one, apr in zip(balances, aprs, strict=True))
        payment = min(max(due, ZERO), before)
        if payment == before:
            schedule.append(Month(month, tuple(ZERO for _ in balances), payment, ZERO))
            return _found(len(schedule), schedule)
        left = payment
        order = [-1, *sorted(range(len(balances)), key=lambda index: aprs[index])]
        for index in order:
            owed = charges if index < 0 else balances[index]
            part = min(left, owed)
            left = left - part
            if index < 0:
                charges = charges - part
            else:
                balances[index] = owed - part
        charges = charges + interest
        schedule.append(Month(month, (*balances, charges), payment, interest))
        # A minimum is worked out from the month before: the first one after a change lags behind.
        stuck = month > settled_from and total(balances) + charges >= before
        if stuck or month >= MONTHS_MAX:
            return _found(None, schedule)
        due = formula(month + 1, total(balances), interest)
    return _found(len(schedule), schedule)


def _found(months: int | None, schedule: Sequence[Month]) -> MinimumsOnly:
    return MinimumsOnly(months, total(one.payment for one in schedule), tuple(schedule))
