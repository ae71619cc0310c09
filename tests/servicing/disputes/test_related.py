"""What came of a disputed amount goes with it: the line is as if it had never been charged."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from servicing.accounts.disputed import SetAside, release, set_aside
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.disputes.decisions import Outcome, carry_out, propose
from servicing.disputes.model import Claim, ClaimedCharge
from servicing.disputes.related import take_off
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money
from tests.servicing.backposts.test_backpost import Plan, _go_on, past
from tests.servicing.builders import MARCH, a_line, dollars

OWES = Plan({0: [("purchase", 100_000)], 45: [("pay", 8_000)], 60: [("pay", 8_000)]})
PAYS_IN_FULL = Plan({2: [("purchase", 20_000)], 40: [("pay", 20_000)], 60: [("pay", 2_000)]})
LATE = Plan({2: [("purchase", 2_000)], 40: [("pay", 2_000)]})
WRONG, DISPUTED, DECIDED = 10, 62, 88
REACHES = MARCH + timedelta(days=WRONG)


def day_of(number: int) -> date:
    return MARCH + timedelta(days=number)


def wronged(line: Line, until: date, plan: Plan, amount: Money) -> tuple[Line, Claim]:
    """A line that was charged what it shouldn't have been, and whose owner said so."""
    made: list[JournalTransaction] = []

    def buy(line: Line, day: date) -> None:
        made.append(charge(line, "purchase", Bucket.PURCHASE, amount, day, "A stranger's shop"))

    plan.live(line, day_of(DISPUTED), (REACHES, buy))
    done = set_aside(line, made[0], amount, day_of(DISPUTED))
    assert isinstance(done, SetAside)
    _go_on(line, until)
    claimed = ClaimedCharge(made[0].transaction_id, amount, done.amount, done.paid)
    at = datetime.combine(day_of(DISPUTED), time(15), UTC)
    return line, Claim(
        claim_id="c-1",
        right_id="r-1",
        reference="DP-1",
        kind="unauthorized_use",
        state="acknowledged",
        received_at=at,
        acknowledge_by=day_of(DISPUTED + 30),
        resolve_by=day_of(DISPUTED + 80),
        charges=(claimed,),
    )


def decide(line: Line, claim: Claim, outcome: Outcome, credited: str) -> Claim:
    now = datetime.combine(day_of(DECIDED), time(15), UTC)
    credits = {claim.charges[0].transaction_id: dollars(credited)} if credited else {}
    made = propose(line, claim, outcome, credits, "We looked.", "ana", now)
    assert not hasattr(made, "code"), made
    history = past(line, REACHES)
    done = carry_out(line, claim, made, made.content_sha256, "ben", "lead", now, history)  # type: ignore[union-attr, arg-type]
    assert isinstance(done, Claim), done
    return done


@pytest.mark.parametrize("plan", [OWES, PAYS_IN_FULL, LATE], ids=["owes", "pays in full", "late"])
def test_a_claim_found_right_leaves_no_trace(plan: Plan) -> None:
    line, claim = wronged(a_line(), day_of(DECIDED), plan, dollars("300"))
    done = decide(line, claim, "corrected", "300")
    never = plan.live(a_line(), day_of(DECIDED))
    assert done.related is not None
    assert done.related > ZERO
    assert line.balance == never.balance
    assert line.state.buckets == never.state.buckets
    for one in (line, never):
        _go_on(one, day_of(DECIDED + 40))
    assert line.state.buckets == never.state.buckets


def test_of_a_part_the_interest_on_that_part_goes() -> None:
    line, claim = wronged(a_line(), day_of(DECIDED), OWES, dollars("300"))
    done = decide(line, claim, "partial", "120")
    whole, other = wronged(a_line(), day_of(DECIDED), OWES, dollars("300"))
    all_of_it = decide(whole, other, "corrected", "300")
    right, _ = wronged(a_line(), day_of(DECIDED), OWES, dollars("180"))
    release(right, next(iter(right.state.aside)), day_of(DECIDED))
    assert done.related is not None
    assert all_of_it.related is not None
    assert ZERO < done.related < all_of_it.related
    assert line.state.buckets == right.state.buckets
    assert line.state.aside == {}


def test_nothing_goes_with_what_is_explained_or_was_set_aside_at_once() -> None:
    line, claim = wronged(a_line(), day_of(DECIDED), OWES, dollars("300"))
    before = line.balance
    assert decide(line, claim, "explained", "").related == ZERO
    assert line.balance == before
    bought = charge(line, "purchase", Bucket.PURCHASE, dollars("5"), day_of(DECIDED), "A shop")
    assert isinstance(set_aside(line, bought, bought.amount, day_of(DECIDED)), SetAside)
    found = {bought.transaction_id: bought.amount}
    assert take_off(line, past(line, day_of(DECIDED)), found, day_of(DECIDED)) == ZERO


def test_what_cannot_be_worked_out_is_left_to_a_person() -> None:
    line, claim = wronged(a_line(), day_of(DECIDED), OWES, dollars("300"))
    line.flags = {"bankruptcy": True}
    done = decide(line, claim, "corrected", "300")
    assert done.related is None
    assert line.state.buckets[Bucket.DISPUTED] == ZERO
