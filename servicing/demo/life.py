"""How a demo borrower uses a line: habits, plus what a story scripts, run day by day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Literal

import yaml

from servicing import nightly
from servicing.accounts import draws
from servicing.accounts.model import Line
from servicing.accounts.postings import refund
from servicing.calendar import DAY, BusinessDays
from servicing.cards import authorisations
from servicing.demo.source import Chance
from servicing.ledger.model import Bucket, Merchant
from servicing.money import ZERO, Money
from servicing.payments import answers, lateness, receipts

_RETURN_AFTER_BUSINESS_DAYS = 2
_FINISHED_PAYMENTS_KEPT_DAYS = 45
_DRAWN_IN_STEPS_MINOR = 2500


@dataclass(frozen=True)
class Shop:
    """A merchant of the demo's towns, with what people spend there (whole dollars)."""

    name: str
    category: str
    descriptor: str
    least: int
    most: int
    weight: int


@dataclass(frozen=True)
class Town:
    """What a demo borrower finds around."""

    shops: tuple[Shop, ...]
    weights: tuple[int, ...]
    cities: tuple[tuple[str, str], ...]
    banks: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]

    @classmethod
    def load(cls) -> "Town":
        """Read `merchants.yaml`."""
        raw = yaml.safe_load(files("servicing.demo").joinpath("merchants.yaml").read_text())
        shops = tuple(Shop(*row) for row in raw["merchants"])
        return cls(
            shops=shops,
            weights=tuple(shop.weight for shop in shops),
            cities=tuple((city, state) for city, state in raw["cities"]),
            banks=tuple(raw["banks"]),
            first_names=tuple(raw["first_names"]),
            last_names=tuple(raw["last_names"]),
        )


@dataclass(frozen=True)
class Habits:
    """What a borrower does of their own accord.

    `pays` is what they pay `days_before_due` days ahead: the whole statement, the minimum, the
    minimum and part of the balance (`part_percent`), or their draw, leaving the fee to autopay.
    They forget with `forgets`, and then pay `days_late` days after the due date. Probabilities
    are per cycle unless named otherwise.
    """

    purchases_a_month: float
    pays: Literal["statement", "minimum", "part", "draw", "nothing"]
    days_before_due: int = 4
    part_percent: int = 20
    forgets: float = 0.0
    days_late: int = 6
    draws_a_month: float = 0.0
    bounces: float = 0.0
    refunds: float = 0.02
    spend_percent: int = 100
    until: date = date.max


Act = Callable[["Life", date], None]


@dataclass
class Life:
    """One line's history in the making."""

    line: Line
    habits: Habits
    chance: Chance
    town: Town
    days: BusinessDays
    script: Mapping[date, Sequence[Act]] = field(default_factory=dict)
    city: tuple[str, str] = ("", "")
    holds: int = 0
    bounced: dict[str, tuple[date, str]] = field(default_factory=dict)
    forgot: bool = False

    def run(self, until: date) -> None:
        """Live from the opening day to the morning of `until`."""
        day = self.line.opened_on
        while day < until:
            self._day(day)
            nightly.evening(self.line, day)
            day += DAY
        receipts.settle_due(self.line, until, self.days)
        nightly.morning(self.line, until, self.days)
        for act in self.script.get(until, ()):
            act(self, until)

    def buy(self, shop: Shop, amount: Money, day: date, posts_after: int) -> None:
        """Authorise a card purchase, if there is room for it."""
        if amount > self.line.available(day):
            return
        self.holds += 1
        city = f"{self.city[0]}, {self.city[1]}"
        store = 10 + sum(map(ord, shop.name + self.city[0])) % 89
        descriptor = f"{shop.descriptor.format(store=store)} {city.upper().replace(',', '')}"
        authorisations.authorise(
            self.line,
            f"h-{self.line.account_id}-{self.holds:05d}",
            amount,
            Merchant(shop.name, descriptor, shop.category, city),
            day,
            posts_on=day + timedelta(days=posts_after),
        )

    def draw(self, amount: Money, day: date) -> None:
        """Draw cash to the linked bank, if there is room for it."""
        if draws.check_draw(self.line, amount, day) is None:
            draws.take(self.line, amount, day)

    def draw_some(self, day: date) -> None:
        """Draw what they feel like, or as much of it as there is room for."""
        step = _DRAWN_IN_STEPS_MINOR
        wanted = self.chance.between(2, 16) * step
        room = self.line.available(day).minor // step * step
        self.draw(Money(min(wanted, room)), day)

    def pay(self, amount: Money, day: date, bounce: str | None = None) -> None:
        """Pay from the linked bank today; `bounce` makes the bank return it with that code."""
        line = self.line
        owed = Money(sum(part.minor for part in line.owed().values()))
        amount = min(amount, owed)
        if amount < line.product.payments.minimum:
            return
        payment = receipts.schedule(line, amount, day, "one_off", self.days)
        receipts.receive(line, payment)
        if bounce is not None:
            back = self.days.add(payment.settles_on, _RETURN_AFTER_BUSINESS_DAYS)
            self.bounced[payment.payment_id] = (back, bounce)

    def _day(self, day: date) -> None:
        line = self.line
        receipts.settle_due(line, day, self.days)
        nightly.morning(line, day, self.days)
        for payment_id, (back, code) in list(self.bounced.items()):
            if back == day:
                del self.bounced[payment_id]
                payment = answers.standing(line.payments[payment_id], line.payments.__getitem__)
                receipts.send_back(line, payment, day, code)
                lateness.assess_return(line, payment, day, code)
        for act in self.script.get(day, ()):
            act(self, day)
        if line.status == "open":
            if day <= self.habits.until and not line.past_due(day):
                self._spend(day)
            self._pay_by_habit(day)
        if day.day == 1:
            self._forget_finished(day)

    def _spend(self, day: date) -> None:
        habits, chance, line = self.habits, self.chance, self.line
        if line.plan is not None or line.flags:
            return
        expected = habits.purchases_a_month / 30
        while chance.hits(min(expected, 0.9)):
            expected -= 0.9
            shop = chance.weighted(self.town.shops, self.town.weights)
            cents = chance.between(shop.least * 100, shop.most * 100)
            cents = cents * habits.spend_percent // 100
            self.buy(shop, Money(cents), day, chance.between(1, 3))
        if habits.draws_a_month and chance.hits(habits.draws_a_month / 30):
            self.draw_some(day)
        if habits.refunds and chance.hits(habits.refunds / 30):
            shop = chance.pick(self.town.shops)
            city = f"{self.city[0]}, {self.city[1]}"
            merchant = Merchant(shop.name, f"REFUND {shop.name.upper()}", shop.category, city)
            amount = Money(chance.between(800, 4000))
            if amount < line.state.buckets[Bucket.PURCHASE]:
                refund(line, amount, day, merchant.descriptor, merchant)

    def _pay_by_habit(self, day: date) -> None:
        habits, last = self.habits, self.line.state.last
        if last is None or habits.pays == "nothing" or last.minimum <= ZERO:
            return
        if day == last.due_on - timedelta(days=habits.days_before_due):
            self.forgot = self.chance.hits(habits.forgets)
            if not self.forgot:
                self._pay_once(day)
        elif self.forgot and day == last.due_on + timedelta(days=habits.days_late):
            self.forgot = False
            self._pay_once(day)

    def _pay_once(self, day: date) -> None:
        line, habits = self.line, self.habits
        minimum = line.minimum_left()
        last = line.state.last
        if last is None:
            return
        amount = {
            "statement": max(last.remaining, minimum),
            "minimum": minimum,
            "part": minimum + Money(max(last.remaining.minor, 0) * habits.part_percent // 100),
            "draw": line.owed()[Bucket.DRAW],
            "nothing": ZERO,
        }[habits.pays]
        self.pay(amount, day, "R01" if self.chance.hits(habits.bounces) else None)

    def _forget_finished(self, day: date) -> None:
        """Let go of payments that can't change any more; they stay among the line's changes."""
        old = day - timedelta(days=_FINISHED_PAYMENTS_KEPT_DAYS)
        self.line.payments = {
            key: payment
            for key, payment in self.line.payments.items()
            if payment.settles_on > old or payment.status in {"scheduled", "pending"}
        }


def with_habits(life: Life, **changes: object) -> None:
    """Change a borrower's habits from now on."""
    life.habits = replace(life.habits, **changes)  # type: ignore[arg-type]
