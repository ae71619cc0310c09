from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing import nightly
from servicing.accounts.disputed import SetAside, credit_disputed, release, set_aside
from servicing.accounts.model import Autopay, Line
from servicing.accounts.postings import charge
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import BUCKETS, Bucket, JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.payments import autopay, receipts
from servicing.refusal import Refusal
from tests.servicing.builders import a_line, dollars

DAYS = BusinessDays()
START = date(2026, 3, 1)


def buy(line: Line, amount: str, day: date, bucket: Bucket = Bucket.PURCHASE) -> JournalTransaction:
    kind = "purchase" if bucket is Bucket.PURCHASE else "draw"
    return charge(line, kind, bucket, dollars(amount), day, "A shop")


def aside(line: Line, one: JournalTransaction, amount: str, day: date) -> SetAside:
    done = set_aside(line, one, dollars(amount), day)
    assert isinstance(done, SetAside)
    return done


def live(line: Line, until: date) -> None:
    """Run the nights up to a morning."""
    while line.state.morning_of < until:
        nightly.evening(line, line.state.morning_of)
        receipts.settle_due(line, line.state.morning_of + DAY, DAYS)
        nightly.morning(line, line.state.morning_of + DAY, DAYS)


def posted_interest(line: Line) -> Money:
    return total(one.amount for one in line.changes.transactions if one.kind == "interest")


def test_moves_between_buckets_and_leaves_the_balance() -> None:
    line = a_line()
    bought = buy(line, "100", START)
    done = aside(line, bought, "40", START)
    assert (done.amount, done.paid) == (dollars("40"), ZERO)
    assert line.state.buckets[Bucket.DISPUTED] == dollars("40")
    assert line.state.buckets[Bucket.PURCHASE] == dollars("60")
    assert (line.balance, line.available(START)) == (dollars("100"), dollars("4900"))
    assert line.undisputed() == dollars("60")


def test_bears_no_interest_while_set_aside() -> None:
    plain, disputed = a_line(due_day=25), a_line(due_day=25)
    for line in (plain, disputed):
        bought = buy(line, "1000", START, Bucket.DRAW)
        if line is disputed:
            aside(line, bought, "1000", START)
        live(line, date(2026, 6, 2))
    assert posted_interest(plain) > ZERO
    assert posted_interest(disputed) == ZERO


def test_is_asked_for_by_no_minimum_and_no_autopay() -> None:
    line = a_line(due_day=25)
    bought = buy(line, "1000", START)
    line.autopay = Autopay("statement", None, 0)
    closing = line.next_closing(START)
    live(line, closing + DAY)
    asked = line.minimum_left()
    aside(line, bought, "1000", closing + DAY)
    assert asked > ZERO
    assert (line.minimum_left(), autopay.amount_to_take(line)) == (ZERO, ZERO)
    assert line.state.last is not None
    live(line, line.state.last.due_on + 3 * DAY)
    assert line.past_due(line.state.morning_of) == ZERO
    assert [one.kind for one in line.changes.transactions] == ["purchase", "set_aside"]


def test_lowers_a_minimum_by_the_share_that_the_product_asks_for_it() -> None:
    line = a_line(due_day=25)
    bought = buy(line, "1000", START)
    buy(line, "4000", START)
    live(line, line.next_closing(START) + DAY)
    asked = line.minimum_left()
    aside(line, bought, "1000", line.state.morning_of)
    assert asked - line.minimum_left() == dollars("10")


def test_only_what_is_still_owed_is_set_aside_and_the_rest_credited_if_right() -> None:
    line = a_line()
    bought = buy(line, "100", START)
    buy(line, "50", START, Bucket.DRAW)
    payment = receipts.schedule(line, dollars("130"), START, "one_off", DAYS)
    receipts.receive(line, payment)
    # 50 pays the draw first, its rate being higher; 80 of the purchases
    done = aside(line, bought, "100", START + DAY)
    assert (done.amount, done.paid) == (dollars("20"), dollars("80"))
    live(line, START + 5 * DAY)
    credited = credit_disputed(line, bought.transaction_id, START + 5 * DAY)
    assert isinstance(credited, JournalTransaction)
    assert credited.amount == dollars("-100")
    assert line.state.buckets == dict.fromkeys(BUCKETS, ZERO) | {Bucket.CREDIT: dollars("-80")}
    assert line.state.aside == {}


def test_released_it_is_owed_again_and_asked_for_by_the_next_statement() -> None:
    line = a_line(due_day=25)
    bought = buy(line, "1000", START)
    live(line, line.next_closing(START) + DAY)
    aside(line, bought, "1000", line.state.morning_of)
    back = release(line, bought.transaction_id, line.state.morning_of)
    assert isinstance(back, JournalTransaction)
    assert line.state.buckets[Bucket.PURCHASE] == dollars("1000")
    assert (line.minimum_left(), line.state.aside) == (ZERO, {})
    live(line, line.next_closing(line.state.morning_of) + DAY)
    assert line.minimum_left() == dollars("25")


def test_a_claim_can_be_found_partly_right() -> None:
    line = a_line()
    bought = buy(line, "100", START)
    aside(line, bought, "100", START)
    credit_disputed(line, bought.transaction_id, START, dollars("30"))
    assert line.state.aside[bought.transaction_id].amount == dollars("70")
    release(line, bought.transaction_id, START)
    assert line.state.buckets[Bucket.PURCHASE] == dollars("70")
    assert line.state.buckets[Bucket.DISPUTED] == ZERO


@pytest.mark.parametrize(
    ("amount", "code"),
    [("100.01", "above_charge"), ("0", "not_a_charge"), ("-1", "not_a_charge")],
)
def test_no_more_than_the_charge_and_something(amount: str, code: str) -> None:
    line = a_line()
    bought = buy(line, "100", START)
    refused = set_aside(line, bought, dollars(amount), START)
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_what_is_not_disputed_or_no_charge_is_refused() -> None:
    line = a_line()
    bought = buy(line, "100", START)
    payment = receipts.schedule(line, dollars("10"), START, "one_off", DAYS)
    receipts.receive(line, payment)
    receipts.settle(line, payment, START + DAY)
    paid = line.changes.transactions[-1]
    for done, code in (
        (set_aside(line, paid, dollars("10"), START), "not_a_charge"),
        (release(line, bought.transaction_id, START), "not_disputed"),
        (credit_disputed(line, bought.transaction_id, START), "not_disputed"),
    ):
        assert isinstance(done, Refusal)
        assert done.code == code
    aside(line, bought, "10", START)
    for done in (
        release(line, bought.transaction_id, START, dollars("10.01")),
        credit_disputed(line, bought.transaction_id, START, ZERO),
    ):
        assert isinstance(done, Refusal)
        assert done.code == "above_disputed"


@given(
    st.lists(st.integers(1, 50_000), min_size=1, max_size=4),
    st.integers(0, 120_000),
    st.lists(st.tuples(st.sampled_from("src"), st.integers(0, 3), st.integers(1, 60_000))),
)
def test_the_invariants_hold_whatever_is_disputed(
    charges: list[int], paid: int, steps: list[tuple[str, int, int]]
) -> None:
    line = a_line(limit="100000")
    made = [charge(line, "purchase", Bucket.PURCHASE, Money(c), START, "A shop") for c in charges]
    if paid:
        receipts.receive(line, receipts.schedule(line, Money(paid), START, "one_off", DAYS))
    for what, which, minor in steps:
        one, before = made[which % len(made)], line.balance
        if what == "s":
            set_aside(line, one, Money(minor), START)
        elif what == "r":
            release(line, one.transaction_id, START, Money(minor))
        else:
            credit_disputed(line, one.transaction_id, START, Money(minor))
        asides = line.state.aside.values()
        assert line.state.buckets[Bucket.DISPUTED] == total(one.amount for one in asides)
        assert what == "c" or line.balance == before
        assert all(line.owed()[b] >= ZERO for b in BUCKETS if b is not Bucket.CREDIT)
        assert line.state.buckets[Bucket.CREDIT] <= ZERO
        credited = total(-t.amount for t in line.changes.transactions if t.kind == "dispute_credit")
        assert credited <= Money(sum(charges))
