"""Two people decide a claim; what they may, and what it does to the line."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from servicing.accounts.disputed import SetAside, set_aside
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.disputes.decisions import Outcome, Proposal, Scope, carry_out, propose
from servicing.disputes.model import Claim, ClaimedCharge
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.refusal import Refusal
from tests.servicing.backposts.test_backpost import past
from tests.servicing.builders import a_line, dollars

START = date(2026, 3, 1)
NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
AFTER = datetime(2026, 5, 20, 15, tzinfo=UTC)


def a_claim(*amounts: str) -> tuple[Line, Claim]:
    line = a_line()
    claimed = []
    for amount in amounts:
        bought = charge(line, "purchase", Bucket.PURCHASE, dollars(amount), START, "A shop")
        done = set_aside(line, bought, bought.amount, START)
        assert isinstance(done, SetAside)
        claimed.append(ClaimedCharge(bought.transaction_id, bought.amount, done.amount, done.paid))
    return line, Claim(
        claim_id="c-1",
        right_id="r-1",
        reference="DP-1",
        kind="unauthorized_use",
        state="received",
        received_at=datetime(2026, 3, 1, 15, tzinfo=UTC),
        acknowledge_by=date(2026, 3, 31),
        resolve_by=date(2026, 5, 15),
        charges=tuple(claimed),
    )


def proposed(
    line: Line, claim: Claim, outcome: Outcome, *amounts: str, reasons: str = "We looked."
) -> Proposal:
    credits = {
        one.transaction_id: dollars(amount)
        for one, amount in zip(claim.charges, amounts, strict=False)
    }
    made = propose(line, claim, outcome, credits, reasons, "ana", NOW)
    assert isinstance(made, Proposal), made
    return made


def code(found: object) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def agree(line: Line, claim: Claim, made: Proposal, now: datetime = NOW) -> Claim | Refusal:
    return carry_out(line, claim, made, made.content_sha256, "ben", "lead", now, past(line, START))


def test_a_full_correction_takes_the_charges_off() -> None:
    line, claim = a_claim("80", "20")
    done = agree(line, claim, proposed(line, claim, "corrected", "80", "20"))
    assert isinstance(done, Claim)
    assert (done.state, done.decided_on, done.pay_by) == (
        "resolved_corrected",
        date(2026, 3, 10),
        None,
    )
    assert line.balance == ZERO
    assert line.state.aside == {}


def test_an_explanation_puts_them_back_with_time_to_pay() -> None:
    line, claim = a_claim("80")
    done = agree(line, claim, proposed(line, claim, "explained"))
    assert isinstance(done, Claim)
    assert line.state.buckets[Bucket.PURCHASE] == dollars("80")
    assert done.pay_by is not None
    assert (done.pay_by - date(2026, 3, 10)).days >= 10
    assert code(propose(line, done, "explained", {}, "again", "ana", NOW)) == "claim_closed"


def test_a_part_is_credited_and_the_rest_owed() -> None:
    line, claim = a_claim("80", "20")
    done = agree(line, claim, proposed(line, claim, "partial", "30"))
    assert isinstance(done, Claim)
    assert done.state == "partial"
    assert [one.credited for one in done.charges] == [dollars("30"), ZERO]
    assert line.balance == dollars("70")
    assert line.state.buckets[Bucket.DISPUTED] == ZERO


@pytest.mark.parametrize(
    ("outcome", "credits", "reasons", "why"),
    [
        ("explained", {}, "  ", "reasons_missing"),
        ("explained", {"c": "10"}, "Because.", "credits_dont_fit"),
        ("corrected", {"c": "79.99"}, "", "credits_dont_fit"),
        ("partial", {"c": "80"}, "Because.", "credits_dont_fit"),
        ("partial", {"c": "80.01"}, "Because.", "credits_dont_fit"),
        ("corrected", {"c": "80", "t-other": "1"}, "", "not_its_charge"),
    ],
)
def test_what_cannot_be_proposed(
    outcome: Outcome, credits: dict[str, str], reasons: str, why: str
) -> None:
    line, claim = a_claim("80")
    own = claim.charges[0].transaction_id
    amounts: dict[str, Money] = {
        own if name == "c" else name: dollars(amount) for name, amount in credits.items()
    }
    assert code(propose(line, claim, outcome, amounts, reasons, "ana", NOW)) == why
    assert line.state.buckets[Bucket.DISPUTED] == dollars("80")


def test_who_may_agree_and_to_what() -> None:
    line, claim = a_claim("400")
    made = proposed(line, claim, "corrected", "400")
    sha, history = made.content_sha256, past(line, START)

    def refused(made: Proposal, by: str, scope: Scope) -> str:
        return code(carry_out(line, claim, made, sha, by, scope, NOW, history))

    assert refused(made, "ana", "lead") == "same_person"
    assert refused(made, "ben", "agent") == "above_authority"
    assert refused(replace(made, reasons="Other reasons."), "ben", "lead") == "content_changed"
    line.version += 1
    assert refused(made, "ben", "lead") == "books_moved"
    assert line.state.buckets[Bucket.DISPUTED] == dollars("400")


def test_after_the_window_only_the_borrower_can_win() -> None:
    line, claim = a_claim("80")
    assert code(propose(line, claim, "explained", {}, "Late.", "ana", AFTER)) == "window_passed"
    early = proposed(line, claim, "explained")
    assert code(agree(line, claim, early, AFTER)) == "window_passed"
    corrected = proposed(line, claim, "corrected", "80")
    assert isinstance(agree(line, claim, corrected, AFTER), Claim)
