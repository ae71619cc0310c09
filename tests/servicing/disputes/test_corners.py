"""Disputes on lines that aren't ordinary: on a plan, bankrupt, charged off, left and resumed."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.calendar import BusinessDays
from servicing.contract.quotes import Quote, Refusal
from servicing.disputes.model import Claim
from servicing.disputes.watch import watched
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from tests.servicing.disputes.test_claims import CONVERSATION, At, Desk
from tests.servicing.disputes.test_course import act, decide

DAYS = BusinessDays()
Open = Callable[[str], Desk]


@pytest.fixture
def of(few_copy: str) -> Iterator[Open]:
    """Open the books of a story by its handle."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield lambda handle: Desk(few_copy, pool, At(), handle)


def purchase(desk: Desk) -> tuple[str, Money]:
    """Return the line's newest purchase; its kind of claim has no 60 days."""
    (one,) = desk.books.transactions(kinds=("purchase",), limit=1).transactions
    return one.id, Money.of(one.amount)


def test_a_charge_on_a_plan_leaves_the_plan_and_comes_off(of: Open) -> None:
    desk = of("on-plan")
    charge, amount = purchase(desk)
    before = act(desk, lambda c, line: line)
    assert desk.file("unauthorized_use", [charge]).status == "ok"
    during = act(desk, lambda c, line: line)
    assert during.plan == before.plan
    assert during.minimum_left() <= before.minimum_left()
    assert during.balance == before.balance
    (claim,) = desk.claims()
    aside = claim.charges[0].aside
    assert desk.bucket(Bucket.DISPUTED) == aside
    done = decide(desk, claim, "corrected")
    assert isinstance(done, Claim)
    after = act(desk, lambda c, line: line)
    assert after.plan == before.plan
    assert after.balance == before.balance - amount - (done.related or ZERO)
    assert desk.reconciles()


def test_in_bankruptcy_a_dispute_is_taken_and_a_person_works_out_the_rest(of: Open) -> None:
    desk = of("bankruptcy")
    charge, amount = purchase(desk)
    before = act(desk, lambda c, line: line)
    assert desk.file("unauthorized_use", [charge]).status == "ok"
    (claim,) = desk.claims()
    assert desk.bucket(Bucket.DISPUTED) == claim.charges[0].aside
    done = decide(desk, claim, "corrected")
    assert isinstance(done, Claim)
    after = act(desk, lambda c, line: line)
    assert after.balance == before.balance - amount - (done.related or ZERO)
    assert after.flags == before.flags
    # Nothing is charged and nothing debited there; what came of the charge is worked out by hand.
    assert done.related is None or before.accrues
    assert desk.reconciles()


def test_on_a_charged_off_line_people_take_it_and_its_clock_runs(of: Open) -> None:
    desk = of("charged-off")
    charge, _ = purchase(desk)
    right = desk.books.record_right("unauthorized_use", {"span": "not mine"}, CONVERSATION)
    wanted = [{"kind": "unauthorized_use", "transaction_ids": [charge]}]
    refused = desk.quote("file_dispute", {"claims": wanted})
    assert isinstance(refused, Refusal)
    assert refused.code == "dispute_by_people"
    assert right.clocks
    with psycopg.connect(desk.dsn) as connection:
        late = right.clocks[0].due + timedelta(days=1)
        (own,) = [w for w in watched(connection, late, DAYS) if w.right.account_id == desk.account]
    assert (own.right.kind, own.light) == ("unauthorized_use", "red")


def test_left_and_resumed_days_later_it_counts_from_the_first_word(of: Open) -> None:
    desk = of("strange-charges")
    right = desk.books.record_right("unauthorized_use", {"span": "not mine"}, "conversation-1")
    ids = desk.charges("NVX Digital")
    wanted = [{"kind": "unauthorized_use", "transaction_ids": ids}]
    left = desk.books.quote("file_dispute", {"claims": wanted}, "conversation-1")
    assert isinstance(left, Quote)
    assert desk.claims() == []
    desk.clock.instant += timedelta(days=12)
    old = desk.books.confirm(left.token, "conversation-1")
    assert old.status == "refused"
    assert desk.claims() == []
    again = desk.books.quote("file_dispute", {"claims": wanted}, "conversation-2")
    assert isinstance(again, Quote)
    assert desk.books.confirm(again.token, "conversation-2").status == "ok"
    (claim,) = desk.claims()
    assert claim.right_id == right.id
    assert {clock.name: clock.due for clock in right.clocks} == {
        "acknowledge": claim.acknowledge_by,
        "resolve": claim.resolve_by,
    }
    assert desk.bucket(Bucket.DISPUTED) == Money.of("214.49")
