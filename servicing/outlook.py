"""What a line will be on a later day, if things go on like this or otherwise.

Pure: a copy of the line goes through the same evenings and mornings that the nights will take the
line itself through, in memory. Nothing of it is stored, and the line that is given isn't touched.
So a figure of the future follows the very rules that will make it: closings, interest, fees,
minimums, autopay, a plan's end. The bank is taken to settle every payment, and nobody buys,
draws or pays but as is planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servicing import nightly
from servicing.accounts.copies import copied_line
from servicing.accounts.model import Bank, Line, Statement
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.refusal import Refusal

LONGEST_DAYS = 3_660
"""Ten years: minimum payments alone may take that long to show."""

_SOME_BANK = Bank("a bank account", "0000")


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that is supposed to be made on a day; what exceeds the debt is a credit."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Outlook:
    """A line on the morning of a later day, and what happens on the way there.

    `line` is a copy to ask anything of (a payoff, days past due, the minimum left).
    """

    line: Line
    transactions: tuple[JournalTransaction, ...]
    statements: tuple[Statement, ...]

    @property
    def balances(self) -> dict[Bucket, Money]:
        """What is posted in each bucket by then."""
        return dict(self.line.state.buckets)

    def charged(self, *kinds: str) -> Money:
        """Return the sum of the charges of some kinds on the way."""
        return Money(sum(one.amount.minor for one in self.transactions if one.kind in kinds))


def project(
    line: Line,
    to: date,
    days: BusinessDays,
    *,
    payments: Sequence[Planned] = (),
    autopay: bool = True,
) -> Outlook | Refusal:
    """Take a copy of a line to the morning of a day, with planned payments or without autopay.

    Payments already scheduled are made. Planned ones count on their day, from today up to the
    day before `to`. Refused for a day in the past or more than ten years ahead, and for a
    payment outside that time or of nothing.
    """
    today = line.state.morning_of
    if to < today:
        return Refusal("date_in_past", "The day has already passed.", on=today)
    last_day = today + timedelta(days=LONGEST_DAYS)
    if to > last_day:
        return Refusal("date_too_far", f"That can be worked out up to {last_day}.", on=last_day)
    for one in payments:
        if not today <= one.on < max(to, today + DAY):
            return Refusal("date_in_past", "A payment lies outside the time looked at.", on=one.on)
        if one.amount <= ZERO:
            return Refusal("amount_too_small", "A payment has to be more than $0.00.", limit=ZERO)
    there = replace(copied_line(line), bank=line.bank or _SOME_BANK)
    if not autopay or line.bank is None:
        there.autopay = None
    _pay(there, payments, days)
    while there.state.morning_of < to:
        nightly.evening(there, there.state.morning_of)
        receipts.settle_due(there, there.state.morning_of + DAY, days)
        nightly.morning(there, there.state.morning_of + DAY, days)
        _pay(there, payments, days)
    return Outlook(there, tuple(there.changes.transactions), tuple(there.changes.statements))


def _pay(line: Line, payments: Sequence[Planned], days: BusinessDays) -> None:
    for one in payments:
        if one.on == line.state.morning_of:
            receipts.receive(line, receipts.schedule(line, one.amount, one.on, "one_off", days))
