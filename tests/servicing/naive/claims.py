"""Charges that are reversed or disputed."""

from datetime import date

from tests.servicing.naive.kept import Kept
from tests.servicing.naive.nouns import (
    BUCKETS,
    CHARGED_TO,
    MINIMUM_FIRST,
    Disputed,
    Key,
    spend,
)


class Claims(Kept):
    """What taking a charge back, and disputing one, do to a line."""

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

    def _waive(self, day: date, key: Key) -> None:
        """Take a fee off: what was paid of it pays something else, or is a credit."""
        fee = self.charges.get(key)
        if fee is None:
            return
        if key in self.aside:
            self._release(day, key)
        self.undone.add(key)
        own = max(min(fee.amount, self.net()["fees"]), 0)
        self.owed["fees"] -= own
        self._spread(day, fee.amount - own)
        self._count_to_last(own, day)
        self._cap()

    def _even_out(self, day: date) -> None:
        parts: dict[str, int] = dict.fromkeys(BUCKETS, 0)
        if self.owed["credit"] > 0:
            parts["purchase"] += self.owed["credit"]
            parts["credit"] -= self.owed["credit"]
        over = {b: -self.owed[b] for b in BUCKETS if self.owed[b] < 0}
        if over:
            spread, left = spend(sum(over.values()), self.dearest_first(), self.net())
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
            instead, left = spend(sum(too_much.values()), self.dearest_first(), net)
            for bucket in MINIMUM_FIRST:
                change = instead.get(bucket, 0) - too_much[bucket]
                pays[bucket] = pays.get(bucket, 0) + change
                self._move(day, bucket, -change)
            pays["credit"] = pays.get("credit", 0) + left

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
            self._cap()
