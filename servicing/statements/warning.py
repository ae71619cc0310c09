"""What paying only the minimum costs (12 CFR 1026.7(b)(12), Appendix M1): which text, what figures.

All amounts are rounded to the whole dollar, as comment 7(b)(12)-1 lets a lender choose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from servicing.billing.minimums_ahead import Formula, pay_minimums
from servicing.billing.repayment import (
    Portion,
    disclosed_time,
    in_36_months,
    savings,
    whole_dollar,
)
from servicing.money import ZERO, Money
from servicing.statements.model import MinimumWarning, Notice, Repaying

Hidden = Literal["no_card", "nothing_owed", "pays_all", "paid_in_full_twice", "nothing_due"]
_YEARS_SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Basis:
    """What the estimate starts from: the statement's balance by rate, and how the minimum runs.

    `charges` is the part of the balance that bears no interest.
    """

    principal: tuple[Portion, ...]
    charges: Money
    balance: Money
    minimum_due: Money
    formula: Formula


def hidden_because(
    card_access: bool, balance: Money, minimum_due: Money, two_cycles_in_full: bool
) -> Hidden | None:
    """Return why no repayment disclosures are made, or None (1026.7(b)(12)(v)).

    They belong to card accounts with a balance, except where the minimum pays all of it, and in
    the cycle after two in which everything was paid or nothing was owed. Where no minimum is
    asked for (no interest or fee is charged either), there is nothing to warn of.
    """
    if not card_access:
        return "no_card"
    if balance <= ZERO:
        return "nothing_owed"
    if minimum_due <= ZERO:
        return "nothing_due"
    if minimum_due >= balance:
        return "pays_all"
    return "paid_in_full_twice" if two_cycles_in_full else None


def minimum_warning(basis: Basis, notice: Callable[..., Notice], phone: str) -> MinimumWarning:
    """Return the disclosures: the estimate of minimums, and of 36 equal payments where required.

    If minimums never repay the balance, the text of 1026.7(b)(12)(ii) and only the payment for
    36 months. That row is left out where the estimate is 3 years or less as disclosed, or where
    its payment would be below the minimum (1026.7(b)(12)(i)(F)(2)).
    """
    alone = pay_minimums(basis.principal, basis.charges, basis.minimum_due, basis.formula)
    equal = in_36_months((*basis.principal, *_without_interest(basis.charges)))
    counseling = notice("counseling", phone=phone)
    if alone.months is None:
        three = notice("three_years", payment=dollars(whole_dollar(equal.payment)))
        never = (notice("never_warning"), notice("never_more"), three, counseling)
        return MinimumWarning(never, ())
    time, unit = disclosed_time(alone.months)
    rows = [Repaying(None, time, unit, whole_dollar(alone.total_paid), None)]
    short = unit == "months" or time <= _YEARS_SHOWN_MAX
    if not short and whole_dollar(equal.payment) >= basis.minimum_due:
        saved = savings(alone.total_paid, equal.total_paid, whole_dollars=True)
        total = whole_dollar(equal.total_paid)
        rows.append(Repaying(whole_dollar(equal.payment), 3, "years", total, saved))
    texts = (notice("minimum_warning"), notice("warning_basis"), counseling)
    return MinimumWarning(texts, tuple(rows))


def dollars(amount: Money) -> str:
    """Write a whole number of dollars."""
    return f"${amount.minor // 100:,}"


def _without_interest(charges: Money) -> Sequence[Portion]:
    return (Portion(charges, apr=ZERO.dollars),) if charges > ZERO else ()
