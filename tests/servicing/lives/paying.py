"""Payments on a line, their returns, and what is counted from a past day."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated, back_post
from servicing.money import Money
from servicing.payments import answers, receipts
from servicing.refusal import Refusal
from tests.servicing.lives.life import DAYS, SHOP, START, Life, cents, which
from tests.servicing.naive.nouns import Payment, Step, business_days_after


class Paying(Life):
    """Money that comes in, goes back, or was missed."""

    @rule(amount=cents, ahead=st.sampled_from([0, 0, 0, 1, 4, 9]))
    def pays(self, amount: int, ahead: int) -> None:
        on = self.today + timedelta(days=ahead)

        def pay(line: Line) -> str:
            payment = receipts.schedule(line, Money(amount), on, "one_off", DAYS)
            if not ahead:
                receipts.receive(line, payment)
            return payment.payment_id

        name = self.act(pay)
        settles = business_days_after(on, 1)
        releases = business_days_after(settles, 3)
        self.model.payments[name] = Payment(amount, on, "scheduled", settles, releases)
        if not ahead:
            self.model.happens("receive", self.today, name)

    @precondition(lambda self: self.returnable())
    @rule(n=which, code=st.sampled_from(["R08", "R08", "R77"]))
    def sends_back(self, n: int, code: str) -> None:
        name = self.pick(self.returnable(), n)

        def send_back(line: Line) -> None:
            if name not in line.payments:
                line.payments[name] = self.keeper.payment(line, name)
            answers.returned(line, line.payments[name], self.today, code, DAYS)

        self.act(send_back)
        self.model.happens("send_back", self.today, name, code)

    def returnable(self) -> list[str]:
        payments = self.model.payments.items()
        own = [name for name, one in payments if one.status == "posted"]
        return [name for name in own if name not in self.late_ones()]

    def late_ones(self) -> set[str]:
        late = (about[1] for what, _, about in self.model.story if what == "counted_late")
        return {about[0] for steps in late for what, _, about in steps if what == "receive"}

    @precondition(lambda self: not self.model.closed)
    @rule(
        kind=st.sampled_from(["payment", "payment", "purchase", "draw", "refund", "adjustment"]),
        amount=cents,
        back=st.integers(1, 90),
    )
    def counts_late(self, kind: Any, amount: int, back: int) -> None:
        on = max(self.today - timedelta(days=back), START)
        what = BackDated(kind, Money(amount), on, "Counted late", "missed", SHOP)
        done = self.act(
            lambda line: back_post(line, self.keeper.history(line, on), what, self.today)
        )
        if self.model.terms_changed_since(on):
            # For a person to work out; nothing of it is posted.
            assert isinstance(done, Refusal)
            assert done.code == "history_unclear"
            return
        if isinstance(done, Refusal):
            assert done.code == "history_unclear"
            type(self).unclear += 1
            return
        type(self).corrected += 1
        steps: tuple[Step, ...]
        if done.payment is not None:
            name = done.payment.payment_id
            self.model.payments[name] = Payment(amount, on, "posted", self.today, self.today)
            steps = (("receive", on, (name,)), ("settle", on, (name,)))
        elif kind in ("purchase", "draw"):
            steps = (("charge", on, ((kind, self.name()), kind, amount)),)
        else:
            steps = (("refund" if kind == "refund" else "credit", on, (amount,)),)
        self.model.count_late(self.today, on, *steps)
