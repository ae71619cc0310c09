"""What a correction by hand came to, as it is shown before it is made and kept once it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicing.accounts.model import Line
from servicing.ledger.model import BUCKETS, JournalTransaction
from servicing.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Leg:
    """What a posting moves in one of the line's balances."""

    bucket: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction of the correction; negative amounts are credits."""

    transaction_id: str
    kind: str
    effective_on: date
    description: str
    amount: Money
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """One of the line's balances before and after."""

    bucket: str
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class Minimum:
    """What is left to pay of a minimum, before and after.

    `would_be` is what the corrected past would ask for where that is more: what the borrower was
    told stands, so it isn't asked for.
    """

    due_on: date
    before: Money
    after: Money
    would_be: Money | None = None


@dataclass(frozen=True, slots=True)
class Capped:
    """A cycle under the cap of 50 USC 3937: charged in service, allowed, forgiven."""

    closing_on: date
    charged: Money
    allowed: Money
    forgiven: Money


@dataclass(frozen=True, slots=True)
class Found:
    """What the books' own rules say of a correction, beside what it posted.

    `interest` and `fees` are by how much those charged change; None where nothing is worked out
    again. `payments_in_a_row` belongs to bringing a line back to current.
    """

    interest: Money | None = None
    fees: Money | None = None
    not_raised: tuple[tuple[date, Money, Money], ...] = ()
    cycles: tuple[Capped, ...] = ()
    credited_before: Money = ZERO
    payments_in_a_row: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction on one line: what was posted, and how the line stands before and after it."""

    what: str
    account_id: str
    borrower_id: str
    on: date
    posted: tuple[Posting, ...]
    balances: tuple[Balance, ...]
    minimums: tuple[Minimum, ...]
    past_due: tuple[Money, Money]
    days_past_due: tuple[int, int]
    found: Found

    @property
    def moved(self) -> Money:
        """By how much it changes what is owed in all, whichever way."""
        change = sum(one.after.minor - one.before.minor for one in self.balances)
        return Money(abs(change))


@dataclass(frozen=True, slots=True)
class Before:
    """How a line stood: taken before something is done to it, since a line changes in place."""

    balances: dict[str, Money]
    minimums: dict[date, Money]
    past_due: Money
    days_past_due: int
    postings: int

    @classmethod
    def of(cls, line: Line, day: date) -> "Before":
        """Take down how a line stands on a day."""
        return cls(
            {bucket.value: line.state.buckets[bucket] for bucket in BUCKETS},
            {due.due_on: due.remaining for due in line.state.dues},
            line.past_due(day),
            line.days_past_due(day),
            len(line.changes.transactions),
        )


def compared(what: str, line: Line, before: Before, day: date, found: Found) -> Corrected:
    """Return a correction from how the line stood before it and stands now."""
    now = Before.of(line, day)
    would_be = {due_on: right for due_on, _, right in found.not_raised}
    # A minimum that is no longer there isn't asked for any more.
    minimums = (
        Minimum(due_on, left, now.minimums.get(due_on, ZERO), would_be.get(due_on))
        for due_on, left in before.minimums.items()
    )
    return Corrected(
        what=what,
        account_id=line.account_id,
        borrower_id=line.borrower_id,
        on=day,
        posted=_postings(line.changes.transactions[before.postings :]),
        balances=tuple(
            Balance(name, left, now.balances[name]) for name, left in before.balances.items()
        ),
        minimums=tuple(one for one in minimums if one.before != one.after or one.would_be),
        past_due=(before.past_due, now.past_due),
        days_past_due=(before.days_past_due, now.days_past_due),
        found=found,
    )


def _postings(made: Sequence[JournalTransaction]) -> tuple[Posting, ...]:
    names = {bucket.value for bucket in BUCKETS}
    return tuple(
        Posting(
            one.transaction_id,
            one.kind,
            one.effective_on,
            one.description,
            one.amount,
            tuple(Leg(str(leg.account), leg.amount) for leg in one.entries if leg.account in names),
        )
        for one in made
    )
