"""Claims in the books: filed and taken back through quotes, seen in balances and minimums."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing.accounts import repository as accounts
from servicing.contract.books import BorrowerBooks
from servicing.contract.quotes import Outcome, Quote, Refusal
from servicing.disputes import repository
from servicing.disputes.model import Claim
from servicing.ledger.model import Bucket
from servicing.ledger.reconcile import reconcile
from servicing.money import Money
from servicing.products import load_products

FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
PRODUCTS = load_products()
CONVERSATION = "a-conversation"


class At:
    """A clock that a test sets."""

    def __init__(self, instant: datetime = FRIDAY) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def books(few_copy: str) -> Iterator["Desk"]:
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At())


class Desk:
    """The books of strange-charges, and what a test wants to know of them."""

    def __init__(self, dsn: str, pool: Any, clock: At, handle: str = "strange-charges") -> None:
        self.dsn, self.pool, self.clock = dsn, pool, clock
        with psycopg.connect(dsn) as connection:
            row = connection.execute(
                "SELECT b.borrower_id, a.account_id FROM servicing.borrowers b"
                " JOIN servicing.accounts a USING (borrower_id) WHERE handle = %s",
                [handle],
            ).fetchone()
        assert row is not None
        self.borrower, self.account = row
        self.books = BorrowerBooks(pool, self.borrower, clock)

    def charges(self, merchant: str) -> list[str]:
        return [row.id for row in self.books.transactions(merchant=merchant).transactions]

    def file(self, kind: str, ids: list[str]) -> Outcome:
        quote = self.quote("file_dispute", {"claims": [{"kind": kind, "transaction_ids": ids}]})
        assert isinstance(quote, Quote), quote
        return self.books.confirm(quote.token, CONVERSATION)

    def quote(self, action: str, values: dict[str, Any]) -> Quote | Refusal:
        return self.books.quote(action, values, CONVERSATION)

    def claims(self) -> list[Claim]:
        with psycopg.connect(self.dsn) as connection:
            return list(repository.claims(connection, self.account))

    def bucket(self, bucket: Bucket) -> Money:
        with psycopg.connect(self.dsn) as connection:
            line, _ = accounts.load(connection, PRODUCTS, self.borrower)
        return line.state.buckets[bucket]

    def reconciles(self) -> bool:
        with psycopg.connect(self.dsn) as connection:
            return reconcile(connection) == []


def test_two_charges_are_filed_and_leave_what_is_asked_for(books: Desk) -> None:
    before = books.books.snapshot()
    right = books.books.record_right("unauthorized_use", {"span": "not mine"}, CONVERSATION)
    books.clock.instant += timedelta(days=2)
    done = books.file("unauthorized_use", books.charges("NVX Digital"))
    assert done.status == "ok"
    terms = {term.name: term for term in done.terms}
    assert (terms["count"].count, str(terms["amount"].amount)) == (2, "214.49")
    assert books.bucket(Bucket.DISPUTED) == Money.of("214.49")
    (claim,) = books.claims()
    assert claim.state == "received"
    # The clock runs from the first message, not from the press two days later.
    assert claim.received_at == right.received_at
    assert claim.acknowledge_by == date(2026, 12, 20)
    after = books.books.snapshot()
    assert after.balance.current == before.balance.current
    assert after.minimum_due <= before.minimum_due
    assert after.minimum_due == terms["minimum_due"].amount


def test_of_a_pair_one_is_disputed_and_neither_can_be_twice(books: Desk) -> None:
    pair = books.charges("Greenfield Foods")[:2]
    assert books.file("billing_error", pair[:1]).status == "ok"
    assert books.bucket(Bucket.DISPUTED) == Money.of("73.18")
    again = books.quote(
        "file_dispute", {"claims": [{"kind": "billing_error", "transaction_ids": pair[:1]}]}
    )
    assert isinstance(again, Refusal)
    assert again.code == "already_disputed"
    assert books.file("billing_error", pair[1:]).status == "ok"
    first, second = books.claims()
    assert first.reference != second.reference
    # Another charge is another event, with a notice of its own.
    assert first.right_id != second.right_id


def test_one_card_files_several_claims(books: Desk) -> None:
    wanted = [
        {"kind": "unauthorized_use", "transaction_ids": books.charges("NVX Digital")},
        {"kind": "billing_error", "transaction_ids": books.charges("Greenfield Foods")[:1]},
    ]
    quote = books.quote("file_dispute", {"claims": wanted})
    assert isinstance(quote, Quote)
    done = books.books.confirm(quote.token, CONVERSATION)
    assert done.status == "ok"
    assert {claim.kind for claim in books.claims()} == {"unauthorized_use", "billing_error"}
    assert books.books.confirm(quote.token, CONVERSATION).repeated
    assert books.bucket(Bucket.DISPUTED) == Money.of("287.67")


def test_a_claim_taken_back_is_owed_again_and_may_come_again(books: Desk) -> None:
    charges = books.charges("NVX Digital")
    purchases = books.bucket(Bucket.PURCHASE)
    books.file("unauthorized_use", charges)
    taken = books.quote("withdraw_claim", {})
    assert isinstance(taken, Quote)
    assert books.books.confirm(taken.token, CONVERSATION).status == "ok"
    assert books.bucket(Bucket.DISPUTED) == Money(0)
    assert books.bucket(Bucket.PURCHASE) == purchases
    assert [claim.state for claim in books.claims()] == ["withdrawn"]
    nothing = books.quote("withdraw_claim", {})
    assert isinstance(nothing, Refusal)
    assert nothing.code == "no_claim"
    assert books.file("unauthorized_use", charges).status == "ok"
    with psycopg.connect(books.dsn) as connection:
        for claim in books.claims():
            assert repository.chain_holds(connection, claim.claim_id)


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        (["t-nobody-00001"], "charge_unknown"),
        (["payment"], "not_a_charge"),
        (["old"], "notice_late"),
        (["pair", "pair"], "charge_twice"),
    ],
)
def test_what_cannot_be_filed_is_refused(books: Desk, ids: list[str], code: str) -> None:
    page = books.books.transactions(kinds=("payment",), limit=1)
    until = date(2026, 7, 1)
    old = books.books.transactions(kinds=("purchase",), until=until, limit=1)
    named = {
        "payment": page.transactions[0].id,
        "old": old.transactions[0].id,
        "pair": books.charges("Greenfield Foods")[0],
    }
    wanted = [{"kind": "billing_error", "transaction_ids": [named.get(one, one) for one in ids]}]
    found = books.quote("file_dispute", {"claims": wanted})
    assert isinstance(found, Refusal)
    assert found.code == code
