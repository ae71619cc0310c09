"""Taking a fee off, with a dispute about it open."""

from datetime import date

from servicing.accounts import disputed
from servicing.accounts.model import Line
from servicing.accounts.postings import charge
from servicing.ledger.model import Bucket
from servicing.money import ZERO
from servicing.payments import waivers
from servicing.refusal import Refusal
from tests.servicing.builders import a_line, dollars

DAY = date(2026, 3, 10)


def owing_a_fee() -> Line:
    line = a_line()
    charge(line, "purchase", Bucket.PURCHASE, dollars("200"), DAY, "A shop")
    charge(line, "late_fee", Bucket.FEES, dollars("30"), DAY, "Late payment fee")
    return line


def test_a_disputed_fee_is_given_back_once() -> None:
    line = owing_a_fee()
    fee = line.changes.transactions[-1]
    disputed.set_aside(line, fee, fee.amount, DAY)
    waivers.take_off(line, fee, DAY)
    assert isinstance(disputed.credit_disputed(line, fee.transaction_id, DAY), Refusal)
    assert line.balance == dollars("200")
    assert line.state.buckets[Bucket.PURCHASE] == dollars("200")
    assert line.state.buckets[Bucket.DISPUTED] == ZERO
    assert line.state.aside == {}
