"""From the books and an intake to the plans that can be offered: pure, nothing is written.

What an option costs a month depends on the books alone; the intake decides which are affordable.
So more income never takes an option away. Every amount that is a range counts by its careful end,
and what isn't known promises nothing.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from servicing.calendar import add_months
from servicing.money import ZERO, Money
from servicing.plans import paths
from servicing.plans.eligibility import exclusion, not_offered, route
from servicing.plans.model import Between, Books, Excluded, Intake, Month, Option, Path, Plans
from servicing.plans.program import (
    Amortise,
    NoPayment,
    Parts,
    PastDueParts,
    PercentPayment,
    Program,
    Settle,
    programs,
)

MOST_OPTIONS = 3
_DOLLAR = 100
_LONGEST_MONTH_DAYS = 31


def plan_options(books: Books, intake: Intake) -> Plans:
    """Return at most three options, the cheapest in all first, and why there are no others.

    No option with a payment asks for more than is affordable, for more than the contract asks
    for now, or leaves a balance that grows. The pause asks for nothing, and its balance grows
    by the contract's own interest. Equal input gives an equal answer.
    """
    money = affordable(intake)
    minimum_path = paths.by_minimum(books)
    found: list[Option] = []
    excluded: list[Excluded] = []
    for program in programs().values():
        one = not_offered(program) or _offer(program, books, intake, money)
        if isinstance(one, Option):
            found.append(one)
        else:
            excluded.append(one)
    found.sort(key=lambda option: (option.whole.cost, option.program))
    excluded += [
        Excluded(option.program, "dearer", "Three others cost less in all.")
        for option in found[MOST_OPTIONS:]
    ]
    return Plans(
        options=tuple(found[:MOST_OPTIONS]),
        excluded=tuple(excluded),
        route=route(books),
        affordable=money,
        minimum_path=minimum_path,
        nothing_path=paths.nothing_paid(books),
    )


def what_if(
    books: Books, intake: Intake, program: str, payment: Money | None = None
) -> Option | Excluded:
    """Return a programme by the same rules, with a payment of staff's choosing if they chose one.

    A settlement, which the planner never offers, is worked out here. What isn't a plan (another
    due date, relief for an area) isn't.
    Raises `KeyError` for a programme that isn't there.
    """
    chosen = programs()[program]
    if isinstance(chosen.payment, Settle):
        return _settled(chosen, chosen.payment, books, intake, payment)
    return not_offered(chosen) or _offer(chosen, books, intake, affordable(intake), payment)


def affordable(intake: Intake) -> Money | None:
    """Return what can be paid a month at the careful end of every range; None if nobody knows.

    What the borrower says they can pay is an upper bound, and so is what is left of income after
    essentials and other debt; an expense that isn't known leaves only the first.
    """
    bounds = [intake.can_pay.low] if intake.can_pay is not None else []
    if intake.income is not None and intake.essentials is not None:
        debt = intake.other_debt or Between(ZERO, ZERO)
        bounds.append(max(intake.income.low - intake.essentials.high - debt.high, ZERO))
    return min(bounds) if bounds else None


def _offer(
    program: Program, books: Books, intake: Intake, money: Money | None, chosen: Money | None = None
) -> Option | Excluded:
    refused = exclusion(program, books, intake)
    if refused is not None:
        return refused
    payment = chosen if chosen is not None else _payment(program, books)
    pause = isinstance(program.payment, NoPayment)
    refused = _pause(program, payment) if pause else _unsound(program, books, payment, money)
    if refused is not None:
        return refused
    schedule, whole = _lived(program, books, payment)
    while isinstance(program.payment, Amortise) and chosen is None and schedule[-1].balance:
        # The bisection rounds interest by due dates, the books by closings: cents apart at most.
        payment = payment + Money(1)
        refused = _unsound(program, books, payment, money)
        if refused is not None:
            return refused
        schedule, whole = _lived(program, books, payment)
    if not pause and not _falls(books, schedule):
        return Excluded(program.id, "balance_grows", "The payment wouldn't cover the interest.")
    if isinstance(program.payment, Amortise) and schedule[-1].balance:
        return Excluded(program.id, "not_paid_off", "The payment wouldn't pay it off in time.")
    return Option(
        program=program.id,
        name=program.name,
        policy=program.policy,
        payment=payment,
        apr=_ceiling(program, books),
        months=program.months,
        first_due_on=books.first_due_on,
        ends_on=add_months(books.first_due_on, program.months - 1),
        schedule=schedule,
        whole=whole,
        margin=None if money is None else money - payment,
        closes_line=program.line == "closed",
        decided_by=program.decided_by,
        documents=program.documents,
        status_reported=program.reporting,
    )


def _settled(
    program: Program, rule: Settle, books: Books, intake: Intake, chosen: Money | None
) -> Option | Excluded:
    """Return a settlement: equal parts of at least a share of what is owed, the rest forgiven."""
    refused = exclusion(program, books, intake)
    if refused is not None:
        return refused
    least = -(-books.balance.minor * int(rule.least_percent * 1000) // (100_000 * rule.parts))
    payment, money = chosen if chosen is not None else Money(least), affordable(intake)
    figures = {"payment": str(payment.dollars), "least": str(Money(least).dollars)}
    if payment.minor < least:
        return Excluded(program.id, "below_floor", "A settlement asks for more.", figures)
    if payment.minor * rule.parts > books.balance.minor:
        return Excluded(program.id, "no_relief", "It asks for more than is owed.", figures)
    if money is None:
        return Excluded(program.id, "means_unknown", "What can be paid isn't known yet.", figures)
    if payment > money:
        return Excluded(program.id, "not_affordable", "It asks for more than is left.", figures)
    dates, left, schedule = paths.due_dates(books.first_due_on), books.balance, []
    for number in range(rule.parts):
        left = left - payment
        schedule.append(Month(dates[number], payment, ZERO, ZERO, left))
    return Option(
        program=program.id,
        name=program.name,
        policy=program.policy,
        payment=payment,
        apr=_ceiling(program, books),
        months=rule.parts,
        first_due_on=books.first_due_on,
        ends_on=schedule[-1].due_on,
        schedule=tuple(schedule),
        whole=Path(rule.parts, ZERO, ZERO, ZERO),
        margin=money - payment,
        closes_line=True,
        decided_by=program.decided_by,
        documents=program.documents,
        status_reported=program.reporting,
        forgives=left,
    )


def _pause(program: Program, payment: Money) -> Excluded | None:
    """Return why a pause can't be had with a payment: it has none."""
    if payment:
        return Excluded(program.id, "no_payment_in_a_pause", "Nothing is due during a pause.")
    return None


def _unsound(
    program: Program, books: Books, payment: Money, money: Money | None
) -> Excluded | None:
    """Return why a payment can't be asked for: not known to be affordable, or no relief."""
    figures = {"payment": str(payment.dollars)}
    if payment <= ZERO:
        return Excluded(program.id, "no_payment", "This programme needs a payment.", figures)
    if money is None:
        return Excluded(program.id, "means_unknown", "What can be paid isn't known yet.", figures)
    if payment > money:
        figures["affordable"] = str(money.dollars)
        return Excluded(program.id, "not_affordable", "It asks for more than is left.", figures)
    asked = min(books.minimum + books.past_due, books.balance)
    if payment > asked:
        figures["due_without"] = str(asked.dollars)
        return Excluded(program.id, "no_relief", "The contract asks for less.", figures)
    return None


def _ceiling(program: Program, books: Books) -> Decimal:
    """Return the rate that no balance goes above on the plan; never above the contract's."""
    highest = max(books.purchase_apr, books.draw_apr)
    return highest if program.apr == "contract" else min(program.apr, highest)


def _payment(program: Program, books: Books) -> Money:
    rule = program.payment
    if isinstance(rule, NoPayment):
        return ZERO
    if isinstance(rule, PercentPayment):
        cents = -(-books.balance.minor * int(rule.percent * 1000) // 100_000)
        return min(Money(-(-cents // _DOLLAR) * _DOLLAR), books.balance)
    if isinstance(rule, Amortise):
        return _amortising(program, books)
    if isinstance(rule, Parts):
        return Money(-(-books.balance.minor // rule.parts))
    if not isinstance(rule, PastDueParts):
        raise TypeError(f"{program.id} is no plan with a payment of its own")
    return min(books.minimum + Money(-(-books.past_due.minor // rule.parts)), books.balance)


def _amortising(program: Program, books: Books) -> Money:
    """Return the smallest payment that pays all off in the programme's months, by bisection."""
    least = -(-paths.owed(books).balance // program.months)
    low, high = least, least + _most_interest(program, books)
    while low < high:
        middle = (low + high) // 2
        state = paths.owed(books, _ceiling(program, books))
        if paths.left_after(state, books.interest_from, books.first_due_on, middle, program.months):
            low = middle + 1
        else:
            high = middle
    return Money(low)


def _most_interest(program: Program, books: Books) -> int:
    """Return at least what any month of the plan can be charged: on all of it, for longest."""
    longest = max((books.first_due_on - books.interest_from).days, _LONGEST_MONTH_DAYS)
    return paths.owed(books, _ceiling(program, books)).accrue(longest)


def _lived(program: Program, books: Books, payment: Money) -> tuple[tuple[Month, ...], Path]:
    """Return the plan's months, and the whole way: the contract's minimum at its rates after."""
    state = paths.owed(books, _ceiling(program, books))
    schedule = paths.months(books, state, lambda owed, interest: payment.minor, program.months)
    state.purchase_rate = paths.rate(books.purchase_apr)
    state.draw_rate = paths.rate(books.draw_apr)
    interest = sum(month.interest.minor for month in schedule)
    before = (interest, len(schedule))
    whole = paths.to_the_end(state, books.first_due_on, len(schedule), paths.minimum(books), before)
    return schedule, whole


def _falls(books: Books, schedule: tuple[Month, ...]) -> bool:
    """Tell whether no month leaves more owed than the one before it did."""
    left = books.balance
    for month in schedule:
        if month.balance > left:
            return False
        left = month.balance
    return True


def projected(books: Books, months: int) -> Books:
    """Return the books as they would be after some months of paying the contract's minimum."""
    state = paths.owed(books)
    lived = paths.months(books, state, paths.minimum(books), months)
    today: date = lived[-1].due_on if lived else books.today
    return replace(
        books,
        today=today,
        first_due_on=add_months(books.first_due_on, len(lived)),
        purchase=Money(state.purchase),
        draw=Money(state.draw),
        charges=Money(state.charges),
        past_due=ZERO,
        running=ZERO,
        accrues_from=today,
    )


def projected_to(books: Books, day: date) -> Books:
    """Return the books as the last due date up to a day would leave them; see `projected`."""
    fallen_due = sum(due_on <= day for due_on in paths.due_dates(books.first_due_on))
    return projected(books, fallen_due)
