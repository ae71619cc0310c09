"""The end of a cycle: interest, the statement and what it asks for."""

import copy
from datetime import date, timedelta

from tests.servicing.naive.kept import Kept
from tests.servicing.naive.nouns import ACCRUING, DAY, DAYS_TO_DUE, Due, Told, half_even


class Closings(Kept):
    """What the end of a cycle does to a line."""

    def _close(self, day: date) -> None:
        past = self.charged
        last_balance = {}
        for bucket in ACCRUING:
            daily = self._daily(bucket, day)
            last_balance[bucket] = max(daily[-1], 0)
            bearing = self._bearing(bucket, daily, day)
            amount = half_even(sum(max(one, 0) for one in bearing) * self.rate(bucket) / 36500)
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
