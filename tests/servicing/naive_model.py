"""The books of one card line the naive way, in whole cents and nothing of the product's.

Written from the rules (docs and regulations), not from the code: it imports nothing of the
project, keeps no journal and knows nothing of Postgres. What it is told happened it keeps as a
list, and to count something from a past day it starts from an old copy of itself and lives the
list again.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import holidays

ACCRUING = ("purchase", "draw")
BUCKETS = ("purchase", "draw", "interest", "fees", "disputed", "credit")
RATES = {"purchase": Fraction("21.99"), "draw": Fraction("26.99")}
MINIMUM_FIRST = ("interest", "fees", "purchase", "draw")
EXCESS_FIRST = ("draw", "purchase", "interest", "fees")
CHARGED_TO = {
    "purchase": "purchase",
    "draw": "draw",
    "interest": "interest",
    "late_fee": "fees",
    "returned_fee": "fees",
}
DAYS_TO_DUE, FLOOR, FIRST_FEE, REPEAT_FEE, CYCLES_BACK, HOLD_DAYS = 25, 2500, 3000, 4100, 7, 3
FEE_CODES = ("R08",)
DAY = timedelta(days=1)
_HOLIDAYS = holidays.country_holidays("US")


def business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _HOLIDAYS


def business_days_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= business_day(day)
    return day


def half_even(exact: Fraction) -> int:
    return round(exact)


def spend(amount: int, order: Iterable[str], owed: dict[str, int]) -> tuple[dict[str, int], int]:
    parts = {}
    for name in order:
        part = min(amount, owed[name])
        if part > 0:
            parts[name] = part
            owed[name] -= part
            amount -= part
    return parts, amount


@dataclass
class Charge:
    kind: str
    day: date
    amount: int
    parts: dict[str, int]


@dataclass
class Payment:
    amount: int
    on: date
    status: str
    settles_on: date
    releases_on: date
    parts: dict[str, int] = field(default_factory=dict)
    met: dict[date, int] = field(default_factory=dict)


@dataclass
class Due:
    on: date
    minimum: int
    left: int


@dataclass
class Told:
    """The last statement."""

    closing: date
    due_on: date
    left: int
    paid_on: date | None
    came_with_grace: bool

    @property
    def paid_in_full(self) -> bool:
        return self.paid_on is not None and self.paid_on <= self.due_on


@dataclass
class Disputed:
    amount: int
    paid: int


Key = tuple[Any, ...]
Step = tuple[str, date, tuple[Any, ...]]


@dataclass
class NaiveLine:
    """One line. Amounts are cents; a charge is named by a key that its teller chooses."""

    opened: date
    due_day: int
    limit: int
    owed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    opening: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACCRUING, 0))
    moves: list[tuple[date, str, int, str]] = field(default_factory=list)
    openings: list[date] = field(default_factory=list)
    charged: dict[str, int] = field(default_factory=lambda: {"interest": 0, "fees": 0})
    dues: list[Due] = field(default_factory=list)
    told: Told | None = None
    fee_days: list[tuple[str, date]] = field(default_factory=list)
    fee_dues: set[date] = field(default_factory=set)
    charges: dict[Key, Charge] = field(default_factory=dict)
    undone: set[Key] = field(default_factory=set)
    aside: dict[Key, Disputed] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    holds: dict[str, tuple[int, date]] = field(default_factory=dict)
    asked: list[tuple[Key, int]] = field(default_factory=list)
    story: list[Step] = field(default_factory=list)
    copies: list[tuple[date, int, "NaiveLine"]] = field(default_factory=list)
    fees_there_were: dict[Key, int] | None = None

    def __post_init__(self) -> None:
        self.openings = [self.opened]

    # What can be asked of it

    def net(self) -> dict[str, int]:
        """What will be owed once the payments received have settled."""
        net = dict(self.owed)
        for payment in self.payments.values():
            if payment.status == "pending":
                for bucket, part in payment.parts.items():
                    net[bucket] -= part
        return net

    def undisputed(self) -> int:
        net = self.net()
        return sum(net.values()) - net["disputed"]

    def minimum_left(self) -> int:
        return sum(due.left for due in self.dues)

    def available(self, today: date) -> int:
        held = sum(
            payment.amount
            for payment in self.payments.values()
            if payment.status == "posted" and payment.releases_on > today
        )
        used = sum(self.owed.values()) + sum(amount for amount, _ in self.holds.values())
        used += sum(amount for _, amount in self.asked) + held
        return max(self.limit - used, 0)

    def days_past_due(self, today: date) -> int:
        unmet = [due.on for due in self.dues if due.left and due.on < today]
        return (today - min(unmet)).days if unmet else 0

    def next_closing(self, day: date) -> date:
        month = day.month
        while True:
            due = date(day.year + (month - 1) // 12, (month - 1) % 12 + 1, self.due_day)
            closing = due - timedelta(days=DAYS_TO_DUE)
            if closing >= day:
                return closing
            month += 1

    # What happens to it

    def happens(self, what: str, day: date, *about: Any) -> None:
        self.story.append((what, day, about))
        self._live(what, day, about)

    def _live(self, what: str, day: date, about: tuple[Any, ...]) -> None:
        {
            "charge": self._charge,
            "refund": self._refund,
            "credit": self._credit,
            "receive": self._receive,
            "settle": self._settle,
            "send_back": self._send_back,
            "reverse": self._reverse,
            "set_aside": self._set_aside,
            "release": self._release,
            "uphold": self._uphold,
            "late": self._late,
            "close": self._close,
        }[what](day, *about)

    def evening(self, day: date) -> None:
        for key, amount in self.asked:
            self.happens("charge", day, key, "draw", amount)
        self.asked = []
        if day == self.next_closing(day):
            self.happens("close", day)

    def morning(self, day: date) -> None:
        """Open a day; what the bank settled or sent back comes before it."""
        self.happens("late", day)
        self.holds = {name: one for name, one in self.holds.items() if one[1] >= day}
        for name in sorted(self.payments):
            if self.payments[name].status == "scheduled" and self.payments[name].on <= day:
                self.happens("receive", day, name)

    def _move(self, day: date, bucket: str, amount: int, kind: str = "other") -> None:
        if bucket in ACCRUING and amount:
            self.moves.append((day, bucket, amount, kind))

    def _add(self, parts: dict[str, int]) -> None:
        for bucket, part in parts.items():
            self.owed[bucket] += part

    def _charge(self, day: date, key: Key, kind: str, amount: int) -> None:
        credit = max(min(amount, -self.owed["credit"]), 0)
        bucket = CHARGED_TO[kind]
        parts = {"credit": credit, bucket: amount - credit}
        self._move(day, bucket, amount - credit, "charge")
        self._add(parts)
        self.charges[key] = Charge(kind, day, amount, parts)

    def _refund(self, day: date, amount: int) -> None:
        part = max(min(amount, self.net()["purchase"]), 0)
        self._move(day, "purchase", -part)
        self._count_to_last(amount, day)
        self._add({"purchase": -part, "credit": part - amount})
        self._cap()

    def _credit(self, day: date, amount: int) -> None:
        self._spread(day, amount)
        self._cap()

    def _spread(self, day: date, amount: int) -> None:
        parts, over = spend(amount, EXCESS_FIRST, self.net())
        for bucket, part in parts.items():
            self._move(day, bucket, -part)
            self.owed[bucket] -= part
        self.owed["credit"] -= over
        self._count_to_last(amount, day)

    def _count_to_last(self, amount: int, day: date) -> None:
        if self.told is not None and self.told.left > 0:
            self.told.left -= amount
            if self.told.left <= 0:
                self.told.paid_on = day

    def _ask_less(self, amount: int) -> None:
        for due in reversed(self.dues):
            part = max(min(amount, due.left), 0)
            due.left -= part
            amount -= part

    def _cap(self) -> None:
        self._ask_less(self.minimum_left() - max(self.undisputed(), 0))

    def _receive(self, day: date, name: str) -> None:
        payment = self.payments[name]
        payment.status, payment.parts, payment.met = "pending", {}, {}
        for_minimum = min(payment.amount, self.minimum_left())
        owed = self.net()
        parts, unused = spend(for_minimum, MINIMUM_FIRST, owed)
        more, over = spend(payment.amount - for_minimum + unused, EXCESS_FIRST, owed)
        for bucket, part in more.items():
            parts[bucket] = parts.get(bucket, 0) + part
        if over:
            parts["credit"] = over
        payment.parts = parts
        for bucket in ACCRUING:
            self._move(payment.on, bucket, -parts.get(bucket, 0), "payment")
        left = payment.amount
        for due in self.dues:
            part = min(left, due.left)
            if part:
                due.left -= part
                left -= part
                payment.met[due.on] = part
        if self.told is not None:
            self.told.left -= payment.amount
            if self.told.left <= 0 and self.told.paid_on is None:
                self.told.paid_on = payment.on

    def _settle(self, day: date, name: str) -> None:
        payment = self.payments[name]
        for bucket, part in payment.parts.items():
            self.owed[bucket] -= part
        payment.status = "posted"

    def _send_back(self, day: date, name: str, code: str) -> None:
        payment = self.payments[name]
        credit = payment.parts.get("credit", 0)
        unused = min(credit, -self.owed["credit"])
        parts = {bucket: payment.parts.get(bucket, 0) for bucket in MINIMUM_FIRST}
        parts["purchase"] += credit - unused
        for bucket in ACCRUING:
            self._move(day, bucket, parts[bucket])
        self._add({**parts, "credit": unused})
        for due in self.dues:
            due.left += payment.met.get(due.on, 0)
        told = self.told
        if told is not None:
            if payment.on <= told.closing:
                told.came_with_grace = False
            if payment.settles_on > told.closing:
                told.left += payment.amount
                if told.left > 0:
                    told.paid_on = None
        payment.status = "returned"
        self._fee_of_return(day, payment, code)

    def _fee_of_return(self, day: date, payment: Payment, code: str) -> None:
        spoiled = [due for due in self.dues if due.on in payment.met]
        if code not in FEE_CODES:
            self.fee_dues |= {due.on for due in spoiled if due.on < day}
        elif any(due.on in self.fee_dues for due in spoiled):
            return
        elif any(due.on < day for due in spoiled):
            self._late(day)
        else:
            self.fee_dues |= {due.on for due in spoiled}
            measure = [due for due in self.dues if due.on <= day] or spoiled
            if measure:
                self._fee("returned_fee", day, measure[-1])

    def _late(self, day: date) -> None:
        for due in self.dues:
            if due.on < day and due.left and due.on not in self.fee_dues:
                if (
                    self.fees_there_were is None
                    or ("late_fee", due.on, day) in self.fees_there_were
                ):
                    self.fee_dues.add(due.on)
                    self._fee("late_fee", day, due)

    def _fee(self, kind: str, day: date, due: Due) -> None:
        since = self.openings[:CYCLES_BACK][-1]
        again = any(one == kind and on >= since for one, on in self.fee_days)
        amount, key = min(REPEAT_FEE if again else FIRST_FEE, due.minimum), (kind, due.on, day)
        if self.fees_there_were is not None:
            amount = min(amount, self.fees_there_were.get(key, 0))
        if amount > 0:
            self.fee_days.append((kind, day))
            self.charged["fees"] += amount
            self._charge(day, key, kind, amount)

    def _reverse(self, day: date, key: Key) -> None:
        charge = self.charges.get(key)
        if charge is None:
            return
        if key in self.aside:
            self._release(day, key)
        self.undone.add(key)
        for bucket, part in charge.parts.items():
            self.owed[bucket] -= part
            self._move(day, bucket, -part)
        if self.told is not None and charge.day <= self.told.closing:
            self._count_to_last(charge.amount, day)
        self._even_out(day)
        self._cap()

    def _even_out(self, day: date) -> None:
        parts: dict[str, int] = dict.fromkeys(BUCKETS, 0)
        if self.owed["credit"] > 0:
            parts["purchase"] += self.owed["credit"]
            parts["credit"] -= self.owed["credit"]
        over = {b: -self.owed[b] for b in BUCKETS if b != "credit" and self.owed[b] < 0}
        if over:
            spread, left = spend(sum(over.values()), EXCESS_FIRST, self.net())
            for bucket, part in over.items():
                parts[bucket] += part
            for bucket, part in spread.items():
                parts[bucket] -= part
            parts["credit"] -= left
        for bucket, part in parts.items():
            self._move(day, bucket, part)
        self._add(parts)
        self._turn_pending(day)

    def _turn_pending(self, day: date) -> None:
        """What is on its way pays no more of anything than is owed; the last to come gives way."""
        on_its_way = [
            (one.on, name) for name, one in self.payments.items() if one.status == "pending"
        ]
        for _, name in sorted(on_its_way, reverse=True):
            pays, net = self.payments[name].parts, self.net()
            too_much = {b: min(pays.get(b, 0), max(-net[b], 0)) for b in MINIMUM_FIRST}
            instead, left = spend(sum(too_much.values()), EXCESS_FIRST, net)
            for bucket in MINIMUM_FIRST:
                change = instead.get(bucket, 0) - too_much[bucket]
                pays[bucket] = pays.get(bucket, 0) + change
                self._move(day, bucket, -change)
            pays["credit"] = pays.get("credit", 0) + left

    def _minimum(self, interest: int, fees: int, past_due: int) -> int:
        net, ask = self.net(), max(self.undisputed(), 0)
        share = -(-max(net["purchase"] + net["draw"], 0) // 100) + interest + fees
        return min(max(FLOOR, share) + past_due, ask) if ask else 0

    def _own_minimum(self) -> int:
        net = self.net()
        return self._minimum(max(net["interest"], 0), max(net["fees"], 0), 0)

    def _set_aside(self, day: date, key: Key, amount: int, moved: list[int]) -> None:
        """`moved` hears how much of it was still owed, or says so when this is lived again."""
        charge = self.charges.get(key)
        if charge is None:
            return
        bucket = CHARGED_TO[charge.kind]
        wanted = moved[0] if moved else amount
        part = max(min(wanted, self.net()[bucket]), 0)
        before = self.aside.get(key, Disputed(0, 0))
        self.aside[key] = Disputed(before.amount + part, before.paid + amount - part)
        if not moved:
            moved.append(part)
        if not part:
            return
        asked_before = self._own_minimum()
        self._move(day, bucket, -part)
        self._add({bucket: -part, "disputed": part})
        if self.told is not None and charge.day <= self.told.closing:
            self._count_to_last(part, day)
            self._ask_less(max(asked_before - self._own_minimum(), 0))
        self._cap()

    def _release(self, day: date, key: Key) -> None:
        disputed = self.aside.pop(key, None)
        if disputed is not None and disputed.amount:
            bucket = CHARGED_TO[self.charges[key].kind]
            self._move(day, bucket, disputed.amount)
            self._add({"disputed": -disputed.amount, bucket: disputed.amount})

    def _uphold(self, day: date, key: Key) -> None:
        disputed = self.aside.pop(key, None)
        if disputed is not None:
            self.owed["disputed"] -= disputed.amount
            if disputed.paid:
                self._spread(day, disputed.paid)

    def _close(self, day: date) -> None:
        past = self.charged
        last_balance = {}
        for bucket in ACCRUING:
            daily = self._daily(bucket, day)
            last_balance[bucket] = max(daily[-1], 0)
            bearing = self._bearing(bucket, daily, day)
            amount = half_even(sum(max(one, 0) for one in bearing) * RATES[bucket] / 36500)
            if amount:
                past["interest"] += amount
                self._charge(day, ("interest", day, bucket), "interest", amount)
        minimum = self._minimum(past["interest"], past["fees"], self.minimum_left())
        due_on = day + timedelta(days=DAYS_TO_DUE)
        own = max(minimum - self.minimum_left(), 0)
        recent = day - timedelta(days=120)
        self.dues = [due for due in self.dues if due.left or due.on > recent]
        self.dues.append(Due(due_on, minimum, own))
        received = (one.amount for one in self.payments.values() if one.status == "pending")
        to_pay = sum(self.owed.values()) - sum(received) - self.owed["disputed"]
        grace = self.told is None or self.told.paid_in_full
        self.told = Told(day, due_on, to_pay, day if to_pay <= 0 else None, grace)
        self.opening, self.moves = last_balance, []
        self.charged = {"interest": 0, "fees": 0}
        self.openings = [day + DAY, *self.openings]
        kept = copy.copy(self)
        kept.copies, kept.story = [], []
        self.copies.append((day, len(self.story), copy.deepcopy(kept)))

    def _daily(self, bucket: str, until: date) -> list[int]:
        first, balance, found = self.openings[0], self.opening[bucket], []
        for n in range((until - first).days + 1):
            balance += sum(a for d, b, a, _ in self.moves if b == bucket and d == first + n * DAY)
            found.append(balance)
        return found

    def _bearing(self, bucket: str, daily: list[int], until: date) -> list[int]:
        """The part of each day's balance that bears interest."""
        if bucket == "draw":
            return daily
        told, first = self.told, self.openings[0]
        if told is None or (told.paid_in_full and told.came_with_grace):
            return [0]
        moves = [(d, a, kind) for d, b, a, kind in self.moves if b == "purchase"]
        if told.paid_in_full:
            carried = [(d, a) for d, a, kind in moves if kind != "charge"]
            days = [first + n * DAY for n in range(len(daily))]
            return [self.opening[bucket] + sum(a for d, a in carried if d <= on) for on in days]
        found = [max(one, 0) for one in daily]
        if told.came_with_grace:
            for on, amount, kind in moves:
                if kind == "payment" and on <= told.due_on:
                    for n in range((on - first).days):
                        found[n] = max(found[n] + amount, 0)
        return found

    # What counts from a past day

    def count_late(self, today: date, on: date, *inner: Step) -> None:
        """Let something that is told today count from the end of a past day."""
        twin = self._lived_again(on, [(on, one) for one in inner])
        self.story.append(("counted_late", today, (on, inner)))
        self.owed, self.opening, self.moves = twin.owed, twin.opening, twin.moves
        left = {due.on: due.left for due in twin.dues}
        for due in self.dues:
            due.left = min(due.left, left.get(due.on, due.left))
        if self.told is not None and twin.told is not None:
            self.told.left = min(self.told.left, twin.told.left)
            self.told.came_with_grace |= twin.told.came_with_grace
            paid = [d for d in (self.told.paid_on, twin.told.paid_on) if d is not None]
            self.told.paid_on = min(paid) if paid else None
        for key, after in twin.aside.items():
            before = self.aside.get(key, after)
            after.paid = before.amount + before.paid - after.amount
        self.aside = twin.aside
        for name, lived in twin.payments.items():
            mine = self.payments.setdefault(name, lived)
            mine.parts, mine.met = lived.parts, lived.met
        for key, charge in list(self.charges.items()):
            if charge.kind in ("late_fee", "returned_fee") and key not in self.undone:
                right = twin.charges.get(key)
                if right is None or right.amount != charge.amount:
                    self.undone.add(key)
                if right is None:
                    self.fee_days = [d for d in self.fee_days if d != (charge.kind, charge.day)]
        for what, _, about in inner:
            if what == "charge":
                self.charges[about[0]] = replace(twin.charges[about[0]], day=today)
        self._cap()

    def _lived_again(self, on: date, more: list[tuple[date, Step]]) -> "NaiveLine":
        start, index = NaiveLine(self.opened, self.due_day, self.limit), 0
        for closing, upto, kept in reversed(self.copies):
            late = [about[0] for what, _, about in self.story[upto:] if what == "counted_late"]
            if closing < min([on, *late]):
                start, index = copy.deepcopy(kept), upto
                break
        steps: list[Step] = []
        late_ones: list[tuple[date, Step]] = []
        for step in self.story[index:]:
            if step[0] == "counted_late":
                late_ones += [(step[2][0], inner) for inner in step[2][1]]
            else:
                steps.append(step)
        for effective, step in (*late_ones, *more):
            later = (
                n
                for n, (what, day, about) in enumerate(steps)
                if day > effective
                or (what == "close" and day == effective)
                or (step[0] == "charge" and about[:1] == step[2][:1])
            )
            steps.insert(next(later, len(steps)), step)
        start.fees_there_were = {
            key: one.amount for key, one in self.charges.items() if one.kind.endswith("_fee")
        }
        for what, day, about in steps:
            if what in ("receive", "settle", "send_back") and about[0] not in start.payments:
                mine = self.payments[about[0]]
                start.payments[about[0]] = Payment(
                    mine.amount, mine.on, "scheduled", mine.settles_on, mine.releases_on
                )
            start._live(what, day, about)
        return start
