"""What the bank's answers do to a payment, code by code."""

from datetime import date, timedelta

import pytest

from servicing.accounts.model import Autopay, Bank, Line, Payment
from servicing.calendar import BusinessDays
from servicing.money import Money
from servicing.nightly import morning
from servicing.payments import answers, receipts
from servicing.payments.returns import RULES, rule
from tests.servicing.builders import a_line, dollars, fees, owing

DAYS = BusinessDays()
DUE = date(2026, 3, 25)
PAID_ON = date(2026, 3, 16)
POSTED_ON = date(2026, 3, 17)
BACK_ON = date(2026, 3, 19)
RETRY_ON = date(2026, 3, 24)  # three business days later


def owes() -> Line:
    line = owing(a_line(), minimum="30", due_on=DUE)
    line.autopay = Autopay("minimum", None, 0)
    return line


def posted(line: Line, amount: str = "50", on: date = PAID_ON) -> Payment:
    payment = receipts.schedule(line, dollars(amount), on, "one_off", DAYS)
    receipts.receive(line, payment)
    answers.settled(line, payment, payment.settles_on)
    return payment


def retries(line: Line) -> list[Payment]:
    return [payment for payment in line.payments.values() if payment.retry_of]


@pytest.mark.parametrize(
    ("code", "retried", "fee", "autopay", "linked"),
    [
        ("R01", True, True, True, True),
        ("R02", False, True, False, False),
        ("R03", False, True, False, False),
        ("R04", False, True, False, False),
        ("R07", False, False, False, False),
        ("R08", False, True, True, True),
        ("R09", True, True, True, True),
        ("R10", False, False, False, False),
        ("R16", False, True, False, False),
        ("R20", False, False, False, False),
        ("R29", False, False, False, False),
        ("R23", False, False, True, True),  # a code that no rule knows
    ],
)
def test_what_follows_from_each_code(
    code: str, retried: bool, fee: bool, autopay: bool, linked: bool
) -> None:
    line = owes()
    payment = posted(line)
    later = receipts.schedule(line, dollars("20"), date(2026, 4, 2), "one_off", DAYS)
    before = line.balance
    answers.returned(line, payment, BACK_ON, code, DAYS)
    assert (payment.status, payment.return_code) == ("returned", code)
    assert [(one.on, one.amount) for one in retries(line)] == (
        [(RETRY_ON, dollars("50"))] if retried else []
    )
    assert [kind for kind, _ in fees(line)] == (["returned_fee"] if fee else [])
    assert line.balance == before + dollars("50") + (dollars("30") if fee else Money(0))
    assert (line.autopay is not None, line.bank is not None) == (autopay, linked)
    assert later.status == ("scheduled" if linked else "cancelled")
    told = {one.kind for one in line.changes.happened}
    assert ("autopay.stopped" in told, "bank.unlinked" in told) == (not autopay, not linked)


def test_every_code_of_the_policy_has_its_rule() -> None:
    assert set(RULES) >= {"R01", "R02", "R03", "R07", "R08", "R09", "R10", "R16", "R29"}
    assert rule("R85").retry is False


def test_an_answer_counts_once() -> None:
    line = owes()
    payment = posted(line)
    answers.settled(line, payment, POSTED_ON)
    answers.returned(line, payment, BACK_ON, "R01", DAYS)
    balance, made = line.balance, len(line.changes.transactions)
    answers.returned(line, payment, BACK_ON, "R01", DAYS)
    answers.settled(line, payment, BACK_ON)
    assert (line.balance, len(line.changes.transactions)) == (balance, made)


def test_a_return_told_before_its_settlement_posts_both() -> None:
    line = owes()
    payment = receipts.schedule(line, dollars("50"), PAID_ON, "one_off", DAYS)
    receipts.receive(line, payment)
    answers.returned(line, payment, POSTED_ON, "R02", DAYS)
    kinds = [one.kind for one in line.changes.transactions]
    assert kinds == ["payment", "payment_return", "returned_fee"]


def test_a_retry_is_taken_once_more_and_never_a_third_time() -> None:
    line = owes()
    answers.returned(line, posted(line), BACK_ON, "R01", DAYS)
    (retry,) = retries(line)
    morning(line, RETRY_ON, DAYS)
    assert (retry.status, retry.attempt, retry.amount) == ("pending", 2, dollars("50"))
    answers.returned(line, retry, date(2026, 3, 27), "R01", DAYS)
    assert retries(line) == [retry]
    assert fees(line) == [("returned_fee", Money.of("30"))]


def test_a_product_may_retry_twice_or_not_at_all() -> None:
    for count in (0, 2):
        line = owes()
        retries_rule = line.product.payments.retries.model_copy(update={"count": count})
        payments_rule = line.product.payments.model_copy(update={"retries": retries_rule})
        line.product = line.product.model_copy(update={"payments": payments_rule})
        answers.returned(line, posted(line), BACK_ON, "R09", DAYS)
        day = BACK_ON
        for _ in range(count):
            retry = retries(line)[-1]
            receipts.receive(line, retry)
            day = DAYS.add(retry.settles_on, 2)
            answers.returned(line, retry, day, "R01", DAYS)
        assert [one.attempt for one in retries(line)] == [2, 3][:count]
        assert len(fees(line)) == 1


@pytest.mark.parametrize("beyond", [False, True])
def test_one_event_one_fee_over_the_retries(beyond: bool) -> None:
    """Comment 52(b)(2)(i)-2.iii: the second return of one payment bears no fee."""
    line, on, back_on = owes(), PAID_ON, BACK_ON
    if beyond:  # the minimum is met already: the payment that comes back is an extra one
        posted(line, "30", date(2026, 3, 10))
        on, back_on = date(2026, 3, 26), date(2026, 3, 31)
    answers.returned(line, posted(line, "50", on), back_on, "R01", DAYS)
    (retry,) = retries(line)
    receipts.receive(line, retry)
    answers.returned(line, retry, DAYS.add(retry.settles_on, 2), "R01", DAYS)
    morning(line, DAYS.add(retry.settles_on, 3), DAYS)
    assert [kind for kind, _ in fees(line)] == ["returned_fee"]


def paid_otherwise(line: Line) -> None:
    posted(line, "60", date(2026, 3, 20))


def owes_less_now(line: Line) -> None:
    posted(line, "1000", date(2026, 3, 18))
    posted(line, "20", date(2026, 3, 18))


def bankrupt(line: Line) -> None:
    line.flags = {"bankruptcy": False}


def another_bank(line: Line) -> None:
    line.bank = Bank("Other Bank", "9999")


@pytest.mark.parametrize("event", [paid_otherwise, owes_less_now, bankrupt, another_bank])
def test_a_retry_lapses(event: object) -> None:
    line = owes()
    answers.returned(line, posted(line), BACK_ON, "R01", DAYS)
    event(line)  # type: ignore[operator]
    morning(line, RETRY_ON, DAYS)
    assert [one.status for one in retries(line)] == ["cancelled"]


def test_the_borrower_can_cancel_a_retry() -> None:
    line = owes()
    answers.returned(line, posted(line), BACK_ON, "R01", DAYS)
    (retry,) = retries(line)
    receipts.cancel(line, retry)
    morning(line, RETRY_ON, DAYS)
    assert retry.status == "cancelled"


def test_two_returns_in_a_row_switch_autopay_off() -> None:
    line = owes()
    for on in (date(2026, 3, 2), date(2026, 3, 9)):
        assert line.autopay is not None
        payment = posted(line, "20", on)
        answers.returned(line, payment, DAYS.add(payment.settles_on, 2), "R08", DAYS)
    assert line.autopay is None
    assert line.bank is not None


def test_a_payment_in_between_breaks_the_row() -> None:
    line = owes()
    first = posted(line, "20", date(2026, 3, 2))
    posted(line, "20", date(2026, 3, 3))
    third = posted(line, "20", date(2026, 3, 9))
    for payment in (first, third):
        answers.returned(line, payment, DAYS.add(payment.settles_on, 2), "R08", DAYS)
    assert line.autopay is not None


def test_a_disowned_debit_brings_no_late_fee_in_hindsight() -> None:
    line = owes()
    payment = posted(line, "50", DUE)
    back_on = DUE + timedelta(days=40)
    answers.returned(line, payment, back_on, "R10", DAYS)
    morning(line, back_on, DAYS)
    assert fees(line) == []
    assert line.days_past_due(back_on) == 40


def test_debits_stop_for_bankruptcy_scheduled_ones_too() -> None:
    line = owes()
    payment = receipts.schedule(line, dollars("20"), DUE, "one_off", DAYS)
    line.flags = {"bankruptcy": False}
    morning(line, DUE, DAYS)
    assert payment.status == "cancelled"
    assert line.received == []
