"""A payment that was posted again from its own day, and that the bank then sends back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line, Payment
from servicing.accounts.postings import charge
from servicing.backposts.backpost import BackDated, Correction, _accrual, back_post
from servicing.backposts.relive import relive
from servicing.bank import incoming, simulated
from servicing.bank.ach import write
from servicing.bank.numbers import account_number
from servicing.bank.reading import BadFile, parse
from servicing.calendar import DAY
from servicing.demo.life import Habits, Life, Town
from servicing.demo.source import Chance
from servicing.disputes.decisions import Outcome
from servicing.disputes.model import Claim
from servicing.ledger.model import Bucket
from servicing.money import ZERO
from servicing.payments import answers, receipts
from servicing.statements.service import document
from tests.servicing.accounts.test_disputed import DAYS
from tests.servicing.backposts.test_backpost import OWING, Plan, _go_on, past
from tests.servicing.backposts.test_wrong_day import END, PAID, from_day, lived
from tests.servicing.builders import MARCH, a_line, dollars, fees
from tests.servicing.disputes.test_claims import PRODUCTS, At, Desk
from tests.servicing.disputes.test_course import act, to
from tests.servicing.disputes.test_filed_kinds import filed
from tests.servicing.disputes.test_missing_payment import decide
from tests.servicing.disputes.test_work import locked

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


@pytest.mark.parametrize("days", [(28,), (40, 28), (54, 45, 33, 28)])
def test_it_is_the_last_of_any_number_of_postings_that_comes_back(days: tuple[int, ...]) -> None:
    right, late = lived(28), lived(56)
    for came in days:
        post_again(late, came)
    assert late.owed() == right.owed()
    for line in (right, late):
        _go_on(line, BACK)
        send_back(line, "R08")
        _go_on(line, END + 70 * DAY)
    assert late.state.buckets == right.state.buckets
    assert late.past_due(late.state.morning_of) == right.past_due(right.state.morning_of)
    stood = [p.status for p in late.changes.payments.values() if p.amount == PAID]
    assert stood == ["cancelled"] * len(days) + ["returned"]


def test_a_late_fee_of_the_wrong_day_leaves_no_second_fee_for_its_event() -> None:
    right, late = both(66, 86, CARD_ONLY)
    assert [len(fees(line)) for line in (right, late)] == [1, 2]
    for line in (right, late):
        send_back(line, "R01")
        _go_on(line, BACK + 5 * DAY)
    # What a correction took back stays taken back: the due date bore its fee once.
    assert [len(fees(line)) for line in (right, late)] == [2, 2]
    assert late.owed()[Bucket.FEES] == ZERO


def test_a_retry_that_was_posted_again_is_tried_no_more_and_bears_no_fee() -> None:
    line = lived(56)
    tried = of_bank(line)
    tried.retry_of, tried.attempt = "p-900001-0001", 2
    post_again(line, 50)
    charged = len(fees(line))
    send_back(line, "R01")
    assert len(fees(line)) == charged
    assert [p for p in line.payments.values() if p.status == "scheduled"] == []


def test_what_was_posted_back_later_is_worked_out_with_its_return() -> None:
    right, late = both(28, 56)
    for line in (right, late):
        send_back(line, "R10")
        what = BackDated("payment", dollars("51"), MARCH + timedelta(days=40), "A check", "lost")
        done = back_post(line, past(line, what.effective_on), what, line.state.morning_of)
        assert isinstance(done, Correction), done
    assert late.state.buckets == right.state.buckets
    assert _accrual(late.state) == _accrual(right.state)


def test_so_it_does_in_a_history_in_the_making() -> None:
    line = a_line()
    charge(line, "purchase", Bucket.PURCHASE, dollars("1000"), MARCH, "A charge")

    def pay(life: Life, day: date) -> None:
        life.pay(PAID, day, "R01")
        (name,) = life.bounced
        life.bounced[name] = (MARCH + timedelta(days=60), "R01")

    def move(life: Life, day: date) -> None:
        post_again(life.line, 33)

    script = {MARCH + timedelta(days=40): [pay], MARCH + timedelta(days=50): [move]}
    habits = Habits(0, "nothing", refunds=0)
    Life(line, habits, Chance(1, "a"), Town.load(), DAYS, script).run(MARCH + timedelta(days=70))
    paid = [p for p in line.changes.payments.values() if p.amount == PAID]
    assert [(p.status, p.returned_on) for p in paid] == [
        ("cancelled", None),
        ("returned", MARCH + timedelta(days=60)),
    ]
    assert line.owed()[Bucket.PURCHASE] == dollars("1000")


TODAY, SUM = date(2026, 11, 20), dollars("500")
POSTED_ON, SENT_BACK_ON = date(2026, 11, 24), date(2026, 12, 14)
CAME = date(2026, 10, 28)  # in the cycle before


@pytest.fixture
def owes(few_copy: str) -> Iterator[Desk]:
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At(), "job-loss")


def disowned(desk: Desk) -> str:
    """Let a payment be made today that its bank will return as unauthorised; post it."""

    def pay(connection: psycopg.Connection, line: Line) -> str:
        assert line.bank is not None
        number = account_number(line.account_id, line.bank.last4)
        simulated.return_next(connection, number, "R10", 21)
        payment = receipts.schedule(line, SUM, TODAY, "one_off", DAYS)
        receipts.receive(line, payment)
        return payment.payment_id

    with psycopg.connect(desk.dsn) as connection:
        line = locked(desk, connection)
        name = pay(connection, line)
        accounts.save(connection, line)
    to(desk, POSTED_ON)
    return name


def contested(desk: Desk) -> Claim:
    return filed(desk, {"kind": "posting", "told": {"amount": "500.00", "on": str(CAME)}})


def payments(desk: Desk) -> dict[str, Payment]:
    with psycopg.connect(desk.dsn) as connection:
        found, _ = accounts.payments(connection, desk.account, 50)
    return {one.payment_id: one for one in found}


def test_the_banks_file_takes_back_what_stands_for_its_payment(owes: Desk) -> None:
    name = disowned(owes)
    claim = contested(owes)
    decided = decide(owes, claim, "corrected", found=False)
    assert isinstance(decided, Claim), decided
    assert payments(owes)[name].status == "cancelled"
    to(owes, SENT_BACK_ON - DAY)
    before = act(owes, lambda c, line: line)
    to(owes, SENT_BACK_ON)
    after = act(owes, lambda c, line: line)
    again = payments(owes)[payments(owes)[name].counted_as or ""]
    assert (again.on, again.status, again.return_code) == (CAME, "returned", "R10")
    assert after.balance == before.balance + SUM
    assert after.minimum_left() > before.minimum_left()
    assert after.past_due(SENT_BACK_ON) > before.past_due(SENT_BACK_ON)
    assert after.bank is None  # its owner withdrew the authorisation
    assert owes.reconciles()
    with psycopg.connect(owes.dsn) as connection:
        row = connection.execute(
            "SELECT contents FROM servicing.bank_files WHERE kind = 'returned'"
            " AND banking_day = %s",
            [SENT_BACK_ON],
        ).fetchone()
        assert row is not None
        twice = write(replace(parse(row[0]), reference="ANOTHER"))
        with pytest.raises(BadFile, match="earlier file"):
            incoming.read(connection, twice, SENT_BACK_ON)
    with psycopg.connect(owes.dsn) as connection:
        told = document(connection, PRODUCTS, owes.borrower, SENT_BACK_ON)
    assert told is not None
    (shown,) = [one for one in told.sections if one.name == "payments"]
    assert [row.amount for row in shown.posted].count(SUM) == 1  # taken back, once
    assert -shown.total == SUM
    to(owes, SENT_BACK_ON + 3 * DAY)
    later = act(owes, lambda c, line: line)
    assert [p.status for p in payments(owes).values() if p.amount == SUM] == [
        "cancelled",
        "returned",
    ]
    assert later.balance >= after.balance
    assert owes.reconciles()


@pytest.mark.parametrize("outcome", ["corrected", "explained"])
def test_sent_back_while_the_claim_is_open_its_money_is_nobodys_credit(
    owes: Desk, outcome: Outcome
) -> None:
    disowned(owes)
    claim = contested(owes)
    to(owes, SENT_BACK_ON - DAY)
    before = act(owes, lambda c, line: line)
    to(owes, SENT_BACK_ON)
    during = act(owes, lambda c, line: line)
    assert during.balance == before.balance + SUM
    assert during.state.buckets[Bucket.DISPUTED] == claim.withheld > ZERO
    assert owes.reconciles()
    decided = decide(owes, claim, outcome, found=False)
    assert isinstance(decided, Claim), decided
    after = act(owes, lambda c, line: line)
    spared = claim.withheld if outcome == "corrected" else ZERO
    assert after.balance == during.balance - spared
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    assert owes.reconciles()
    to(owes, SENT_BACK_ON + 20 * DAY)
    assert owes.reconciles()
