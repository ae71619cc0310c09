"""Every kind of claim in the books: what it is about, its clocks, and what it sets aside."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from servicing import refusal
from servicing.contract.quotes import Quote, Refusal
from servicing.desk import letters
from servicing.disputes import repository, work
from servicing.disputes.claims import check_defence
from servicing.disputes.finding import checklist
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim, FiledKind, Told
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from tests.servicing.disputes.test_claims import At, Desk, books  # noqa: F401
from tests.servicing.disputes.test_work import locked

ACKNOWLEDGE = date(2026, 12, 20)
A_PAYMENT = {"amount": "120.00", "on": "2026-11-09", "who": "First National"}


def ask(books: Desk, *claims: dict[str, Any]) -> Quote | Refusal:  # noqa: F811
    return books.quote("file_dispute", {"claims": list(claims)})


def filed(books: Desk, *claims: dict[str, Any]) -> Claim:  # noqa: F811
    quote = ask(books, *claims)
    assert isinstance(quote, Quote), quote
    done = books.books.confirm(quote.token, "a-conversation")
    assert done.status == "ok", done
    return books.claims()[0]


def refused(books: Desk, *claims: dict[str, Any]) -> str:  # noqa: F811
    found = ask(books, *claims)
    assert isinstance(found, Refusal), found
    return found.code


def of(books: Desk, kind: str, *, least: str = "0", **told: Any) -> dict[str, Any]:  # noqa: F811
    """Return a claim of a kind about the latest purchase above a sum."""
    rows = books.books.transactions(kinds=("purchase",), limit=50).transactions
    row = next(row for row in rows if row.amount > Decimal(least))
    return {"kind": kind, "transaction_ids": [row.id], "told": told}


def test_every_kind_that_is_filed_has_its_law() -> None:
    assert set(get_args(FiledKind)) <= set(claim_kinds())
    others = set(claim_kinds()) - set(get_args(FiledKind))
    assert others == {"credit_report", "bank_transfer"}  # they have desks of their own


@pytest.mark.parametrize("kind", ["not_delivered", "clarification", "computational"])
def test_a_billing_error_about_a_charge_sets_it_aside(books: Desk, kind: str) -> None:  # noqa: F811
    told = {"expected_by": "2026-11-02", "asked_merchant": True}
    claim = filed(books, of(books, kind, **told))
    assert (claim.kind, claim.acknowledge_by) == (kind, ACKNOWLEDGE)
    assert claim.resolve_by <= date(2027, 2, 18)
    assert claim.told == Told(expected_by=date(2026, 11, 2), asked_merchant=True)
    assert checklist(claim) == claim_kinds()[kind].checklist
    assert books.bucket(Bucket.DISPUTED) == claim.charges[0].aside > ZERO
    assert books.reconciles()


def test_of_a_credit_that_is_missing_only_its_sum_is_set_aside(books: Desk) -> None:  # noqa: F811
    claim = filed(books, of(books, "credit_not_posted", least="20", amount="15.00"))
    assert claim.amount == Money.of("15.00")
    assert books.bucket(Bucket.DISPUTED) == Money.of("15.00")
    assert books.reconciles()


def test_a_payment_that_is_missing_is_about_no_charge(books: Desk) -> None:  # noqa: F811
    wanted = {"kind": "credit_not_posted", "told": A_PAYMENT}
    claim = filed(books, wanted)
    assert (claim.charges, claim.amount) == ((), Money.of("120.00"))
    # What interest there is of the days since its own goes with it.
    interest = claim.withheld - claim.amount
    assert ZERO < interest < Money.of("1.00")
    assert books.bucket(Bucket.DISPUTED) == claim.withheld
    assert books.reconciles()
    assert claim.acknowledge_by == ACKNOWLEDGE
    assert refused(books, wanted) == "already_disputed"
    other = {"kind": "credit_not_posted", "told": A_PAYMENT | {"on": "2026-11-10"}}
    assert isinstance(ask(books, other), Quote)
    letter = letters.acknowledgement(claim, ())
    assert not letter.lacking
    assert "$120.00 on November 9, 2026 (First National)" in letter.letter.text
    clock = work.next_clock(claim)
    assert clock is not None
    assert clock.cite == "12 CFR 1026.13(c)(1)"


def test_a_claim_about_no_charge_is_decided_with_reasons(books: Desk) -> None:  # noqa: F811
    claim = filed(books, {"kind": "posting", "told": A_PAYMENT})
    now = books.clock.now()
    with psycopg.connect(books.dsn) as connection:
        line = locked(books, connection)
        silent = work.put_forward(
            connection, line, claim.claim_id, "corrected", {}, " ", "ana", now
        )
        assert isinstance(silent, refusal.Refusal)
        said = "We credited it as of November 9."
        decision = work.put_forward(
            connection, line, claim.claim_id, "corrected", {}, said, "ana", now
        )
        assert isinstance(decision, str)
        made = repository.proposal(connection, decision)
        assert made is not None
        answer = letters.answer(line, claim, (), made, now.date())
        assert not answer.lacking
        assert said in answer.letter.text
        done = work.agree(connection, line, decision, made.content_sha256, "ben", "lead", now)
        assert isinstance(done, Claim)
        assert (done.state, done.pay_by, done.related) == ("resolved_corrected", None, ZERO)
        assert repository.chain_holds(connection, claim.claim_id)


def test_what_a_kind_must_name(books: Desk) -> None:  # noqa: F811
    assert refused(books, {"kind": "not_delivered"}) == "no_charge_named"
    charge = of(books, "statement_not_sent")
    assert refused(books, charge) == "one_at_a_time"
    entry = {"kind": "posting", "told": A_PAYMENT}
    assert refused(books, entry, entry) == "charge_twice"
    assert refused(books, {"kind": "credit_report"}) == "bad_request"
    assert refused(books, entry | {"told": {"amount": "-5.00"}}) == "bad_request"


def test_a_quality_claim_withholds_what_is_unpaid_and_is_a_complaint(books: Desk) -> None:  # noqa: F811
    wanted = of(books, "quality", least="50", asked_merchant=True, what="It broke on day two.")
    claim = filed(books, wanted)
    right = next(one for one in books.books.rights() if one.id == claim.right_id)
    assert right.kind == "complaint"
    due = {clock.name: clock.due for clock in right.clocks}
    assert (claim.acknowledge_by, claim.resolve_by) == (due["acknowledge"], due["answer"])
    assert ZERO < claim.amount == claim.charges[0].aside
    assert claim.charges[0].paid == ZERO
    # Policy's days bar no answer, as the law's would (12 CFR 1026.13(c)(2)).
    books.clock.instant += timedelta(days=40)
    with psycopg.connect(books.dsn) as connection:
        line = locked(books, connection)
        put = work.put_forward(
            connection,
            line,
            claim.claim_id,
            "explained",
            {},
            "It was sold as is.",
            "ana",
            books.clock.now(),
        )
        assert isinstance(put, str)


@pytest.mark.parametrize(
    ("purchase", "left", "asked", "code"),
    [
        ("50.00", "50.00", True, "below_defence"),
        ("80.00", "0.00", True, "all_paid"),
        ("80.00", "80.00", False, "merchant_first"),
        ("80.00", "10.00", None, None),
    ],
)
def test_what_the_law_wants_of_a_quality_claim(
    purchase: str, left: str, asked: bool | None, code: str | None
) -> None:
    told = Told(asked_merchant=asked)
    found = check_defence(Money.of(purchase), Money.of(left), told)
    assert (found.code if found else None) == code


def test_what_was_paid_first_is_the_oldest_debt(books: Desk) -> None:  # noqa: F811
    rows = books.books.transactions(kinds=("purchase",), limit=50).transactions
    oldest = [row for row in rows if row.amount > Decimal(50)][-1]
    wanted = {"kind": "quality", "transaction_ids": [oldest.id]}
    newest = of(books, "quality", least="50")
    assert isinstance(ask(books, newest), Quote)
    assert refused(books, wanted) == "all_paid"


def test_quality_needs_a_card(few_copy: str) -> None:
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        desk = Desk(few_copy, pool, At(), "draw-line")
        draws = desk.books.transactions(kinds=("draw",), limit=1).transactions
        wanted = {"kind": "quality", "transaction_ids": [draws[0].id]}
        assert refused(desk, wanted) == "no_card"
