"""A hardship plan on a line: begun, paid, left."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from servicing.accounts.model import Line
from servicing.calendar import add_months
from servicing.money import ZERO, Money
from servicing.plans import keeping, starting
from servicing.plans.model import Option, Path
from servicing.refusal import Refusal
from tests.servicing.lives.life import DAYS
from tests.servicing.lives.paying import Paying
from tests.servicing.naive.nouns import DAYS_TO_DUE, business_days_after

PLAN_RATES = st.sampled_from(["0", "9.99", "23.5"])


def an_option(months: int, payment: Money, apr: Decimal, first: date) -> Option:
    """A plan of reduced payments, on terms of any kind."""
    nowhere = Path(0, ZERO, ZERO, ZERO)
    return Option(
        program=f"reduced-payment-{months}",
        name="Reduced payment",
        policy="hardship-programs",
        payment=payment,
        apr=apr,
        months=months,
        first_due_on=first,
        ends_on=add_months(first, months - 1),
        schedule=(),
        whole=nowhere,
        margin=None,
        closes_line=False,
        decided_by="agent",
        documents=False,
        status_reported="as_at_enrolment",
    )


class Planning(Paying):
    """What a borrower does with a plan."""

    @precondition(lambda self: self.model.plan is None and not self.model.closed)
    @precondition(lambda self: self.model.undisputed() > 0)
    @rule(months=st.sampled_from([3, 6]), payment=st.integers(500, 20_000), apr=PLAN_RATES)
    def starts_a_plan(self, months: int, payment: int, apr: str) -> None:
        today, name = self.today, f"pl-{self.name()}"

        def begin(line: Line) -> tuple[date, date, list[str]]:
            cancelled = [one.payment_id for one in starting.to_cancel(line, today, DAYS)]
            first = line.cycles.due(line.next_closing(today))
            option = an_option(months, Money(payment), Decimal(apr), first)
            plan = starting.start(line, name, option, today, DAYS)
            self.keeper.plan_started(line)
            return plan.first_due_on, plan.ends_on, cancelled

        first, last, cancelled = self.act(begin)
        closing = self.model.next_closing(today)
        assert first == closing + timedelta(days=DAYS_TO_DUE)
        far = business_days_after(today, 3)
        waiting = [(n, p) for n, p in self.model.payments.items() if p.status == "scheduled"]
        assert cancelled == sorted(n for n, one in waiting if one.on >= far)
        for one in cancelled:
            self.model.payments[one].status = "cancelled"
        self.model.start_plan(today, payment, Fraction(apr), first, last)
        type(self).happened.add("planned")

    @precondition(lambda self: self.model.plan is not None and self.model.plan.left_on is None)
    @rule()
    def leaves_the_plan(self) -> None:
        last = self.act(lambda line: keeping.leave(line, self.today))
        assert last == self.model.next_closing(self.today)
        self.model.leave_plan(self.today)
        assert isinstance(self.act(lambda line: keeping.leave(line, self.today)), Refusal)

    @precondition(lambda self: self.model.plan is not None and self.model.minimum_left() > 0)
    @rule()
    def pays_what_the_plan_asks(self) -> None:
        self.pays(self.model.minimum_left(), 0)
