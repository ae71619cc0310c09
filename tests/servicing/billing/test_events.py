"""One event, one fee: every official example of 12 CFR 1026.52(b)(2)(ii)."""

from datetime import date

import pytest

from servicing.billing.events import Event, Minimum, Received, Use, events
from servicing.calendar import DAY, Cycle
from servicing.money import Money

EARLY, LATER = date(2026, 4, 1), date(2026, 5, 1)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def due(month: int, dollars: int) -> Minimum:
    return Minimum(day(month, 1) - DAY, day(month, 25), Money(dollars * 100))


def paid(month: int, number: int, dollars: int, *returned: date) -> Received:
    return Received(day(month, number), Money(dollars * 100), returned)


def kinds(found: tuple[Event, ...]) -> list[list[str]]:
    return [sorted(violation.kind for violation in event.violations) for event in found]


def test_i_a_missed_minimum_is_late_once() -> None:
    for as_of in (day(3, 26), day(3, 31), day(4, 24)):
        (event,) = events([due(3, 20)], [], as_of)
        (late,) = event.violations
        assert (late.kind, late.on, late.cap) == ("late", day(3, 26), Money(2000))
    assert events([due(3, 20)], [], day(3, 25)) == ()


def test_i_A_the_next_minimum_with_the_past_due_in_it_is_another_event() -> None:
    found = events([due(3, 20), due(4, 70)], [paid(4, 20, 20)], LATER)
    assert kinds(found) == [["late"], ["late"]]
    assert found[1].violations[0].cap == Money(7000)


def test_i_B_the_next_minimum_without_it_is_met() -> None:
    assert kinds(events([due(3, 20), due(4, 20)], [paid(4, 20, 20)], LATER)) == [["late"]]


def test_ii_A_a_check_on_the_due_date_that_comes_back() -> None:
    found = events([due(3, 30)], [paid(3, 25, 50, day(3, 27))], EARLY)
    assert kinds(found) == [["late", "returned"]]


def test_ii_B_a_late_check_that_comes_back_and_then_nothing() -> None:
    check = paid(3, 27, 50, day(3, 29))
    assert kinds(events([due(3, 30)], [check], EARLY)) == [["late", "returned"]]
    found = events([due(3, 30), due(4, 60)], [check], LATER)
    assert kinds(found) == [["late", "returned"], ["late"]]


def test_iii_an_extra_payment_that_comes_back_is_its_own_event() -> None:
    payments = [paid(7, 10, 50), paid(7, 20, 100, day(7, 24))]
    assert kinds(events([due(7, 30)], payments, day(8, 1))) == [["returned"]]


def march_use(opening: int, limit: int, *charges: tuple[date, int]) -> Use:
    month = Cycle(day(3, 1), day(3, 31), day(3, 25))
    return Use(
        month,
        Money(limit * 100),
        Money(opening * 100),
        [(on, Money(dollars * 100)) for on, dollars in charges],
    )


def test_iv_late_and_over_the_limit_are_two_events() -> None:
    use = march_use(970, 1000, (day(3, 31), 70))
    found = events([due(3, 35)], [], EARLY, use)
    assert kinds(found) == [["late"], ["overlimit"]]
    assert found[1].violations[0].cap == Money(4000)


def test_v_over_the_limit_because_a_payment_came_back() -> None:
    july = Cycle(day(7, 1), day(7, 31), day(7, 25))
    use = Use(july, Money(500000), Money(495000), [(day(7, 26), Money(7500))])
    found = events([due(7, 100)], [paid(7, 24, 100, day(7, 27))], day(8, 1), use)
    assert kinds(found) == [["late", "overlimit", "returned"]]
    # Without the minimum in play: returned or over the limit, not both.
    alone = events([], [paid(7, 24, 100, day(7, 27))], day(8, 1), use)
    assert kinds(alone) == [["overlimit", "returned"]]


def test_vi_two_checks_that_come_back() -> None:
    payments = [paid(3, 20, 50, day(3, 22)), paid(3, 25, 50, day(3, 27))]
    assert kinds(events([due(3, 50)], payments, EARLY)) == [["returned"], ["late", "returned"]]


def test_vii_a_check_that_comes_back_after_the_next_statement() -> None:
    minimums = [due(2, 100), due(3, 120)]
    payments = [paid(2, 25, 100, day(3, 4)), paid(3, 20, 120)]
    assert kinds(events(minimums, payments, EARLY)) == [["late", "returned"]]


def test_C_of_the_repeat_examples_is_one_event() -> None:
    # cmt. 52(b)(1)(ii)-1.iii.C: July late, then August's check comes back on August 27
    minimums = [due(7, 50), due(8, 50)]
    payments = [paid(7, 30, 50), paid(8, 24, 50, day(8, 27))]
    assert kinds(events(minimums, payments, day(9, 1))) == [["late"], ["late", "returned"]]


@pytest.mark.parametrize("check", [paid(3, 23, 100, day(3, 26)), paid(3, 31, 100, day(4, 2))])
def test_the_cap_examples_are_one_event_too(check: Received) -> None:
    # cmt. 52(b)(2)(i)-2.i and ii: not both, and at most the March minimum
    (event,) = events([due(3, 15)], [check], day(4, 10))
    assert {violation.kind for violation in event.violations} == {"late", "returned"}
    assert {violation.cap for violation in event.violations} == {Money(1500)}


def test_a_check_presented_again_is_one_return() -> None:
    # cmt. 52(b)(2)(i)-2.iii
    check = paid(3, 23, 100, day(3, 26), day(4, 1))
    assert kinds(events([due(3, 15)], [check], day(4, 10))) == [["late", "returned"]]


def test_a_return_before_the_due_date_with_no_other_try_is_taken_for_one_event() -> None:
    assert kinds(events([due(3, 50)], [paid(3, 20, 50, day(3, 22))], EARLY)) == [
        ["late", "returned"]
    ]


def test_what_came_back_later_was_still_good_before() -> None:
    check = paid(3, 25, 50, day(3, 27))
    assert events([due(3, 30)], [check], day(3, 26)) == ()
