"""A line that somebody else is said to have opened: all of it aside, and whatever comes to it."""

from datetime import date

import pytest

from servicing.accounts import draws, stolen
from servicing.accounts.model import Autopay, Line
from servicing.backposts.backpost import BackDated, Correction, back_post
from servicing.calendar import DAY
from servicing.cards import authorisations
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.payments import answers, autopay, receipts
from servicing.refusal import Refusal
from tests.servicing.accounts.test_disputed import DAYS, START, buy, live, posted_interest
from tests.servicing.accounts.test_missing import fees, late_line
from tests.servicing.builders import a_draw_line, a_line, dollars
from tests.servicing.cards.test_authorisations import SHOP
from tests.servicing.lives.keepers import InMemory


def claimed(line: Line) -> Line:
    stolen.set_aside(line, "c-1", line.state.morning_of)
    return line


def nothing_asked(line: Line) -> bool:
    today = line.state.morning_of
    asked = (line.minimum_left(), line.past_due(today), line.undisputed())
    return asked == (ZERO,) * 3 and not line.days_past_due(today)


def test_all_that_is_owed_leaves_what_is_asked_for_and_the_balance_stays() -> None:
    line = late_line()
    before = line.balance
    assert line.days_past_due(line.state.morning_of) > 0
    claimed(line)
    assert nothing_asked(line)
    assert line.balance == before == line.state.buckets[Bucket.DISPUTED] == stolen.withheld(line)


def test_months_later_nothing_of_it_is_asked_for_late_or_bears_interest() -> None:
    line = a_line(due_day=25)
    line.autopay = Autopay("fixed", dollars("100"), 0)
    buy(line, "1000", START, Bucket.DRAW)
    live(line, START + 9 * DAY)
    claimed(line)
    live(line, date(2026, 9, 2))
    assert nothing_asked(line)
    assert fees(line) == ()
    assert line.state.delinquency == "current"
    assert not line.payments
    # The days before the notice bore interest; it is set aside with the rest, and no more comes.
    assert posted_interest(line) > ZERO
    assert stolen.withheld(line) == line.balance == dollars("1000") + posted_interest(line)
    assert all(not one.minimum_due for one in line.changes.statements)


def test_autopay_takes_nothing_and_is_there_again_once_it_is_denied() -> None:
    line = a_line(due_day=25)
    buy(line, "1000", START)
    line.autopay = Autopay("statement", None, 0)
    live(line, line.next_closing(START) + 2 * DAY)
    assert autopay.amount_to_take(line) > ZERO
    claimed(line)
    assert autopay.amount_to_take(line) == ZERO
    assert autopay.run_date(line) is None
    stolen.give_back(line, line.state.morning_of)
    assert autopay.run_date(line) is not None


def test_a_late_posting_of_a_merchant_goes_with_it() -> None:
    line = a_line()
    hold = authorisations.authorise(line, "h-1", dollars("80"), SHOP, START)
    assert not isinstance(hold, Refusal)
    claimed(line)
    authorisations.capture(line, hold, dollars("80"), START)
    assert stolen.withheld(line) == line.state.buckets[Bucket.DISPUTED] == dollars("80")
    assert nothing_asked(line)


def test_a_payment_that_comes_back_bears_no_fee_and_is_set_aside() -> None:
    line = late_line()
    paid = receipts.schedule(line, line.minimum_left(), line.state.morning_of, "one_off", DAYS)
    receipts.receive(line, paid)
    claimed(line)
    live(line, line.state.morning_of + 3 * DAY)
    before, charged = stolen.withheld(line), len(fees(line))
    assert before < line.balance + paid.amount
    answers.returned(line, paid, line.state.morning_of, "R01", DAYS)
    assert before < stolen.withheld(line) == line.balance
    assert nothing_asked(line)
    assert len(fees(line)) == charged
    assert line.waiting == []


def test_denied_it_goes_back_where_it_was_with_time_to_pay() -> None:
    line = late_line()
    before = dict(line.state.buckets)
    claimed(line)
    stolen.give_back(line, line.state.morning_of)
    assert line.state.buckets == before
    assert line.state.aside == {}
    assert (line.minimum_left(), line.days_past_due(line.state.morning_of)) == (ZERO, 0)
    live(line, line.next_closing(line.state.morning_of) + DAY)
    assert line.minimum_left() > ZERO  # the next statement asks for it, with its own time to pay
    assert line.past_due(line.state.morning_of) == ZERO


def test_confirmed_all_is_credited_and_what_is_posted_later_too() -> None:
    line = late_line()
    hold = authorisations.authorise(line, "h-1", dollars("80"), SHOP, line.state.morning_of)
    assert not isinstance(hold, Refusal)
    owed = line.balance
    claimed(line)
    assert stolen.confirm(line, line.state.morning_of) == owed
    assert (line.balance, line.status, line.state.aside) == (ZERO, "closed", {})
    authorisations.capture(line, hold, dollars("80"), line.state.morning_of)
    assert line.balance == ZERO
    statements = len(line.changes.statements)
    live(line, line.state.morning_of + 70 * DAY)
    assert line.balance == ZERO
    assert len(line.changes.statements) == statements


def test_a_part_is_credited_fees_and_interest_first() -> None:
    line = late_line()
    (fee,) = fees(line)
    claimed(line)
    stolen.credit(line, line.state.morning_of, fee.amount + dollars("1"))
    whole = stolen.withheld(line)
    stolen.give_back(line, line.state.morning_of)
    assert line.state.buckets[Bucket.FEES] == ZERO
    assert line.balance == whole == line.undisputed()


def test_more_than_is_aside_is_never_credited() -> None:
    line = claimed(late_line())
    with pytest.raises(ValueError, match="more than"):
        stolen.credit(line, line.state.morning_of, stolen.withheld(line) + Money(1))


def test_a_line_that_owes_nothing_is_claimed_all_the_same() -> None:
    line = claimed(a_line())
    assert stolen.withheld(line) == ZERO
    buy(line, "20", START)
    stolen.sweep(line, START)
    assert stolen.withheld(line) == dollars("20")
    assert stolen.sweep(line, START) is None


def test_a_lines_fee_is_set_aside_too() -> None:
    line = a_draw_line()
    claimed(line)
    live(line, date(2026, 5, 2))
    assert line.balance == stolen.withheld(line) > ZERO
    assert nothing_asked(line)


def test_the_lock_lends_nothing_by_card_or_draw() -> None:
    line = a_line()
    line.flags = {"identity_theft": False}
    assert line.available(START) == ZERO
    refused = draws.check_draw(line, dollars("100"), START)
    assert isinstance(refused, Refusal)
    assert refused.code == "draw_locked"
    refused = authorisations.authorise(line, "h-1", dollars("5"), SHOP, START)
    assert isinstance(refused, Refusal)
    assert refused.code == "card_locked"


@pytest.mark.parametrize("denied", [False, True])
def test_the_past_is_lived_again_with_the_line_set_aside_in_it(denied: bool) -> None:
    kept = InMemory(a_line(due_day=25))
    with kept.line() as line:
        buy(line, "1000", START, Bucket.DRAW)
        live(line, date(2026, 4, 20))
    with kept.line() as line:
        stolen.set_aside(line, "c-1", line.state.morning_of)
        live(line, date(2026, 6, 10))
    if denied:
        with kept.line() as line:
            stolen.give_back(line, line.state.morning_of)
            live(line, date(2026, 7, 10))
    with kept.line() as line:
        balance, day = line.balance, line.state.morning_of
        paid = BackDated("payment", dollars("300"), date(2026, 3, 20), "A check", "lost")
        done = back_post(line, kept.history(line, paid.effective_on), paid, day)
        assert isinstance(done, Correction), done
        assert done.interest < ZERO
        assert line.balance == balance - dollars("300") + done.interest + done.fees
        if not denied:
            assert nothing_asked(line)
            assert stolen.withheld(line) == line.balance
    assert kept.wrong() == []
    with kept.line() as line:
        live(line, line.state.morning_of + 40 * DAY)
        assert nothing_asked(line) is not denied
    assert kept.wrong() == []
