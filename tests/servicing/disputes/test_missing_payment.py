"""A payment that isn't on the line: disputed, found as of its day, or owed after all."""

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated, Correction, back_post
from servicing.backposts.repository import history
from servicing.desk import letters
from servicing.disputes import repository, work
from servicing.disputes.decisions import Outcome
from servicing.disputes.model import Claim
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.refusal import Refusal
from tests.servicing.disputes.test_claims import At, Desk
from tests.servicing.disputes.test_course import act, to
from tests.servicing.disputes.test_course import decide as decide_charge
from tests.servicing.disputes.test_filed_kinds import filed

PAID = Money.of("150.00")
TODAY = date(2026, 11, 20)


@pytest.fixture
def late(few_copy: str) -> Iterator[Desk]:
    """Return the books of a line that missed two minimums and bore late fees for them."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At(), "job-loss")


def missed(desk: Desk) -> tuple[date, list[str]]:
    """Return the due date that the oldest late fee is of, and the late fees' ids."""
    with psycopg.connect(desk.dsn) as connection:
        rows = ledger.transactions(connection, desk.account)
    fees = [one for one in rows if one.kind == "late_fee" and one.posted_on.year == 2026]
    days = [date.fromisoformat(one.detail["due_date"]) for one in fees]
    return min(days), [one.transaction_id for one in fees]


def claimed(desk: Desk) -> Claim:
    due_on, _ = missed(desk)
    told = {"amount": "150.00", "on": due_on.isoformat(), "who": "First National"}
    return filed(desk, {"kind": "credit_not_posted", "told": told})


def decide(desk: Desk, claim: Claim, outcome: Outcome, *, found: bool) -> Claim | Refusal:
    credits, now = {claim.claim_id: claim.amount} if found else {}, desk.clock.now()

    def both(connection: psycopg.Connection, line: Line) -> Claim | Refusal:
        said = "Your bank's record and ours agree."
        made = work.put_forward(
            connection, line, claim.claim_id, outcome, credits, said, "ana", now
        )
        if isinstance(made, Refusal):
            return made
        put = repository.proposal(connection, made)
        assert put is not None
        assert not letters.answer(line, claim, (), put, now.date()).lacking or found
        return work.agree(connection, line, made, put.content_sha256, "ben", "lead", now)

    done: Claim | Refusal = act(desk, both)
    return done


def test_meanwhile_nothing_of_it_is_asked_for_or_late(late: Desk) -> None:
    before = act(late, lambda c, line: line)
    claim = claimed(late)
    during = act(late, lambda c, line: line)
    assert before.days_past_due(TODAY) > during.days_past_due(TODAY)
    assert before.past_due(TODAY) > during.past_due(TODAY)
    due_on, _ = missed(late)
    left = {due.due_on: due.remaining for due in during.state.dues}
    was = {due.due_on: due.remaining for due in before.state.dues}
    # It would have met the minimum it was made for; of the next, it would have made less.
    assert left[due_on] == ZERO
    later = max(was)
    assert ZERO < left[later] <= was[later]
    assert claim.withheld > PAID  # the interest and late fees that came of it go with it
    assert during.state.buckets[Bucket.DISPUTED] == claim.withheld
    assert during.balance == before.balance
    (told,) = late.books.snapshot().claims
    assert told.set_aside == claim.withheld.dollars
    assert late.reconciles()
    to(late, date(2026, 11, 27))
    assert late.reconciles()


def test_what_is_set_aside_is_no_entry_of_the_list(late: Desk) -> None:
    before = late.books.transactions(limit=50).count
    claimed(late)
    assert late.books.transactions(limit=50).count == before


def test_found_it_counts_from_its_day_and_the_fee_goes_back(late: Desk) -> None:
    due_on, fees = missed(late)
    before = act(late, lambda c, line: line)
    claim = claimed(late)
    to(late, date(2026, 11, 27))
    done = decide(late, claim, "corrected", found=True)
    assert isinstance(done, Claim), done
    assert done.related is not None
    assert done.related > ZERO
    after = act(late, lambda c, line: line)
    (paid,) = [p for p in after.payments.values() if p.on == due_on and p.amount == PAID]
    assert paid.status == "posted"
    assert fees[0] in after.state.reversed
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    assert after.state.aside == {}
    assert after.balance == before.balance - PAID - done.related
    assert late.reconciles()
    # The past can be lived again from there, as if the payment had never been missing.
    again = BackDated("payment", Money.of("10.00"), due_on, "A check", "lost in the mail")
    more = act(late, lambda c, line: back_post(line, history(c, line, due_on), again, TODAY))
    assert isinstance(more, Correction), more
    assert late.reconciles()


@pytest.mark.parametrize("taken_back", [False, True])
def test_not_found_it_is_in_the_balance_again_with_time_to_pay(
    late: Desk, taken_back: bool
) -> None:
    before = act(late, lambda c, line: line)
    claim = claimed(late)
    during = act(late, lambda c, line: line)
    if taken_back:
        quote = late.quote("withdraw_claim", {"reference": claim.reference})
        assert late.books.confirm(quote.token, "a-conversation").status == "ok"
    else:
        done = decide(late, claim, "explained", found=False)
        assert isinstance(done, Claim), done
        assert done.pay_by is not None
        (told,) = late.books.snapshot().claims
        assert told.owed == claim.withheld.dollars
    after = act(late, lambda c, line: line)
    assert after.state.buckets == before.state.buckets
    assert after.minimum_left() == during.minimum_left()  # the next statement asks for it
    assert after.state.aside == {}
    assert late.reconciles()


def test_beside_a_charge_each_has_its_claim_and_the_strictest_day_shows(late: Desk) -> None:
    rows = late.books.transactions(kinds=("purchase",), limit=1).transactions
    due_on, _ = missed(late)
    told = {"amount": "150.00", "on": due_on.isoformat()}
    filed(
        late,
        {"kind": "unauthorized_use", "transaction_ids": [rows[0].id]},
        {"kind": "credit_not_posted", "told": told},
    )
    by_kind = {claim.kind: claim for claim in late.claims()}
    assert set(by_kind) == {"unauthorized_use", "credit_not_posted"}
    assert by_kind["credit_not_posted"].withheld > PAID
    aside = by_kind["unauthorized_use"].charges[0].aside
    disputed = act(late, lambda c, line: line).state.buckets[Bucket.DISPUTED]
    assert disputed == aside + by_kind["credit_not_posted"].withheld
    assert late.reconciles()
    # The charge is decided by itself, with the payment still looked into.
    done = decide_charge(late, by_kind["unauthorized_use"], "corrected")
    assert isinstance(done, Claim), done
    assert done.related is not None
    still = act(late, lambda c, line: line).state.buckets[Bucket.DISPUTED]
    assert still == by_kind["credit_not_posted"].withheld
    assert late.reconciles()


def test_a_late_fee_of_the_wrong_day_is_set_aside_and_taken_off(late: Desk) -> None:
    due_on, fees = missed(late)
    before = act(late, lambda c, line: line)
    told = {"amount": "549.12", "on": due_on.isoformat()}
    claim = filed(late, {"kind": "posting", "told": told})
    during = act(late, lambda c, line: line)
    assert during.state.buckets[Bucket.DISPUTED] == claim.withheld > ZERO
    done = decide(late, claim, "corrected", found=False)
    assert isinstance(done, Claim), done
    after = act(late, lambda c, line: line)
    assert after.balance == before.balance - claim.withheld
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    assert done.related == claim.withheld
    assert late.reconciles()


def test_a_payment_of_the_wrong_day_counts_from_its_own_once_it_is_found(late: Desk) -> None:
    with psycopg.connect(late.dsn) as connection:
        rows = ledger.transactions(connection, late.account)
    wrong = [one for one in rows if one.kind == "payment"][-1]
    came = wrong.effective_on - timedelta(days=6)
    before = act(late, lambda c, line: line)
    claim = filed(
        late, {"kind": "posting", "told": {"amount": str(-wrong.amount)[1:], "on": str(came)}}
    )
    done = decide(late, claim, "corrected", found=False)
    assert isinstance(done, Claim), done
    assert done.related is not None
    assert done.related == claim.withheld > ZERO  # its interest, which nobody works out by hand
    after = act(late, lambda c, line: line)
    assert after.balance == before.balance - done.related
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    with psycopg.connect(late.dsn) as connection:
        posted = ledger.transactions(connection, late.account)[len(rows) :]
    (again,) = [one for one in posted if one.kind == "payment"]
    assert (again.amount, again.effective_on) == (wrong.amount, came)
    assert wrong.transaction_id in {one.reverses for one in posted}
    assert late.reconciles()


def test_without_its_day_people_post_it_back_first(late: Desk) -> None:
    claim = filed(late, {"kind": "credit_not_posted", "told": {"amount": "150.00"}})
    refused = decide(late, claim, "corrected", found=True)
    assert isinstance(refused, Refusal)
    assert refused.code == "day_missing"
    done = decide(late, claim, "corrected", found=False)
    assert isinstance(done, Claim), done
    assert act(late, lambda c, line: line).state.buckets[Bucket.DISPUTED] == ZERO
