"""What of a line isn't a row of its own: what it follows from its postings and receipts.

It is written as one piece with the line, and kept as it was whenever a cycle closes.
"""

from dataclasses import dataclass, field
from datetime import date

from servicing.billing.interest import Move
from servicing.calendar import MovedDueDay
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money


@dataclass(slots=True)
class Due:
    """A minimum payment.

    `minimum` is the statement's (past due included), `remaining` what is unpaid of its own part.
    Its age stands still while a plan sets it aside, or relief lasts: since `stopped_on`, and for
    `stood_days` before that, of such times that are over.
    """

    due_on: date
    minimum: Money
    remaining: Money
    stopped_on: date | None = None
    stood_days: int = 0

    def days_past_due(self, today: date) -> int:
        """Return its age in days, without those in which it stood still; at least 1 once late."""
        until = today if self.stopped_on is None else min(today, self.stopped_on)
        return max((until - self.due_on).days - self.stood_days, 1)

    def stop(self, day: date) -> None:
        """Let it grow no older from a day on."""
        self.stopped_on = self.stopped_on or day

    def go_on(self, day: date) -> None:
        """Let it grow older again from a day on."""
        if self.stopped_on is not None:
            self.stood_days += max((day - max(self.stopped_on, self.due_on)).days, 0)
            self.stopped_on = None


@dataclass(slots=True)
class LastStatement:
    """The latest statement, and whether it was paid in full."""

    closing_on: date
    due_on: date
    balance: Money
    minimum: Money
    remaining: Money
    paid_in_full_on: date | None
    came_with_grace: bool

    @property
    def paid_in_full(self) -> bool:
        """Whether its balance was met by its due date."""
        return self.paid_in_full_on is not None and self.paid_in_full_on <= self.due_on


@dataclass(slots=True)
class OpenCycle:
    """The cycle that is running: what interest will be computed from, and statement sums.

    Balances here are as received: a payment counts from its day of receipt (12 CFR 1026.10(a)),
    while the journal shows it once the bank has settled it.
    """

    opened_on: date
    opening: dict[Bucket, Money] = field(default_factory=lambda: dict.fromkeys(PRINCIPAL, ZERO))
    moves: dict[Bucket, list[Move]] = field(
        default_factory=lambda: {bucket: [] for bucket in PRINCIPAL}
    )
    sums: dict[str, Money] = field(default_factory=dict)


@dataclass(slots=True)
class Aside:
    """What of a charge is set aside while it is disputed: out of its bucket, in `DISPUTED`.

    `paid` is the disputed part that had been paid before; nothing moved for it.
    """

    bucket: Bucket
    amount: Money
    paid: Money
    since: date


@dataclass(frozen=True, slots=True)
class QuietEnd:
    """A claim found against the borrower of which nothing was set aside, so nothing was posted.

    `after` is the number of postings there were by then, so that a day can be lived again in its
    order.
    """

    charge_id: str
    on: date
    after: int


@dataclass(frozen=True, slots=True)
class Stolen:
    """A claim that somebody else opened the line; `confirmed` once two people found it so."""

    claim_id: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Relief:
    """Relief for an area in need: from a day to a day, both included.

    It is kept until the cycle of its last day has closed, since that cycle's interest needs it.
    """

    window_id: str
    program: str
    from_on: date
    to_on: date


@dataclass(slots=True)
class State:
    """What of a line isn't a row of its own: a projection of the journal and of receipts.

    `morning_of` is the day whose morning was the last to be run, `evening_of` the day whose
    evening was. `aside` (by the charge's transaction) sums to the disputed bucket; `quiet_ends` are
    the claims that ended without a posting. `reversed` are the transactions that a later one has
    undone. `delinquency` is the bucket it was last found in; `plan_missed` are the due dates missed
    of the plan in force and not made good, and `set_aside` the minimums that wait while it is
    kept; `plan_left_on` is when its borrower asked to leave it. `reaged` are the days on which the
    line was brought back to current. `stolen`: somebody else is said to have opened the line.
    """

    cycle: OpenCycle
    morning_of: date
    buckets: dict[Bucket, Money] = field(default_factory=lambda: dict.fromkeys(Bucket, ZERO))
    dues: list[Due] = field(default_factory=list)
    last: LastStatement | None = None
    last_draw: tuple[date, Money] | None = None
    year: int = 0
    fees_this_year: Money = ZERO
    interest_this_year: Money = ZERO
    fee_days: dict[str, list[date]] = field(default_factory=dict)
    fee_due_dates: list[date] = field(default_factory=list)
    cycle_openings: list[date] = field(default_factory=list)
    charged_off_on: date | None = None
    aside: dict[str, Aside] = field(default_factory=dict)
    quiet_ends: list[QuietEnd] = field(default_factory=list)
    reversed: list[str] = field(default_factory=list)
    transactions: int = 0
    payments: int = 0
    evening_of: date | None = None
    delinquency: str = "current"
    plan_missed: list[date] = field(default_factory=list)
    draws: int = 0
    moved: MovedDueDay | None = None
    plan_left_on: date | None = None
    set_aside: list[Due] = field(default_factory=list)
    reaged: list[date] = field(default_factory=list)
    relief: Relief | None = None
    stolen: Stolen | None = None
