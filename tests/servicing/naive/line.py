"""The books of one card line the naive way, in whole cents and nothing of the product's.

Written from the rules (docs and regulations), not from the code: it imports nothing of the
project, keeps no journal and knows nothing of Postgres. What it is told happened it keeps as a
list, and to count something from a past day it starts from an old copy of itself and lives the
list again.
"""

import copy
from dataclasses import replace
from datetime import date
from typing import Any

from tests.servicing.naive.claims import Claims
from tests.servicing.naive.closings import Closings
from tests.servicing.naive.nouns import Payment, Step
from tests.servicing.naive.payments import Payments
from tests.servicing.naive.plans import Plans
from tests.servicing.naive.standing import Standing


class NaiveLine(Payments, Claims, Closings, Plans, Standing):
    """One line: its days, and its past lived again."""

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
            "waive": self._waive,
            "set_aside": self._set_aside,
            "release": self._release,
            "uphold": self._uphold,
            "late": self._late,
            "serve": self._begin_service,
            "close": self._close,
        }[what](day, *about)

    def evening(self, day: date) -> None:
        for key, amount in self.asked:
            self.happens("charge", day, key, "draw", amount)
        self.asked = []
        if day == self.next_closing(day) and self.goes_on():
            self.happens("close", day)

    def morning(self, day: date) -> None:
        """Open a day; what the bank settled or sent back comes before it."""
        self.happens("late", day)
        self.mark_plan(day)
        self.holds = {name: one for name, one in self.holds.items() if one[1] >= day}
        for name in sorted(self.payments):
            if self.payments[name].status == "scheduled" and self.payments[name].on <= day:
                self.happens("receive", day, name)

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
            if charge.kind in ("late_fee", "returned_fee") and (
                key not in self.undone or self.fees_now.get(key)
            ):
                before = self.fees_now.get(key, charge.amount)
                right = min(twin.charges[key].amount if key in twin.charges else 0, before)
                if right != before:
                    self.undone.add(key)
                    self.fees_now[key] = right
                if not right:
                    self.fee_days = [d for d in self.fee_days if d != (charge.kind, charge.day)]
        for what, _, about in inner:
            if what == "charge":
                self.charges[about[0]] = replace(twin.charges[about[0]], day=today)
        self._cap()

    def terms_changed_since(self, on: date) -> bool:
        """Whether a plan began or ended, or the line was brought back to current, since.

        What such a change rested on isn't lived again, so no correction reaches behind it.
        """
        anchor = self._anchor(on)
        return any(anchor is None or day > anchor[0] for day in self.terms_changes)

    def _anchor(self, on: date) -> tuple[date, int, Any] | None:
        """The last closing before a day that nothing told later reaches behind."""
        for closing, upto, kept in reversed(self.copies):
            late = [about[0] for what, _, about in self.story[upto:] if what == "counted_late"]
            if closing < min([on, *late]):
                return closing, upto, kept
        return None

    def _lived_again(self, on: date, more: list[tuple[date, Step]]) -> "NaiveLine":
        anchor = self._anchor(on)
        start, index = NaiveLine(self.opened, self.due_day, self.limit), 0
        if anchor is not None:
            _, index, kept = anchor
            start = copy.deepcopy(kept)
        steps: list[Step] = []
        late_ones: list[tuple[date, Step]] = []
        for step in self.story[index:]:
            if step[0] == "counted_late" and step[2][0] < step[1]:
                late_ones += [(step[2][0], inner) for inner in step[2][1]]
            elif step[0] == "counted_late":
                steps += step[2][1]
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
            key: self.fees_now.get(key, one.amount)
            for key, one in self.charges.items()
            if one.kind.endswith("_fee")
        }
        for what, day, about in steps:
            if what in ("receive", "settle", "send_back") and about[0] not in start.payments:
                mine = self.payments[about[0]]
                start.payments[about[0]] = Payment(
                    mine.amount, mine.on, "scheduled", mine.settles_on, mine.releases_on
                )
            start._live(what, day, about)
        return start
