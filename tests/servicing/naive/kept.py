"""What a naive line keeps, what can be asked of it, and how amounts move on it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.servicing.naive.nouns import (
    ACCRUING,
    BUCKETS,
    CHARGED_TO,
    DAYS_TO_DUE,
    FLOOR,
    RATES,
    SERVICE_CAP,
    Charge,
    Disputed,
    Due,
    Key,
    Payment,
    Plan,
    Step,
    Told,
    spend,
)


@dataclass
class Kept:
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
    copies: list[tuple[date, int, "Kept"]] = field(default_factory=list)
    fees_now: dict[Key, int] = field(default_factory=dict)
    fees_there_were: dict[Key, int] | None = None
    plan: Plan | None = None
    plan_marks: list[tuple[date, str, date]] = field(default_factory=list)
    terms_changes: list[date] = field(default_factory=list)
    plan_ends: list[str] = field(default_factory=list)
    capped: bool = False
    closed: bool = False

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

    def rate(self, bucket: str) -> Fraction:
        agreed = RATES[bucket] if self.plan is None else min(RATES[bucket], self.plan.apr)
        return min(agreed, SERVICE_CAP) if self.capped else agreed

    def goes_on(self) -> bool:
        """A closed line has cycles and charges as long as something is owed."""
        return not self.closed or sum(self.owed.values()) > 0

    def charges_fees(self) -> bool:
        """In military service fees count as interest above the cap; a plan has none."""
        return self.plan is None and not self.capped and self.goes_on()

    def dearest_first(self) -> tuple[str, ...]:
        """The balance with the highest rate comes first; of equal ones, purchases."""
        by_rate = sorted(("purchase", "draw"), key=self.rate, reverse=True)
        return (*by_rate, "interest", "fees")

    def undisputed(self) -> int:
        net = self.net()
        return sum(net.values()) - net["disputed"]

    def minimum_left(self) -> int:
        return sum(due.left for due in self.dues)

    def available(self, today: date) -> int:
        if self.plan is not None or self.closed:
            return 0
        held = sum(
            payment.amount
            for payment in self.payments.values()
            if payment.status == "posted" and payment.releases_on > today
        )
        used = sum(self.owed.values()) + sum(amount for amount, _ in self.holds.values())
        used += sum(amount for _, amount in self.asked) + held
        return max(self.limit - used, 0)

    def unmet_ahead(self, today: date) -> list[date]:
        return [due.on for due in self.dues if due.left and due.on >= today]

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

    # How amounts move on it

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
        parts, over = spend(amount, self.dearest_first(), self.net())
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

    def _minimum(self, interest: int, fees: int, past_due: int) -> int:
        net, ask = self.net(), max(self.undisputed(), 0)
        if self.plan is not None:
            return min(self.plan.payment + past_due, ask)
        share = -(-max(net["purchase"] + net["draw"], 0) // 100) + interest + fees
        return min(max(FLOOR, share) + past_due, ask) if ask else 0

    def _own_minimum(self) -> int:
        net = self.net()
        return self._minimum(max(net["interest"], 0), max(net["fees"], 0), 0)
