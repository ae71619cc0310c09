"""The desk's side of claims in the books: queue, evidence, proposals, and a chain that holds."""

from datetime import date

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays
from servicing.disputes import repository, work
from servicing.disputes.clocks import Clock
from servicing.disputes.finding import finding
from servicing.disputes.model import Claim
from servicing.ledger import repository as ledger
from servicing.ledger.model import Bucket
from servicing.money import Money
from servicing.refusal import Refusal
from tests.servicing.disputes.test_claims import PRODUCTS, Desk, books  # noqa: F401  # a fixture

DAYS = BusinessDays()


def locked(desk: Desk, connection: psycopg.Connection) -> Line:
    return accounts.load(connection, PRODUCTS, desk.borrower, lock=True)[0]


def test_the_light_turns_amber_before_and_red_after() -> None:
    clock = Clock("resolve", date(2026, 12, 1), "12 CFR 1026.13(c)(2)")
    lights = {
        day: work.light(clock, day, DAYS)
        for day in (date(2026, 11, 20), date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 2))
    }
    assert list(lights.values()) == ["green", "amber", "amber", "red"]


def test_a_claim_goes_through_two_people(books: Desk) -> None:  # noqa: F811
    charges = books.charges("NVX Digital")
    books.file("unauthorized_use", charges)
    books.file("billing_error", books.charges("Greenfield Foods")[:1])
    now = books.clock.now()
    with psycopg.connect(books.dsn) as connection:
        first, second = work.queue(connection, now.date(), DAYS)
        assert first.clock.due <= second.clock.due
        claims = {claim.kind: claim for claim in books.claims()}
        claim = claims["unauthorized_use"]
        every = ledger.transactions(connection, books.account)
        stranger = [one for one in every if one.transaction_id in charges]
        found = finding(claim, stranger, every)
        assert (found.suggests, len(found.supporting), found.against) == ("corrected", 2, ())
        pair = claims["billing_error"].charges[0].transaction_id
        twice = [one for one in every if one.transaction_id == pair]
        assert finding(claims["billing_error"], twice, every).suggests == "corrected"

        line = locked(books, connection)
        assert isinstance(work.acknowledged(connection, line, claim.claim_id, "ana", now), Claim)
        credits = {charge.transaction_id: charge.amount for charge in claim.charges}
        decision = work.put_forward(
            connection, line, claim.claim_id, "corrected", credits, "", "ana", now
        )
        assert isinstance(decision, str)
        made = repository.proposal(connection, decision)
        assert made is not None
        sha = made.content_sha256
        alone = work.agree(connection, line, decision, sha, "ana", "lead", now)
        assert isinstance(alone, Refusal)
        done = work.agree(connection, line, decision, sha, "ben", "lead", now)
        assert isinstance(done, Claim)
        accounts.save(connection, line)
        again = work.agree(connection, line, decision, sha, "ben", "lead", now)
        assert isinstance(again, Refusal)
        assert repository.chain_holds(connection, claim.claim_id)
        assert [item.claim.kind for item in work.queue(connection, now.date(), DAYS)] == [
            "billing_error"
        ]
    assert books.bucket(Bucket.DISPUTED) == Money.of("73.18")
    decided = next(one for one in books.claims() if one.claim_id == claim.claim_id)
    assert decided.state == "resolved_corrected"
    # They stood on the last statement, whose interest asked for them (12 CFR 1026.13(e)(1)).
    assert decided.related is not None
    assert decided.related > Money(0)
    assert books.reconciles()
    wanted = [{"kind": "unauthorized_use", "transaction_ids": charges}]
    same = books.quote("file_dispute", {"claims": wanted})
    assert same.code == "decided_before"  # type: ignore[union-attr]  # no quote: 1026.13(h)


def test_what_is_sent_back_stays_open(books: Desk) -> None:  # noqa: F811
    books.file("billing_error", books.charges("Greenfield Foods")[:1])
    (claim,) = books.claims()
    now = books.clock.now()
    with psycopg.connect(books.dsn) as connection:
        line = locked(books, connection)
        decision = work.put_forward(
            connection, line, claim.claim_id, "explained", {}, "The slip shows two.", "ana", now
        )
        assert isinstance(decision, str)
        own = work.send_back(connection, line, decision, "ana", now)
        assert isinstance(own, Refusal)
        assert work.send_back(connection, line, decision, "ben", now) is None
        assert repository.proposal(connection, decision) is None
    assert books.claims()[0].is_open
