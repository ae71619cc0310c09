"""How claims go on in the books: looked into, credited ahead of time, refunded, billed again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.accounts.postings import credit, refund
from servicing.calendar import BusinessDays
from servicing.corrections.reversal import reverse
from servicing.disputes import credits, work
from servicing.disputes.decisions import Outcome
from servicing.disputes.model import Claim
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket, Merchant
from servicing.money import ZERO, Money
from servicing.nights import advance
from servicing.refusal import Refusal
from tests.servicing.disputes.test_claims import PRODUCTS, Desk, books  # noqa: F401  # a fixture
from tests.servicing.disputes.test_work import locked

DAYS = BusinessDays()
NVX = Money.of("214.49")


def to(desk: Desk, day: date) -> None:
    """Run the nights up to a day and look at the books on that morning."""
    advance(desk.dsn, day, PRODUCTS)
    desk.clock.instant = datetime.combine(day, desk.clock.instant.timetz())


def act(desk: Desk, what: Callable[[psycopg.Connection, Line], Any]) -> Any:
    """Do something to the line in a transaction of its own."""
    with psycopg.connect(desk.dsn) as connection:
        connection.execute("SET ROLE linewise_servicing")
        line = locked(desk, connection)
        done = what(connection, line)
        accounts.save(connection, line)
    return done


def filed(desk: Desk, merchant: str = "NVX Digital") -> Claim:
    desk.file("unauthorized_use", desk.charges(merchant))
    (claim,) = desk.claims()
    return claim


def decide(desk: Desk, claim: Claim, outcome: Outcome) -> Claim | Refusal:
    amounts = {c.transaction_id: c.open_amount for c in claim.charges if c.open_amount}
    given = amounts if outcome == "corrected" else {}
    now, found = desk.clock.now(), "The slip is signed."

    def both(connection: psycopg.Connection, line: Line) -> Claim | Refusal:
        made = work.put_forward(connection, line, claim.claim_id, outcome, given, found, "ana", now)
        if isinstance(made, Refusal):
            return made
        proposal = work.repository.proposal(connection, made)
        assert proposal is not None
        sha = proposal.content_sha256
        return work.agree(connection, line, made, sha, "ben", "lead", now)

    return act(desk, both)  # type: ignore[no-any-return]


def events(desk: Desk, kind: str) -> list[dict[str, Any]]:
    with psycopg.connect(desk.dsn) as connection:
        rows = connection.execute(
            "SELECT data FROM servicing.outbox WHERE account_id = %s AND kind = %s"
            " ORDER BY sequence",
            [desk.account, kind],
        ).fetchall()
    return [data for (data,) in rows]


@pytest.mark.slow
def test_it_is_looked_into_then_explained_and_billed_again(books: Desk) -> None:  # noqa: F811
    asked_before = books.books.snapshot().minimum_due
    claim = filed(books)
    now = books.clock.now()

    def look(connection: psycopg.Connection, line: Line) -> Claim | Refusal:
        item = "Who used the card, where, and how the user was identified"
        return work.looked_into(connection, line, claim.claim_id, item, "Nobody knows", "ana", now)

    early = act(books, look)
    assert isinstance(early, Refusal)
    assert early.code == "acknowledge_first"
    act(books, lambda c, line: work.acknowledged(c, line, claim.claim_id, "ana", now))
    assert act(books, look).state == "investigating"
    clock = work.next_clock(books.claims()[0])
    assert clock is not None
    assert clock.name == "resolve"

    done = decide(books, books.claims()[0], "explained")
    assert isinstance(done, Claim)
    assert books.bucket(Bucket.DISPUTED) == ZERO
    # Nothing is asked for before a statement has billed it, with the usual time to pay.
    assert books.books.snapshot().minimum_due <= asked_before
    line = act(books, lambda c, line: line)
    closing = line.cycles.next_closing(now.date())
    to(books, closing + timedelta(days=1))
    (claim,) = books.claims()
    assert claim.state == "rebilled"
    assert claim.pay_by == line.cycles.due(closing)
    assert events(books, "claim.rebilled") == [
        {"claim_id": claim.claim_id, "right_id": claim.right_id, "state": "rebilled"}
    ]
    assert books.reconciles()


@pytest.mark.slow
def test_what_had_been_paid_is_credited_ahead_of_the_decision(books: Desk) -> None:  # noqa: F811
    act(books, lambda c, line: credit(line, "adjustment", line.balance, line.state.morning_of, "x"))
    claim = filed(books)
    assert [(one.aside, one.paid > ZERO) for one in claim.charges] == [(ZERO, True)] * 2
    due = DAYS.add(books.clock.now().date(), 10)
    to(books, due - timedelta(days=1))
    assert books.bucket(Bucket.CREDIT) == ZERO
    to(books, due + timedelta(days=1))
    assert books.bucket(Bucket.CREDIT) == -NVX
    (given,) = books.claims()
    assert [one.provisional for one in given.charges] == [one.amount for one in given.charges]
    assert len(events(books, "claim.provisional_credit")) == 1
    done = decide(books, given, "corrected")
    assert isinstance(done, Claim)
    # The credit became the decision's: once, and nothing more.
    assert books.bucket(Bucket.CREDIT) <= -NVX
    assert books.bucket(Bucket.CREDIT) == -NVX - (done.related or ZERO)
    assert books.reconciles()


def test_a_provisional_credit_goes_back_in_time_and_never_after(books: Desk) -> None:  # noqa: F811
    act(books, lambda c, line: credit(line, "adjustment", line.balance, line.state.morning_of, "x"))
    claim = filed(books)
    start = books.clock.now()
    now = start + timedelta(days=20)

    def give(connection: psycopg.Connection, line: Line) -> Claim:
        return credits.give_provisionally(connection, line, claim, now)

    act(books, give)
    books.clock.instant = now
    with psycopg.connect(books.dsn) as connection:
        line = locked(books, connection)
        (given,) = books.claims()
        made = work.put_forward(
            connection, line, claim.claim_id, "explained", {}, "Signed.", "ana", now
        )
        assert isinstance(made, str)
        sha = work.repository.proposal(connection, made).content_sha256  # type: ignore[union-attr]
        assert isinstance(work.agree(connection, line, made, sha, "ben", "lead", now), Claim)
        assert line.balance == ZERO
        connection.rollback()
    late = datetime.combine(claim.resolve_by + timedelta(days=1), start.timetz())
    books.clock.instant = late
    refused = decide(books, given, "explained")
    assert isinstance(refused, Refusal)
    assert refused.code == "window_passed"
    # Not even by a correction of the books, nor when the borrower takes the claim back.
    with psycopg.connect(books.dsn) as connection:
        posted = ledger.transactions(connection, books.account)
    done = act(books, lambda c, line: reverse(line, posted[-1], late.date(), "new evidence"))
    assert done.code == "not_reversible"
    taken = books.quote("withdraw_claim", {})
    books.books.confirm(taken.token, "a-conversation")  # type: ignore[union-attr]
    assert books.claims()[0].state == "withdrawn"
    assert books.bucket(Bucket.CREDIT) == -NVX
    assert books.reconciles()


def refund_of(desk: Desk, amount: Money) -> str:
    shop = Merchant("NVX Digital", "NVX*DIGITAL", "online", "Reno, NV")
    done = act(desk, lambda c, line: refund(line, amount, line.state.morning_of, "NVX", shop))
    return str(done.transaction_id)


def test_a_refund_arriving_meanwhile_is_not_credited_again(books: Desk) -> None:  # noqa: F811
    before = act(books, lambda c, line: line).balance
    claim = filed(books)
    first, second = sorted(claim.charges, key=lambda one: one.amount)
    refund_id = refund_of(books, first.amount)
    waits = decide(books, claim, "corrected")
    assert isinstance(waits, Refusal)
    assert waits.code == "refund_to_place"
    now = books.clock.now()

    def link(connection: psycopg.Connection, line: Line) -> Claim | Refusal:
        charge, by = first.transaction_id, "ana"
        return credits.merchant_refunded(
            connection, line, claim.claim_id, charge, refund_id, by, now
        )

    assert isinstance(act(books, link), Claim)
    assert act(books, link).code == "refund_linked"
    assert books.bucket(Bucket.DISPUTED) == second.amount
    (claim,) = books.claims()
    done = decide(books, claim, "corrected")
    assert isinstance(done, Claim)
    assert done.related is not None
    after = act(books, lambda c, line: line).balance
    assert after == before - NVX - done.related
    assert books.reconciles()


def test_a_refund_arriving_after_the_credit_is_a_surplus(books: Desk) -> None:  # noqa: F811
    claim = filed(books)
    assert isinstance(decide(books, claim, "corrected"), Claim)
    before = act(books, lambda c, line: line).balance
    charge = max(claim.charges, key=lambda one: one.amount)
    refund_id = refund_of(books, charge.amount)
    books.clock.instant += timedelta(days=200)
    now, name = books.clock.now(), charge.transaction_id

    def link(connection: psycopg.Connection, line: Line) -> Claim | Refusal:
        return credits.merchant_refunded(
            connection, line, claim.claim_id, name, refund_id, "ana", now
        )

    noted = act(books, link)
    assert isinstance(noted, Claim)
    one = next(c for c in noted.charges if c.transaction_id == name)
    assert (one.credited, one.refunded) == (ZERO, charge.amount)
    assert act(books, lambda c, line: line).balance == before
    assert books.reconciles()
