"""A machine that leads a line through any life, and asks after each step whether its books hold."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from servicing import nightly
from servicing.accounts import disputed, draws, postings
from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated, back_post
from servicing.calendar import BusinessDays, add_months
from servicing.cards import authorisations
from servicing.corrections.reversal import reverse
from servicing.ledger.model import JournalTransaction, Merchant
from servicing.money import ZERO, Money
from servicing.payments import answers, receipts
from servicing.plans import keeping, starting
from servicing.plans.model import Option, Path
from servicing.refusal import Refusal
from tests.servicing.builders import a_line
from tests.servicing.lives.keepers import InMemory, Keeper, Killed
from tests.servicing.naive.line import NaiveLine
from tests.servicing.naive.nouns import (
    CHARGED_TO,
    DAY,
    DAYS_TO_DUE,
    Key,
    Payment,
    Step,
    business_day,
    business_days_after,
)

DAYS = BusinessDays()
SHOP = Merchant("A shop", "A SHOP", "shopping", "Macon, GA")
START, LIMIT = date(2026, 3, 1), 500_000
CHARGES = tuple(CHARGED_TO)
PENALTIES = ("late_fee", "returned_fee")
T = TypeVar("T")

PLAN_RATES = st.sampled_from(["0", "9.99", "23.5"])

cents = st.one_of(st.integers(1, 400), st.integers(500, 60_000), st.integers(60_000, 300_000))
which = st.integers(0, 1_000_000)


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


class Books(RuleBasedStateMachine):
    """One line wherever it is kept, and the naive model of it."""

    keep: ClassVar[Callable[[Line], Keeper]] = InMemory
    steps: ClassVar[int] = 0
    corrected: ClassVar[int] = 0
    unclear: ClassVar[int] = 0
    planned: ClassVar[int] = 0
    ends: ClassVar[set[str]] = set()

    @initialize(due_day=st.integers(1, 28))
    def opened(self, due_day: int) -> None:
        self.keeper = type(self).keep(a_line(due_day, START, str(LIMIT // 100)))
        self.today, self.model, self.made = START, NaiveLine(START, due_day, LIMIT), 0

    def teardown(self) -> None:
        if hasattr(self, "keeper"):
            self.keeper.close()

    # How a step is made

    def act(self, what: Callable[[Line], T]) -> T:
        with self.keeper.line() as line:
            return what(line)

    def name(self) -> str:
        self.made += 1
        return f"n{self.made}"

    def charges(self, kinds: tuple[str, ...], taken: bool = False) -> list[Key]:
        """The model's charges that stand, in their order."""
        return [
            key
            for key, one in self.model.charges.items()
            if one.kind in kinds and key not in self.model.undone
        ]

    def posting(self, key: Key) -> JournalTransaction:
        """The product's posting of a charge: the one at the same place among the charges."""
        number = list(self.model.charges).index(key)
        posted = [one for one in self.keeper.transactions() if one.kind in CHARGES]
        return posted[number]

    # What can happen

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

    @rule(amount=cents)
    def refunds(self, amount: int) -> None:
        self.act(lambda line: postings.refund(line, Money(amount), self.today, "A refund", SHOP))
        self.model.happens("refund", self.today, amount)

    @rule(amount=cents)
    def credits(self, amount: int) -> None:
        self.act(lambda o: postings.credit(o, "adjustment", Money(amount), self.today, "Goodwill"))
        self.model.happens("credit", self.today, amount)

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
        if self.model.plan_changed_since(on):
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

    @precondition(lambda self: self.model.plan is None and self.model.undisputed() > 0)
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
        type(self).planned += 1

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

    @rule(count=st.sampled_from([1, 1, 1, 2, 5, 12, 31]))
    def nights(self, count: int) -> None:
        for _ in range(count):
            if self.model.days_past_due(self.today + 2 * DAY) > 170:
                return
            self.night(cut_off=False)

    @rule()
    def night_cut_off(self) -> None:
        if self.model.days_past_due(self.today + 2 * DAY) <= 170:
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
        type(self).ends |= set(self.model.plan_ends)
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

    def pick(self, of: list[T], n: int) -> T:
        return of[n % len(of)]

    # What holds after each of them

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "keeper"):
            return
        type(self).steps += 1
        line = self.keeper.read()
        assert {b.value: a.minor for b, a in line.state.buckets.items()} == self.model.owed
        assert line.available(self.today).minor == self.model.available(self.today)
        assert line.minimum_left().minor == self.model.minimum_left()
        assert line.minimum_left() <= max(line.undisputed(), ZERO)
        assert self.charged() == [
            (one.kind, one.day, one.amount) for one in self.model.charges.values()
        ]
        assert self.keeper.wrong() == []

    def charged(self) -> list[tuple[Any, ...]]:
        posted = [one for one in self.keeper.transactions() if one.kind in CHARGES]
        return [(one.kind, one.posted_on, one.amount.minor) for one in posted]
