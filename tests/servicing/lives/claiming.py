"""Charges on a line that are taken back, taken off or disputed."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from servicing.accounts import disputed
from servicing.corrections.reversal import reverse
from servicing.ledger.model import JournalTransaction
from servicing.money import Money
from servicing.payments import waivers
from servicing.refusal import Refusal
from tests.servicing.lives.life import PENALTIES, Life, which


class Claiming(Life):
    """What becomes of a charge after it was posted."""

    @precondition(lambda self: self.charges(("purchase", "draw", *PENALTIES)))
    @rule(n=which)
    def reverses(self, n: int) -> None:
        key = self.pick(self.charges(("purchase", "draw", *PENALTIES)), n)
        posted = self.posting(key)
        done = self.act(lambda line: reverse(line, posted, self.today, "a mistake"))
        assert isinstance(done, JournalTransaction), done
        self.model.happens("reverse", self.today, key)
        again = self.act(lambda line: reverse(line, posted, self.today, "a mistake"))
        assert isinstance(again, Refusal)

    @precondition(lambda self: self.charges(("purchase", "draw", *PENALTIES)))
    @rule(n=which, part=st.integers(1, 100))
    def disputes(self, n: int, part: int) -> None:
        key = self.pick(self.charges(("purchase", "draw", *PENALTIES)), n)
        charge, before = self.model.charges[key], self.model.aside.get(key)
        room = charge.amount - (before.amount + before.paid if before else 0)
        amount = room * part // 100
        if not amount:
            return
        posted = self.posting(key)
        done = self.act(lambda line: disputed.set_aside(line, posted, Money(amount), self.today))
        assert isinstance(done, disputed.SetAside), done
        moved: list[int] = []
        self.model.happens("set_aside", self.today, key, amount, moved)
        assert (done.amount.minor, done.paid.minor) == (moved[0], amount - moved[0])

    @precondition(lambda self: self.model.aside)
    @rule(n=which, right=st.booleans())
    def resolves(self, n: int, right: bool) -> None:
        key = self.pick(list(self.model.aside), n)
        posted = self.posting(key)
        settle = disputed.credit_disputed if right else disputed.release
        done = self.act(lambda line: settle(line, posted.transaction_id, self.today))
        assert not isinstance(done, Refusal), done
        self.model.happens("uphold" if right else "release", self.today, key)

    @precondition(lambda self: self.charges(PENALTIES))
    @rule(n=which)
    def takes_a_fee_off(self, n: int) -> None:
        key = self.pick(self.charges(PENALTIES), n)
        posted = self.posting(key)
        self.act(lambda line: waivers.take_off(line, posted, self.today))
        self.model.happens("waive", self.today, key)
        type(self).happened.add("waived")
