"""Month by month: what a way of paying costs, to the cent. Pure, in whole cents.

Assumes that each payment arrives on its due date and that nothing new is bought or drawn.
Interest is simple, by days of 365, on purchases and draws, and not on interest (as the books
charge it, `billing.interest`), rounded half to even once a month and balance. A payment meets
interest and fees first, then the dearer balance (12 CFR 1026.53(a)).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from servicing.calendar import DAY, add_months
from servicing.money import Money
from servicing.plans.model import Books, Month, Path

MOST_MONTHS = 720
_YEAR = 365 * 100 * 1000
_DUE_DATES_KEPT = 512


@dataclass(slots=True)
class Owed:
    """What is owed in cents, changed month by month; `rates` in thousandths of a percent."""

    purchase: int
    draw: int
    charges: int
    purchase_rate: int
    draw_rate: int

    @property
    def balance(self) -> int:
        """All of it."""
        return self.purchase + self.draw + self.charges

    def accrue(self, days: int) -> int:
        """Charge a month's interest and return it."""
        interest = _interest(self.purchase, self.purchase_rate, days)
        interest += _interest(self.draw, self.draw_rate, days)
        self.charges += interest
        return interest

    def pay(self, amount: int) -> int:
        """Take a payment, at most all that is owed; return what was taken."""
        taken = left = min(amount, self.balance)
        part = min(left, self.charges)
        self.charges, left = self.charges - part, left - part
        if self.draw_rate >= self.purchase_rate:
            part = min(left, self.draw)
            self.draw, self.purchase = self.draw - part, self.purchase - (left - part)
        else:
            part = min(left, self.purchase)
            self.purchase, self.draw = self.purchase - part, self.draw - (left - part)
        return taken


Payment = Callable[[Owed, int], int]
"""What falls due, from what is owed (that month's interest included) and that interest."""


def owed(books: Books, ceiling: Decimal | None = None) -> Owed:
    """Return what a line owes, at its rates, none above `ceiling`."""
    purchase, draw = books.purchase_apr, books.draw_apr
    if ceiling is not None:
        purchase, draw = min(purchase, ceiling), min(draw, ceiling)
    return Owed(
        books.purchase.minor, books.draw.minor, books.charges.minor, rate(purchase), rate(draw)
    )


def rate(apr: Decimal) -> int:
    """Return a rate in thousandths of a percent."""
    return int(apr * 1000)


@lru_cache(maxsize=_DUE_DATES_KEPT)
def due_dates(first: date) -> tuple[date, ...]:
    """Return the due dates from one on, a month apart."""
    return tuple(add_months(first, number) for number in range(MOST_MONTHS + 1))


@lru_cache(maxsize=_DUE_DATES_KEPT)
def _month_days(first: date) -> tuple[int, ...]:
    """Return the days from each due date to the next."""
    dates = due_dates(first)
    return tuple((b - a).days for a, b in zip(dates, dates[1:], strict=False))


@dataclass(slots=True)
class _Cycle:
    """The running cycle's interest, not posted yet: balances times days, in cents and days."""

    purchase: int = 0
    draw: int = 0

    def live(self, state: Owed, days: int) -> None:
        """Let balances stand for some days."""
        self.purchase += state.purchase * days
        self.draw += state.draw * days

    def interest(self, state: Owed) -> int:
        """Return what would be posted if the cycle ended now."""
        purchase = _interest(self.purchase, state.purchase_rate, 1)
        return purchase + _interest(self.draw, state.draw_rate, 1)


def months(books: Books, state: Owed, payment: Payment, count: int) -> tuple[Month, ...]:
    """Live some months of a plan; stops early once nothing is owed.

    As the books do it: a cycle's interest is posted and rounded when it closes, a payment on its
    due date meets charges posted by then, and a balance counts at its day's end. `state` is left
    with the interest of the cycle that is running after the last payment among its charges.
    """
    to_due, cycle, made = books.product.cycle.days_to_due, _Cycle(), []
    since, told = books.interest_from, 0
    for due_on in due_dates(books.first_due_on)[:count]:
        if not state.balance + told:
            break
        closing = due_on - timedelta(days=to_due)
        cycle.live(state, max((closing - since).days + 1, 0))
        posted = cycle.interest(state)
        state.charges, opened, cycle = state.charges + posted, max(closing + DAY, since), _Cycle()
        cycle.live(state, (due_on - opened).days)
        coming = cycle.interest(state)
        interest = posted + coming - told
        state.charges += coming
        asked = min(payment(state, interest), state.balance)
        state.charges -= coming
        _take(state, asked)
        since, told = due_on, coming
        left = state.balance + coming
        made.append(Month(due_on, Money(asked), Money(interest), Money(0), Money(left)))
    state.charges += told
    return tuple(made)


def _take(state: Owed, amount: int) -> None:
    """Take a payment off posted charges and principal; what is beyond them waits as a credit."""
    beyond = amount - state.pay(amount)
    state.charges -= beyond


def left_after(state: Owed, today: date, first_due: date, payment: int, count: int) -> int:
    """Return what is still owed after some months of one payment, in cents."""
    gaps = ((first_due - today).days, *_month_days(first_due)[: count - 1])
    for days in gaps:
        state.accrue(days)
        state.pay(payment)
    return state.balance


def minimum(books: Books) -> Payment:
    """Return the contract's own minimum: its floor, or its percentage of principal and charges."""
    rules = books.product.minimum_payment
    if rules.whole_balance:
        return lambda state, interest: state.balance
    floor, thousandths = rules.floor.minor, int(rules.percent_of_principal * 1000)
    cap = None if rules.cap is None else rules.cap.minor

    def due(state: Owed, interest: int) -> int:
        share = -(-(state.purchase + state.draw) * thousandths // 100_000) + state.charges
        asked = max(floor, share)
        return asked if cap is None else min(asked, cap)

    return due


def to_the_end(
    state: Owed, first_due: date, start: int, payment: Payment, before: tuple[int, int] = (0, 0)
) -> Path:
    """Pay until nothing is owed, from month `start` (counted from `first_due`, 1 or later) on.

    `before` are the interest of the months before and how many they were.
    """
    gaps, (interest, lived) = _month_days(first_due), before
    number = start
    while state.balance and number < MOST_MONTHS:
        charged = state.accrue(gaps[number - 1])
        interest += charged
        state.pay(payment(state, charged))
        number, lived = number + 1, lived + 1
    return Path(lived, Money(interest), Money(0), Money(state.balance))


def by_minimum(books: Books) -> Path:
    """Pay the contract's minimum from the first due date on, until nothing is owed."""
    state = owed(books)
    first = months(books, state, minimum(books), 1)
    before = (sum(month.interest.minor for month in first), len(first))
    return to_the_end(state, books.first_due_on, len(first), minimum(books), before)


def nothing_paid(books: Books) -> Path:
    """Pay nothing until charge-off: interest, and a late fee each month where the product has it.

    A fee is never above the minimum that was missed, and the repeat amount from the second on
    (12 CFR 1026.52(b)(1)(ii), (b)(2)(i)).
    """
    state, rule, interest, fees = owed(books), minimum(books), 0, 0
    schedule = books.product.penalty("late_payment")
    gaps = _month_days(books.first_due_on)
    count = -(-books.product.charge_off.days_past_due // 30)
    for number in range(count):
        first = (books.first_due_on - books.interest_from).days
        charged = state.accrue(gaps[number - 1] if number else first)
        interest += charged
        if schedule is not None and state.balance:
            amount = (schedule.repeat if number else schedule.first).minor
            fee = min(amount, rule(state, charged)) if schedule.capped_at_minimum else amount
            state.charges, fees = state.charges + fee, fees + fee
    return Path(count, Money(interest), Money(fees), Money(state.balance))


def _interest(balance: int, thousandths: int, days: int) -> int:
    whole, rest = divmod(balance * thousandths * days, _YEAR)
    double = 2 * rest
    return whole + (double > _YEAR or (double == _YEAR and whole % 2 == 1))
