"""Payments as they come, settle and come back, and the fees for what was missed."""

from datetime import date

from tests.servicing.naive.kept import Kept
from tests.servicing.naive.nouns import (
    ACCRUING,
    CYCLES_BACK,
    FEE_CODES,
    FIRST_FEE,
    MINIMUM_FIRST,
    REPEAT_FEE,
    Due,
    Key,
    spend,
)


class Payments(Kept):
    """What payments do to a line."""

    def _receive(self, day: date, name: str) -> None:
        payment = self.payments[name]
        payment.status, payment.parts, payment.met = "pending", {}, {}
        for_minimum = min(payment.amount, self.minimum_left())
        owed = self.net()
        parts, unused = spend(for_minimum, MINIMUM_FIRST, owed)
        more, over = spend(payment.amount - for_minimum + unused, self.dearest_first(), owed)
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
        payment.status = "returned"
        self._cap()
        told = self.told
        if told is not None:
            if payment.on <= told.closing:
                told.came_with_grace = False
            if payment.settles_on > told.closing:
                told.left += payment.amount
                if told.left > 0:
                    told.paid_on = None
        self._fee_of_return(day, name, code)

    def _fee_of_return(self, day: date, name: str, code: str) -> None:
        spoiled = [due for due in self.dues if due.on in self.payments[name].met]
        if code not in FEE_CODES:
            self.fee_dues |= {due.on for due in spoiled if due.on < day}
        elif not self.charges_fees() or any(due.on in self.fee_dues for due in spoiled):
            return
        elif any(due.on < day for due in spoiled):
            self._late(day)
        else:
            self.fee_dues |= {due.on for due in spoiled}
            measure = [due for due in self.dues if due.on <= day] or spoiled
            if measure:
                self._fee(("returned_fee", name, day), measure[-1])

    def _late(self, day: date) -> None:
        if not self.charges_fees():
            return
        for due in self.dues:
            if due.on < day and due.left and due.on not in self.fee_dues:
                if (
                    self.fees_there_were is None
                    or ("late_fee", due.on, day) in self.fees_there_were
                ):
                    self.fee_dues.add(due.on)
                    self._fee(("late_fee", due.on, day), due)

    def _fee(self, key: Key, due: Due) -> None:
        kind, _, day = key
        since = self.openings[:CYCLES_BACK][-1]
        again = any(one == kind and on >= since for one, on in self.fee_days)
        amount = min(REPEAT_FEE if again else FIRST_FEE, due.minimum)
        if self.fees_there_were is not None:
            amount = min(amount, self.fees_there_were.get(key, 0))
        if amount > 0:
            self.fee_days.append((kind, day))
            self.charged["fees"] += amount
            self._charge(day, key, kind, amount)
