"""Card and cash on a line, and credits to it."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from servicing.accounts import draws, postings
from servicing.accounts.model import Line
from servicing.cards import authorisations
from servicing.ledger.model import JournalTransaction
from servicing.money import Money
from servicing.refusal import Refusal
from tests.servicing.lives.life import SHOP, Life, cents, which


class Spending(Life):
    """What uses the credit, and what a shop or the lender gives back."""

    @rule(amount=cents)
    def authorises(self, amount: int) -> None:
        name, room = self.name(), self.model.available(self.today)
        done = self.act(
            lambda o: authorisations.authorise(o, name, Money(amount), SHOP, self.today)
        )
        assert isinstance(done, Refusal) == (amount > room)
        if not isinstance(done, Refusal):
            self.model.holds[name] = (amount, self.today + timedelta(days=7))

    @precondition(lambda self: self.model.holds)
    @rule(n=which, part=st.integers(1, 100))
    def captures(self, n: int, part: int) -> None:
        name, (held, _) = self.pick(list(self.model.holds.items()), n)
        amount = max(held * part // 100, 1)

        def capture(line: Line) -> object:
            hold = next(one for one in line.holds if one.hold_id == name)
            return authorisations.capture(line, hold, Money(amount), self.today)

        assert isinstance(self.act(capture), JournalTransaction)
        del self.model.holds[name]
        self.model.happens("charge", self.today, ("purchase", name), "purchase", amount)

    @precondition(lambda self: self.model.holds)
    @rule(n=which)
    def voids(self, n: int) -> None:
        name, _ = self.pick(list(self.model.holds.items()), n)
        self.act(
            lambda line: authorisations.void(
                line, next(one for one in line.holds if one.hold_id == name), self.today
            )
        )
        del self.model.holds[name]

    @rule(amount=cents)
    def draws(self, amount: int) -> None:
        def draw(line: Line) -> Refusal | None:
            refusal = draws.check_draw(line, Money(amount), self.today)
            if refusal is None:
                draws.ask(line, Money(amount), self.today, self.today)
            return refusal

        room = self.model.available(self.today)
        if self.act(draw) is None:
            assert amount <= room
            self.model.asked.append((("draw", self.name()), amount))

    @rule(amount=cents)
    def refunds(self, amount: int) -> None:
        self.act(lambda line: postings.refund(line, Money(amount), self.today, "A refund", SHOP))
        self.model.happens("refund", self.today, amount)

    @rule(amount=cents)
    def credits(self, amount: int) -> None:
        self.act(lambda o: postings.credit(o, "adjustment", Money(amount), self.today, "Goodwill"))
        self.model.happens("credit", self.today, amount)
