"""A payment that was posted again from its own day, and that the bank then sends back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.accounts.model import Line, Payment
from servicing.backposts.backpost import BackDated, Correction, _accrual, back_post
from servicing.backposts.relive import relive
from servicing.bank import incoming, simulated
from servicing.bank.ach import write
from servicing.bank.numbers import account_number
from servicing.bank.reading import BadFile, parse
from servicing.calendar import DAY
from servicing.disputes.model import Claim
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket
from servicing.money import ZERO
from servicing.payments import answers, receipts
from tests.servicing.accounts.test_disputed import DAYS
from tests.servicing.backposts.test_backpost import OWING, Plan, _go_on, past
from tests.servicing.backposts.test_wrong_day import END, PAID, from_day, lived, posting
from tests.servicing.builders import MARCH, dollars, fees
from tests.servicing.disputes.test_claims import At, Desk
from tests.servicing.disputes.test_course import act, to
from tests.servicing.disputes.test_filed_kinds import filed
from tests.servicing.disputes.test_missing_payment import decide

BACK = END + 3 * DAY
CARD_ONLY = Plan({0: [("purchase", 100_000)]})


def of_bank(line: Line) -> Payment:
    """Return the payment that the bank knows: the first of its sum."""
    return next(one for one in line.changes.payments.values() if one.amount == PAID)


def post_again(line: Line, came: int) -> Correction:
    what = from_day(line, came)
    what = replace(what, instead_of=standing(line))
    done = back_post(line, past(line, what.effective_on), what, line.state.morning_of)
    assert isinstance(done, Correction), done
    return done


def standing(line: Line) -> str:
    """Return the posting of the payment that stands."""
    found = [p for p in line.payments.values() if p.amount == PAID and p.status == "posted"]
    assert len(found) == 1
    assert found[0].posted_transaction is not None
    return found[0].posted_transaction


def send_back(line: Line, code: str) -> None:
    """Let the bank return the payment that it knows."""
    payment = answers.standing(of_bank(line), line.payments.__getitem__)
    answers.returned(line, payment, BACK, code, DAYS)


def both(came: int, counted: int, plan: Plan = OWING) -> tuple[Line, Line]:
    """Return a line on which a payment was posted on its day, and one where it was posted again."""
    right, late = lived(came, plan), lived(counted, plan)
    post_again(late, came)
    for line in (right, late):
        _go_on(line, BACK)
    return right, late


@pytest.mark.parametrize("code", ["R01", "R08", "R10", "R02"])
@pytest.mark.parametrize(("came", "counted"), [(20, 27), (28, 56), (55, 56), (48, 63), (62, 84)])
def test_the_books_are_those_of_one_posted_on_its_day_and_sent_back(
    came: int, counted: int, code: str
) -> None:
    right, late = both(came, counted)
    balance = late.balance
    charged = len(fees(late))
    for line in (right, late):
        send_back(line, code)
    assert late.balance - balance == PAID + sum(
        (amount for _, amount in fees(late)[charged:]), ZERO
    )
    assert late.owed()[Bucket.PURCHASE] == right.owed()[Bucket.PURCHASE]
    assert late.owed()[Bucket.DRAW] == right.owed()[Bucket.DRAW]
    assert late.owed()[Bucket.INTEREST] == right.owed()[Bucket.INTEREST]
    assert _accrual(late.state) == _accrual(right.state)
    # A fee that the right day would have brought isn't added; all else is asked for alike.
    spared = right.owed()[Bucket.FEES] - late.owed()[Bucket.FEES]
    assert spared >= ZERO
    assert late.minimum_left() == right.minimum_left() - spared
    oldest = [[due.remaining for due in line.state.dues][:-1] for line in (right, late)]
    assert oldest[0] == oldest[1]
    assert late.past_due(BACK) == right.past_due(BACK)
    assert late.state.last is not None
    assert right.state.last is not None
    assert late.state.last.remaining == right.state.last.remaining - spared
    assert (late.bank, late.autopay) == (right.bank, right.autopay)
    retries = [
        [(p.on, p.amount, p.attempt) for p in line.payments.values() if p.retry_of]
        for line in (right, late)
    ]
    assert retries[0] == retries[1]
    assert bool(retries[0]) == (code == "R01")
    again = relive(late, past(late, MARCH))
    assert again.line.state.buckets == late.state.buckets


@pytest.mark.parametrize(("came", "counted"), [(20, 27), (28, 56), (62, 84)])
def test_its_interest_goes_on_as_theirs(came: int, counted: int) -> None:
    right, late = both(came, counted)
    for line in (right, late):
        send_back(line, "R10")
        _go_on(line, END + 70 * DAY)
    assert late.state.buckets == right.state.buckets


def test_it_comes_back_once() -> None:
    _, late = both(28, 56)
    send_back(late, "R08")
    balance, posted = late.balance, len(late.changes.transactions)
    send_back(late, "R08")
    send_back(late, "R10")
    assert (late.balance, len(late.changes.transactions)) == (balance, posted)
