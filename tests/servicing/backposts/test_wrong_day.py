"""A payment that counted from too late a day, posted again from its own: to the cent."""

from datetime import timedelta

import pytest

from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated, Correction, _accrual, back_post
from servicing.backposts.relive import relive
from servicing.calendar import DAY
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO
from servicing.payments import receipts
from servicing.refusal import Refusal
from tests.servicing.accounts.test_disputed import DAYS
from tests.servicing.backposts.test_backpost import OWING, Plan, _go_on, past, pay
from tests.servicing.builders import MARCH, a_line, dollars

PAID = dollars("300")
END = MARCH + timedelta(days=95)


def lived(on: int, plan: Plan = OWING) -> Line:
    line = plan.live(a_line(), END, (MARCH + timedelta(days=on), pay(PAID)))
    receipts.settle_due(line, END + 5 * DAY, DAYS)
    return line


def posting(line: Line) -> JournalTransaction:
    return next(
        one
        for one in line.changes.transactions
        if one.kind == "payment" and one.amount == ZERO - PAID
    )


def from_day(line: Line, on: int) -> BackDated:
    return BackDated(
        "payment",
        PAID,
        MARCH + timedelta(days=on),
        "Payment, counted from its own day",
        "wrong day",
        instead_of=posting(line).transaction_id,
    )


@pytest.mark.parametrize(("came", "counted"), [(20, 27), (28, 56), (55, 56), (62, 84)])
def test_the_books_are_those_of_the_day_on_which_it_came(came: int, counted: int) -> None:
    right, late = lived(came), lived(counted)
    assert late.owed() != right.owed()  # the wrong day cost interest
    before = late.balance
    what = from_day(late, came)
    done = back_post(late, past(late, what.effective_on), what, late.state.morning_of)
    assert isinstance(done, Correction), done
    assert late.owed() == right.owed()
    assert late.state.buckets == right.state.buckets
    assert _accrual(late.state) == _accrual(right.state)
    assert late.balance == before + done.interest + done.fees
    again = relive(late, past(late, MARCH))
    assert again.line.state.buckets == late.state.buckets
    for line in (right, late):
        _go_on(line, END + 70 * DAY)
    assert late.state.buckets == right.state.buckets


def test_a_late_fee_of_the_wrong_day_goes_with_the_interest() -> None:
    plan = Plan({0: [("purchase", 100_000)]})
    right, late = lived(66, plan), lived(86, plan)
    what = from_day(late, 66)
    done = back_post(late, past(late, what.effective_on), what, late.state.morning_of)
    assert isinstance(done, Correction)
    assert (done.interest, done.fees) == (ZERO - dollars("3.22"), ZERO - dollars("41"))
    assert late.owed() == right.owed()


def test_no_fee_is_added_by_it() -> None:
    # Counted from day 63 it met the second minimum; counted from day 48 it would have been late.
    right, late = lived(48), lived(63)
    what = from_day(late, 48)
    done = back_post(late, past(late, what.effective_on), what, late.state.morning_of)
    assert isinstance(done, Correction)
    assert done.fees == ZERO
    assert late.owed() == {**right.owed(), Bucket.FEES: ZERO}


def test_it_is_one_payment_still_and_the_wrong_posting_is_reversed_by_its_mirror() -> None:
    late = lived(50 + 12)
    wrong = posting(late)
    what = from_day(late, 50)
    done = back_post(late, past(late, what.effective_on), what, late.state.morning_of)
    assert isinstance(done, Correction)
    assert wrong.transaction_id in late.state.reversed
    assert done.payment is not None
    assert done.payment.status == "posted"
    standing = [p for p in late.payments.values() if p.amount == PAID and p.status == "posted"]
    assert [p.on for p in standing] == [what.effective_on]
    # Counted from its own day by now, it isn't moved once more.
    twice = back_post(late, past(late, what.effective_on), what, late.state.morning_of)
    assert isinstance(twice, Refusal)


@pytest.mark.parametrize(("came", "counted"), [(61, 60), (60, 60)])
def test_a_payment_is_never_moved_to_a_later_day(came: int, counted: int) -> None:
    late = lived(counted)
    owed, posted = late.owed(), len(late.changes.transactions)
    what = from_day(late, came)
    refused = back_post(late, past(late, MARCH), what, late.state.morning_of)
    assert isinstance(refused, Refusal)
    assert refused.code == "not_counted_late"
    assert (late.owed(), len(late.changes.transactions)) == (owed, posted)
