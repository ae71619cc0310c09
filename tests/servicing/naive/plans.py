"""A hardship plan: what it asks for, whether it is kept, and how it ends."""

from datetime import date
from fractions import Fraction

from tests.servicing.naive.kept import Kept
from tests.servicing.naive.nouns import DAY, Plan

BROKEN_AFTER = 2
"""So many payments unpaid at the end of a cycle break a plan."""


class Plans(Kept):
    """What plans do to a line. None of it is lived again: no correction reaches across it."""

    def start_plan(self, day: date, payment: int, apr: Fraction, first: date, last: date) -> None:
        aside = [due for due in self.dues if due.left]
        self.dues = [due for due in self.dues if not due.left]
        self.terms_changes.append(day)
        self.plan = Plan(payment, apr, first, last, aside)

    def leave_plan(self, day: date) -> None:
        if self.plan is not None:
            self.plan.left_on = day

    def mark_plan(self, day: date) -> None:
        """Note what was paid and missed by a morning, and end a plan whose time has come."""
        plan = self.plan
        if plan is None:
            return
        unpaid = {due.on for due in self.dues if due.left}
        for on in [one for one in plan.missed if one not in unpaid]:
            plan.missed.remove(on)
            self.plan_marks.append((on, "cured", day))
        own = [due for due in self.dues if plan.first_due <= due.on <= plan.last_due]
        for due in own:
            if due.on == day - DAY:
                if due.left:
                    plan.missed.append(due.on)
                self.plan_marks.append((due.on, "missed" if due.left else "kept", day))
        opened = self.openings[0]
        if opened > plan.last_due:
            unkept = plan.missed or any(due.left for due in own)
            self._end_plan(day, "ended" if unkept else "completed")
        elif opened == day and plan.left_on is not None:
            self._end_plan(day, "left")
        elif opened == day and sum(1 for due in own if due.left and due.on < day) >= BROKEN_AFTER:
            self._end_plan(day, "broken")

    def _end_plan(self, day: date, how: str) -> None:
        assert self.plan is not None
        room = max(self.undisputed() - self.minimum_left(), 0)
        for due in self.plan.aside:
            due.left = min(due.left, room)
            room -= due.left
            self.fee_dues.add(due.on)
        self.dues = sorted([*self.plan.aside, *self.dues], key=lambda due: due.on)
        self.terms_changes.append(day)
        self.plan, self.plan_ends = None, [*self.plan_ends, how]
