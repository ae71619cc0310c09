"""A line of credit as the rules work on it.

`Line` is the aggregate: loaded under a lock, changed by the functions of `postings`, `receipts`
and `cycle`, and written back once. It does no input or output, so a portfolio's whole history
can run in memory. What was changed is kept in `changes` until it is written. Its nouns live in
`state`, `parts` and `closed`, and are all to be had from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from servicing.accounts.closed import (
    InterestLine,
    LineStatus,
    PlanMark,
    Roll,
    Snapshot,
    Statement,
    Terms,
)
from servicing.accounts.parts import (
    Autopay,
    AutopayKind,
    Bank,
    DrawStatus,
    Hold,
    HoldStatus,
    Payment,
    PaymentSource,
    PaymentStatus,
    PendingDraw,
    Plan,
)
from servicing.accounts.state import (
    Aside,
    Due,
    LastStatement,
    OpenCycle,
    QuietEnd,
    Relief,
    State,
    Stolen,
)
from servicing.billing.scra import CAP_PERCENT
from servicing.calendar import Cycles
from servicing.events.model import Happening
from servicing.ledger.model import PRINCIPAL, Bucket, JournalTransaction
from servicing.money import ZERO, Money
from servicing.products import Product

__all__ = [
    "LOCKS",
    "STOPS_DEBITS",
    "Aside",
    "Autopay",
    "AutopayKind",
    "Bank",
    "Changes",
    "DrawStatus",
    "Due",
    "Hold",
    "HoldStatus",
    "InterestLine",
    "LastStatement",
    "Line",
    "LineStatus",
    "OpenCycle",
    "Payment",
    "PaymentSource",
    "PaymentStatus",
    "PendingDraw",
    "Plan",
    "PlanMark",
    "QuietEnd",
    "Relief",
    "Roll",
    "Snapshot",
    "State",
    "Statement",
    "Stolen",
    "Terms",
]

STOPS_DEBITS = frozenset({"bankruptcy", "deceased"})
"""Flags under which the lender debits nothing of its own accord; verified, it charges nothing."""
LOCKS = STOPS_DEBITS | {"identity_theft"}
"""Flags under which the line lends nothing more."""


@dataclass(slots=True)
class Changes:
    """What has to be written.

    `autopay_stopped` is the day on which the lender switched it off; `bank_unlinked` the day,
    and the bank's code, on which the linked bank stopped being one; `plan_over` a plan that has
    run its time, and how it ended.
    """

    transactions: list[JournalTransaction] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    payments: dict[str, Payment] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    happened: list[Happening] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    plan_marks: list[PlanMark] = field(default_factory=list)
    plan_over: tuple[str, str] | None = None
    autopay_stopped: date | None = None
    bank_unlinked: tuple[date, str] | None = None
    draws: dict[str, tuple[PendingDraw, DrawStatus]] = field(default_factory=dict)
    touched: bool = False


@dataclass(slots=True)
class Line:
    """One borrower's line, complete as far as the rules need it.

    `rates` are those in force on a past day that is being lived again; None for the line's own.
    """

    account_id: str
    borrower_id: str
    product: Product
    tier: str
    opened_on: date
    due_day: int
    credit_limit: Money
    status: LineStatus
    version: int
    state: State
    payments: dict[str, Payment] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    draws: list[PendingDraw] = field(default_factory=list)
    autopay: Autopay | None = None
    bank: Bank | None = None
    plan: Plan | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    rates: Mapping[Bucket, Decimal] | None = None
    changes: Changes = field(default_factory=Changes)

    @property
    def balance(self) -> Money:
        """What is owed in all, as posted; negative if the lender owes."""
        return Money(sum(amount.minor for amount in self.state.buckets.values()))

    @property
    def received(self) -> list[Payment]:
        """Payments received that the bank hasn't settled yet."""
        return [payment for payment in self.payments.values() if payment.status == "pending"]

    @property
    def waiting(self) -> list[Payment]:
        """Payments that are scheduled or pending."""
        return [p for p in self.payments.values() if p.status in {"scheduled", "pending"}]

    def owed(self) -> dict[Bucket, Money]:
        """Return what is owed by bucket once the payments received have settled."""
        owed = dict(self.state.buckets)
        for payment in self.received:
            for bucket, part in payment.allocation.items():
                owed[bucket] = owed[bucket] - part
        return owed

    def undisputed(self) -> Money:
        """Return what is owed and not disputed once the payments received have settled."""
        owed = self.owed()
        return Money(sum(part.minor for part in owed.values()) - owed[Bucket.DISPUTED].minor)

    def aprs(self) -> dict[Bucket, Decimal]:
        """Return the annual rates in force, in percent; a plan's rate is above neither.

        0 where nothing bears interest, and for purchases where there is no card. Military
        service holds them at 6 % once it is verified (50 USC 3937(a)(1)).
        """
        if self.rates is not None:
            return dict(self.rates)
        rates = self._agreed_aprs()
        if not self.capped:
            return rates
        return {bucket: min(apr, CAP_PERCENT) for bucket, apr in rates.items()}

    def _agreed_aprs(self) -> dict[Bucket, Decimal]:
        if not self.product.bears_interest:
            return dict.fromkeys(PRINCIPAL, Decimal(0))
        tier = self.product.tier(self.tier)
        agreed = {Bucket.PURCHASE: tier.purchase_apr or Decimal(0), Bucket.DRAW: tier.draw_apr}
        if self.plan is not None:
            return {bucket: min(apr, self.plan.apr) for bucket, apr in agreed.items()}
        return agreed

    @property
    def capped(self) -> bool:
        """Whether interest is held at 6 % and no fee is charged: on verified active duty.

        Fees count as interest (50 USC 3937(d)(1)), so beside 6 % there is no room for any.
        """
        return self.flags.get("active_duty", False)

    def relieved(self, day: date) -> bool:
        """Whether a day lies in a relief: no interest, no fees, nothing grows more overdue."""
        relief = self.state.relief
        return relief is not None and relief.from_on <= day <= relief.to_on

    @property
    def runs(self) -> bool:
        """Whether statements, minimums and autopay go on: also after closing, while it is owed."""
        return self.status == "open" or (self.status == "closed" and self.balance > ZERO)

    @property
    def accrues(self) -> bool:
        """Whether interest and fees are still charged."""
        verified = {flag for flag, is_verified in self.flags.items() if is_verified}
        return self.runs and not STOPS_DEBITS & verified

    def minimum_left(self) -> Money:
        """Return what is still unpaid of all minimums, past due ones included."""
        return Money(sum(due.remaining.minor for due in self.state.dues))

    def past_due(self, today: date) -> Money:
        """Return what is unpaid of minimums whose due date has passed."""
        return Money(sum(d.remaining.minor for d in self.state.dues if d.due_on < today))

    def days_past_due(self, today: date) -> int:
        """Return the age of the oldest unmet minimum; 0 if no due date has passed unmet."""
        unmet = [due for due in self.state.dues if due.remaining and due.due_on < today]
        return max((due.days_past_due(today) for due in unmet), default=0)

    def held(self, today: date) -> Money:
        """Return payments posted whose credit isn't free for use yet."""
        return Money(
            sum(
                payment.amount.minor
                for payment in self.payments.values()
                if payment.status == "posted" and payment.releases_on > today
            )
        )

    def available(self, today: date) -> Money:
        """Return usable credit: limit less balance, authorisations and held payments, or zero."""
        authorised = sum(hold.amount.minor for hold in self.holds)
        authorised += sum(draw.amount.minor + draw.fee.minor for draw in self.draws)
        used = self.balance.minor + authorised + self.held(today).minor
        usable = max(Money(self.credit_limit.minor - used), ZERO)
        # Without a card a draw is all that the credit is for.
        late = "past_due" in self.product.draws.blocked_by and bool(self.past_due(today))
        no_draw = late or self.draws_open()
        if self.blocked or (no_draw and not self.product.card_access):
            return ZERO
        return usable

    @property
    def blocked(self) -> bool:
        """Whether the line lends nothing more for now."""
        return self.status != "open" or self.plan is not None or bool(LOCKS & self.flags.keys())

    @property
    def locked(self) -> bool:
        """Whether identity theft on record keeps draws and purchases off the line."""
        return "identity_theft" in self.flags

    @property
    def cycles(self) -> Cycles:
        """When its cycles close and their payments are due."""
        rules = self.product.cycle
        return Cycles(
            rules.every, self.due_day, rules.days_to_due, self.opened_on, self.state.moved
        )

    def next_closing(self, today: date) -> date:
        """Return the day on which the running cycle closes."""
        return self.cycles.next_closing(today)

    def draws_open(self) -> bool:
        """Whether as many draws are unpaid as the product allows at one time."""
        one_at_once = self.product.draws.open_at_once is not None
        return one_at_once and bool(self.state.buckets[Bucket.DRAW] or self.draws)
