"""Nights of a line, and crashes in the middle of something."""

import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from servicing import nightly
from servicing.accounts import postings
from servicing.money import Money
from servicing.payments import receipts
from tests.servicing.lives.keepers import Killed
from tests.servicing.lives.life import DAYS, SHOP, Life, cents
from tests.servicing.naive.nouns import DAY, business_day

LATE_ENOUGH = 170
"""Days past due by which a life stays where it is: a charge-off is no part of the model."""


class Passing(Life):
    """Time, and what cuts it off."""

    @rule(count=st.sampled_from([1, 1, 1, 2, 5, 12, 31]))
    def nights(self, count: int) -> None:
        for _ in range(count):
            if self.model.days_past_due(self.today + 2 * DAY) > LATE_ENOUGH:
                return
            self.night(cut_off=False)

    @precondition(lambda self: self.model.unmet_ahead(self.today))
    @rule()
    def lets_a_due_date_pass(self) -> None:
        self.nights((min(self.model.unmet_ahead(self.today)) - self.today).days + 1)

    @rule()
    def night_cut_off(self) -> None:
        if self.model.days_past_due(self.today + 2 * DAY) <= LATE_ENOUGH:
            with pytest.raises(Killed):
                self.night(cut_off=True)
            self.night(cut_off=False)

    def night(self, cut_off: bool) -> None:
        morning = self.today + DAY
        with self.keeper.line() as line:
            nightly.evening(line, self.today)
        with self.keeper.line() as line:
            receipts.settle_due(line, morning, DAYS)
            nightly.morning(line, morning, DAYS)
            over = line.changes.plan_over
            marks = [(one.due_on, one.mark, morning) for one in line.changes.plan_marks]
            if cut_off:
                self.keeper.cut_off(line, "raise")
        self.model.evening(self.today)
        self.today = morning
        if business_day(morning):
            for name, payment in self.model.payments.items():
                if payment.status == "pending" and payment.settles_on <= morning:
                    self.model.happens("settle", morning, name)
        marked, ended = len(self.model.plan_marks), len(self.model.plan_ends)
        self.model.morning(morning)
        assert marks == self.model.plan_marks[marked:]
        type(self).happened |= set(self.model.plan_ends)
        assert ([] if over is None else [over[1]]) == self.model.plan_ends[ended:]

    @rule(amount=cents, how=st.sampled_from(["raise", "terminate"]))
    def crashes(self, amount: int, how: str) -> None:
        """Cut off between the writing and the commit: nothing of it is there afterwards."""
        try:
            with self.keeper.line() as line:
                receipts.receive(
                    line, receipts.schedule(line, Money(amount), self.today, "one_off", DAYS)
                )
                postings.refund(line, Money(amount), self.today, "A refund", SHOP)
                self.keeper.cut_off(line, how)
        except (Killed, psycopg.OperationalError):
            pass
        else:
            raise AssertionError("it was cut off")
