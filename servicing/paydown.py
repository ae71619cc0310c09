"""How long a line takes to pay off by the same amount every month, or by minimums alone.

An estimate, in equal months, after the assumptions of Appendix M1(b)(4) to 12 CFR 1026: nothing
new is bought or drawn, today's rates stay, every payment comes in time. Minimums alone go by
`minimums_ahead`, as the statement's own warning does, so that the two don't contradict each other.
`outlook` is exact and goes day by day; it can't reach the decades that minimums may take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from servicing.accounts.model import Line
from servicing.billing.minimum import minimum_payment
from servicing.billing.minimums_ahead import MONTHS_MAX, pay_minimums
from servicing.billing.repayment import (
    Portion,
    disclosed_time,
    month_interest,
    whole_dollar,
)
from servicing.ledger.model import PRINCIPAL
from servicing.money import ZERO, Money, total
from servicing.payments.rules import account_hold
from servicing.refusal import Refusal

Outcome = Literal["paid_off", "below_minimum", "never"]
_NOTHING = Refusal("nothing_due", "Nothing is owed right now.", limit=ZERO)
_NO_INTEREST = Refusal(
    "paydown_no_interest", "Nothing of this line bears interest, so there is nothing to work out."
)


@dataclass(frozen=True, slots=True)
class PayDown:
    """What paying a line down comes to.

    `monthly` is what is paid each month; of minimums the first one, since they fall with the
    balance. `below_minimum` is an amount that would reduce the debt and still count as late;
    "never" one that doesn't cover the interest. Both have no `months`, `interest`, `total_paid`:
    fees would come on top, which nobody can tell. Estimates are in whole dollars.
    """

    outcome: Outcome
    monthly: Money
    only_minimum: bool
    balance: Money
    minimum_due: Money
    first_interest: Money
    months: int | None = None
    interest: Money | None = None
    total_paid: Money | None = None

    @property
    def time(self) -> tuple[int, Literal["months", "years"]] | None:
        """How long it takes as it is told: in months below two years, then in whole years."""
        return None if self.months is None else disclosed_time(self.months)


def pay_down(line: Line, monthly: Money | None) -> PayDown | Refusal:
    """Estimate paying `monthly` every month, or with None the minimum alone.

    Starts from what is owed and undisputed once the payments on their way have settled. Refused
    where no payment is taken or no interest is charged, where nothing is owed, and for an amount
    of nothing.
    """
    if monthly is not None and monthly <= ZERO:
        return Refusal("amount_too_small", "The amount has to be more than $0.00.", limit=ZERO)
    hold = account_hold(line)
    if hold is not None:
        return hold
    balance = line.undisputed()
    if balance <= ZERO:
        return _NOTHING
    if not line.accrues or not line.product.bears_interest:
        return _NO_INTEREST
    owed, aprs = line.owed(), line.aprs()
    portions = [Portion(max(owed[bucket], ZERO), aprs[bucket]) for bucket in PRINCIPAL]
    charges = max(balance - total(one.balance for one in portions), ZERO)
    first = total(month_interest(one.balance, one.apr) for one in portions)
    own = line.minimum_left() or _formula(line, total(one.balance for one in portions), first)
    base = PayDown("never", monthly or own, monthly is None, balance, own, first)
    if monthly is None:
        alone = pay_minimums(
            portions, charges, own, lambda _, left, interest: _formula(line, left, interest)
        )
        return base if alone.months is None else _found(base, alone.months, alone.total_paid)
    paid = _pay(portions, charges, monthly)
    if paid is None:
        return base
    if monthly < min(own, balance):
        return PayDown("below_minimum", monthly, False, balance, own, first)
    return _found(base, *paid)


def _formula(line: Line, principal: Money, interest: Money) -> Money:
    return minimum_payment(
        line.product,
        principal=principal,
        interest=interest,
        fees=ZERO,
        past_due=ZERO,
        balance=principal + interest,
        limit=line.credit_limit,
        plan_payment=line.plan.payment if line.plan else None,
    )


def _pay(portions: Sequence[Portion], charges: Money, monthly: Money) -> tuple[int, Money] | None:
    """Return months and the sum of payments; None where the balance stops falling.

    Interest and fees are paid first, then the dearest balance (12 CFR 1026.53(a)).
    """
    balances, months, paid = [one.balance for one in portions], 0, ZERO
    dearest = sorted(range(len(balances)), key=lambda n: portions[n].apr, reverse=True)
    while months < MONTHS_MAX:
        before = total(balances) + charges
        months += 1
        if monthly >= before:
            return months, paid + before
        interest = total(
            month_interest(balance, one.apr)
            for balance, one in zip(balances, portions, strict=True)
        )
        part = min(monthly, charges)
        charges, left = charges - part + interest, monthly - part
        for n in dearest:
            part = min(left, balances[n])
            balances[n], left = balances[n] - part, left - part
        paid = paid + monthly
        if total(balances) + charges >= before:
            return None
    return None


def _found(base: PayDown, months: int, paid: Money) -> PayDown:
    whole = max(whole_dollar(paid), base.balance)
    return PayDown(
        "paid_off",
        base.monthly,
        base.only_minimum,
        base.balance,
        base.minimum_due,
        base.first_interest,
        months,
        whole_dollar(max(paid - base.balance, ZERO)),
        whole,
    )
