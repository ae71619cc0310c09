"""Interest or a statement that is said to be worked out wrong: what of it nobody has to pay."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.backposts.backpost import BackDated, Correction, back_post
from servicing.backposts.repository import history
from servicing.desk import letters
from servicing.disputes import repository, work
from servicing.disputes.finding import checklist
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim
from servicing.disputes.standing import as_it_stands
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, total
from servicing.refusal import Refusal
from tests.servicing.disputes.test_claims import At, Desk
from tests.servicing.disputes.test_course import act, decide, to
from tests.servicing.disputes.test_filed_kinds import ask, filed, refused

WRONG = {"kind": "computational", "told": {"what": "it doesn't add up"}}
TODAY = date(2026, 11, 20)
Open = Callable[[str], Desk]


@pytest.fixture
def of(few_copy: str) -> Iterator[Open]:
    """Open the books of a story by its handle."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield lambda handle: Desk(few_copy, pool, At(), handle)


def interest(desk: Desk, closing: date | None = None) -> list[JournalTransaction]:
    """Return the interest charges of a statement, or of the latest."""
    with psycopg.connect(desk.dsn) as connection:
        rows = [t for t in ledger.transactions(connection, desk.account) if t.kind == "interest"]
    last = closing or max(one.posted_on for one in rows)
    return [one for one in rows if one.posted_on == last]


def charges(desk: Desk, claim: Claim) -> list[JournalTransaction]:
    ids = [one.transaction_id for one in claim.charges]
    with psycopg.connect(desk.dsn) as connection:
        return ledger.transactions(connection, desk.account, ids=ids)


def test_the_interest_of_the_latest_statement_is_out_of_all_that_is_asked_for(of: Open) -> None:
    desk = of("steady")
    before = act(desk, lambda c, line: line)
    shown = desk.books.snapshot()
    quote = ask(desk, WRONG)
    assert not isinstance(quote, Refusal)
    terms = {term.name: term for term in quote.terms}  # type: ignore[union-attr]
    asked_for = total(one.amount for one in interest(desk))
    assert terms["amount"].amount == asked_for.dollars
    assert terms["statement_on"].day == interest(desk)[0].posted_on
    claim = filed(desk, WRONG)
    assert [c.transaction_id for c in claim.charges] == [t.transaction_id for t in interest(desk)]
    during = act(desk, lambda c, line: line)
    assert claim.amount == asked_for
    assert during.state.buckets[Bucket.DISPUTED] == total(c.aside for c in claim.charges) > ZERO
    assert during.balance == before.balance
    assert during.minimum_left() < before.minimum_left()
    now = desk.books.snapshot()
    assert shown.autopay is not None
    assert now.autopay is not None
    assert now.autopay.next_amount < shown.autopay.next_amount
    assert now.claims[0].set_aside == asked_for.dollars
    assert desk.reconciles()


def test_a_minimum_that_asked_for_it_alone_is_no_longer_late(of: Open) -> None:
    desk = of("job-loss")
    before = act(desk, lambda c, line: line)
    claim = filed(desk, WRONG)
    during = act(desk, lambda c, line: line)
    assert during.minimum_left() < before.minimum_left()
    assert during.past_due(TODAY) <= before.past_due(TODAY)
    assert during.owed()[Bucket.DISPUTED] == claim.amount
    due = max(one.due_on for one in during.state.dues)
    to(desk, due + timedelta(days=1))
    late = act(desk, lambda c, line: line)
    assert late.past_due(due + timedelta(days=1)) == during.minimum_left()
    assert desk.reconciles()


def test_the_statement_that_is_named_is_the_one(of: Open) -> None:
    desk = of("job-loss")
    before = act(desk, lambda c, line: line)
    claim = filed(desk, {**WRONG, "told": {"on": "2026-10-31"}})
    during = act(desk, lambda c, line: line)
    # It was asked for by November 6, and is late no more; what was asked for since stands.
    assert during.past_due(TODAY) == before.past_due(TODAY) - claim.amount
    assert during.minimum_left() == before.minimum_left() - claim.amount
    (october,) = {one.posted_on for one in charges(desk, claim)}
    assert october == date(2026, 10, 12)
    assert claim.amount == total(one.amount for one in interest(desk, october))
    # Another statement's is another claim; this one's again is in dispute already.
    assert refused(desk, {**WRONG, "told": {"on": "2026-10-12"}}) == "already_disputed"
    second = filed(desk, WRONG)
    assert second.right_id != claim.right_id
    assert desk.reconciles()


def test_one_of_long_ago_is_too_late(of: Open) -> None:
    assert refused(of("job-loss"), {**WRONG, "told": {"on": "2026-08-31"}}) == "notice_late"


def test_where_no_interest_was_charged_the_claim_is_on_record_alone(of: Open) -> None:
    desk = of("draw-line")
    claim = filed(desk, WRONG)
    assert (claim.kind, claim.charges, claim.withheld) == ("computational", (), ZERO)
    assert desk.bucket(Bucket.DISPUTED) == ZERO
    letter = letters.acknowledgement(claim, ())
    assert not letter.lacking
    assert "worked out wrong" in letter.letter.text
    assert checklist(claim) == claim_kinds()["computational"].checklist


def test_a_charge_that_is_named_is_disputed_by_itself(of: Open) -> None:
    desk = of("steady")
    (bought,) = desk.books.transactions(kinds=("purchase",), limit=1).transactions
    claim = filed(desk, {"kind": "computational", "transaction_ids": [bought.id]})
    assert [one.transaction_id for one in claim.charges] == [bought.id]


def test_denied_it_is_owed_again_with_time_to_pay(of: Open) -> None:
    desk = of("job-loss")
    before = act(desk, lambda c, line: line)
    claim = filed(desk, WRONG)
    during = act(desk, lambda c, line: line)
    letter = letters.acknowledgement(claim, charges(desk, claim))
    assert not letter.lacking
    assert str(claim.amount) in letter.letter.text
    assert "Interest on purchases" in letter.letter.text
    done = decide(desk, claim, "explained")
    assert isinstance(done, Claim), done
    assert done.pay_by is not None
    after = act(desk, lambda c, line: line)
    assert after.state.buckets == before.state.buckets
    assert after.minimum_left() == during.minimum_left()  # the next statement asks for it
    assert desk.reconciles()


@pytest.mark.parametrize("cents", [None, 100])
def test_upheld_it_is_taken_off_as_far_as_staff_found(of: Open, cents: int | None) -> None:
    desk = of("job-loss")
    before = act(desk, lambda c, line: line)
    claim = filed(desk, WRONG)
    (charge,) = claim.charges
    part, now = Money(cents) if cents else charge.amount, desk.clock.now()

    def both(connection: psycopg.Connection, line: object) -> Claim | Refusal:
        credits, outcome = {charge.transaction_id: part}, "partial" if cents else "corrected"
        made = work.put_forward(
            connection,
            line,  # type: ignore[arg-type]
            claim.claim_id,
            outcome,  # type: ignore[arg-type]
            credits,
            "A day was counted twice.",
            "ana",
            now,
        )
        assert isinstance(made, str), made
        put = repository.proposal(connection, made)
        assert put is not None
        return work.agree(
            connection,
            line,  # type: ignore[arg-type]
            made,
            put.content_sha256,
            "ben",
            "lead",
            now,
        )

    done = act(desk, both)
    assert isinstance(done, Claim), done
    after = act(desk, lambda c, line: line)
    assert after.balance == before.balance - part
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    assert (done.pay_by is None) == (cents is None)
    assert desk.reconciles()
    to(desk, date(2026, 12, 14))
    assert desk.reconciles()


@pytest.mark.parametrize("outcome", ["corrected", "explained"])
def test_what_was_corrected_by_hand_meanwhile_is_not_credited_again(of: Open, outcome: str) -> None:
    desk = of("job-loss")
    claim = filed(desk, WRONG)
    (charge,) = claim.charges
    paid = BackDated("payment", Money.of("900"), date(2026, 10, 14), "A check", "lost")

    def put_right(connection: psycopg.Connection, line: object) -> object:
        past = history(connection, line, paid.effective_on)  # type: ignore[arg-type]
        return back_post(line, past, paid, TODAY)  # type: ignore[arg-type]

    done = act(desk, put_right)
    assert isinstance(done, Correction), done
    right = charge.amount + done.interest
    assert ZERO < right < charge.amount
    before = act(desk, lambda c, line: line)
    assert desk.reconciles()
    left = as_it_stands(before, claim)
    assert left.charges[0].open_amount == right
    answered = decide(desk, left, outcome)  # type: ignore[arg-type]
    assert isinstance(answered, Claim), answered
    after = act(desk, lambda c, line: line)
    assert after.balance == before.balance - (right if outcome == "corrected" else ZERO)
    (told,) = desk.books.snapshot().claims
    assert told.owed == (ZERO if outcome == "corrected" else right).dollars
    assert told.credited == (charge.amount - Money(right.minor if told.owed else 0)).dollars
    assert after.state.buckets[Bucket.DISPUTED] == ZERO
    assert desk.reconciles()
