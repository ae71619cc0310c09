"""Interest when grace is lost: the official examples of 12 CFR 1026.54 over whole cycles."""

from datetime import date

import pytest

from servicing.billing.grace import bearing_spans
from servicing.billing.interest import Move, Span
from servicing.calendar import DAY, Cycle, add_months
from servicing.money import Money


def cycle(month: int) -> Cycle:
    first = date(2026, month, 1)
    return Cycle(first, add_months(first, 1) - DAY, date(2026, month, 25))


MARCH, APRIL = cycle(3), cycle(4)
MARCH_PURCHASES = ((10, 100), (15, 200), (20, 300))


def at(month: int, day: int, dollars: int) -> Move:
    return Move(
        date(2026, month, day), Money(dollars * 100), "charge" if dollars > 0 else "payment"
    )


def span(month: int, first: int, last: int, dollars: int) -> Span:
    return Span(date(2026, month, first), date(2026, month, last), Money(dollars * 100))


def march() -> list[Move]:
    return [at(3, day, dollars) for day, dollars in MARCH_PURCHASES]


def test_6_i_only_what_stayed_unpaid_bears_interest_and_only_in_april() -> None:
    # cmt. 54(a)(1)-6.i: February's balance (say 400) paid on March 25
    moves = [at(3, 25, -400), *march(), at(4, 10, 150), at(4, 25, -500)]
    found = bearing_spans(Money(40000), moves, (MARCH, APRIL), came_with_grace=True)
    assert found == ((), (span(4, 1, 9, 100), span(4, 10, 30, 250)))


def test_6_ii_the_excess_pays_the_cash_advance_first() -> None:
    # cmt. 54(a)(1)-6.ii: 600 on April 25, of which 250 to the advance
    purchases = [at(3, 25, -400), *march(), at(4, 25, -350)]
    assert bearing_spans(Money(40000), purchases, (MARCH, APRIL), came_with_grace=True) == (
        (),
        (span(4, 1, 30, 250),),
    )
    advance = [at(3, 18, 250), at(4, 25, -250)]
    assert bearing_spans(Money(0), advance, (MARCH, APRIL), True, bears_grace=False) == (
        (span(3, 18, 31, 250),),
        (span(4, 1, 24, 250),),
    )


def test_6_iii_without_grace_every_purchase_bears_from_its_day() -> None:
    # cmt. 54(a)(1)-6.iii: February not paid in full on March 25
    moves = [*march(), at(4, 25, -500)]
    found = bearing_spans(Money(0), moves, (MARCH, APRIL), came_with_grace=False)
    assert found[0] == ()  # nothing was carried, so nothing was left unpaid: grace is back
    carried = bearing_spans(Money(40000), moves, (MARCH, APRIL), came_with_grace=False)
    assert carried == (
        (
            span(3, 1, 9, 400),
            span(3, 10, 14, 500),
            span(3, 15, 19, 700),
            span(3, 20, 31, 1000),
        ),
        (span(4, 1, 24, 1000), span(4, 25, 30, 500)),
    )


def test_6_iii_the_purchases_alone() -> None:
    # The example leaves February's balance out of its figures: a dollar of it stays unpaid.
    moves = [*march(), at(4, 25, -500)]
    found = bearing_spans(Money(100), moves, (MARCH, APRIL), came_with_grace=True)
    days = {one.first_day: one.balance.minor - 100 for one in found[0]}
    assert days[date(2026, 3, 10)] == 10000
    assert days[date(2026, 3, 15)] == 30000
    assert days[date(2026, 3, 20)] == 60000
    april = [(one.first_day, one.last_day, one.balance.minor - 100) for one in found[1]]
    assert april == [
        (date(2026, 4, 1), date(2026, 4, 24), 60000),
        (date(2026, 4, 25), date(2026, 4, 30), 10000),
    ]


@pytest.mark.parametrize(("paid_june_25", "june_days_bear"), [(True, False), (False, True)])
def test_1_i_eligibility_turns_on_the_balance_before(
    paid_june_25: bool, june_days_bear: bool
) -> None:
    # cmt. 54(a)(1)-1.i.A and B: May's balance, paid by June 25 or not
    june, july = cycle(6), cycle(7)
    moves = [at(6, 25, -300 if paid_june_25 else -100), at(6, 10, 250)]
    found = bearing_spans(Money(30000), moves, (june, july), came_with_grace=True)
    assert bool(found[0]) is june_days_bear
    assert found[1]  # June's balance wasn't paid by July 25: July bears interest either way


def test_2_ii_A_trailing_interest_on_a_balance_that_had_no_grace() -> None:
    # cmt. 54(a)(1)-2.ii.A: 1,000 paid on April 25 bears interest from April 1 to 24. The lender
    # of the example charges the new purchase too; ours has it free again once all was paid.
    moves = [at(4, 15, 500), at(4, 25, -1000)]
    (found,) = bearing_spans(Money(100000), moves, (APRIL,), came_with_grace=False)
    assert found == (span(4, 1, 24, 1000),)
