"""A charge disputed beside identity theft, or instead of the whole line."""

from collections.abc import Iterator

import pytest
from psycopg_pool import ConnectionPool

from servicing.contract.quotes import Refusal
from servicing.disputes.model import Claim
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from tests.servicing.disputes.test_claims import At, Desk
from tests.servicing.disputes.test_course import decide
from tests.servicing.disputes.test_identity_theft import line_of, told


@pytest.fixture
def charged(few_copy: str) -> Iterator[Desk]:
    """Return the books of a line with a stranger's charges."""
    with ConnectionPool(few_copy, min_size=1, max_size=2, open=True) as pool:
        yield Desk(few_copy, pool, At())


def test_another_dispute_stands_beside_it_and_ends_by_itself(charged: Desk) -> None:
    charged.file("unauthorized_use", charged.charges("NVX Digital"))
    (before,) = charged.claims()
    told(charged)
    whole = next(one for one in charged.claims() if one.whole_line)
    assert whole.withheld + before.amount == line_of(charged).state.buckets[Bucket.DISPUTED]
    refused = charged.quote(
        "file_dispute",
        {
            "claims": [
                {
                    "kind": "billing_error",
                    "transaction_ids": charged.charges("Greenfield Foods")[:1],
                }
            ]
        },
    )
    assert isinstance(refused, Refusal)
    assert refused.code == "line_disputed"
    done = decide(charged, before, "corrected")
    assert isinstance(done, Claim), done
    assert done.related is not None  # its past is lived again, with the line set aside in it
    assert charged.reconciles()
    line = line_of(charged)
    assert line.undisputed() == ZERO
    assert line.blocked


def test_a_charge_found_the_borrowers_own_stays_aside_with_the_line(charged: Desk) -> None:
    charged.file("unauthorized_use", charged.charges("NVX Digital"))
    (before,) = charged.claims()
    told(charged)
    done = decide(charged, before, "explained")
    assert isinstance(done, Claim), done
    line = line_of(charged)
    assert line.balance == line.state.buckets[Bucket.DISPUTED]
    assert line.minimum_left() == ZERO
    assert charged.reconciles()


def test_charges_by_a_stranger_are_filed_with_their_lock(charged: Desk) -> None:
    assert charged.file("identity_theft", charged.charges("NVX Digital")).status == "ok"
    (claim,) = charged.claims()
    assert not claim.whole_line
    assert charged.bucket(Bucket.DISPUTED) == claim.amount == Money.of("214.49")
    assert line_of(charged).blocked
    done = decide(charged, claim, "corrected")
    assert isinstance(done, Claim), done
    line = line_of(charged)
    assert (line.status, line.blocked, line.flags) == ("open", False, {})
    assert charged.reconciles()
