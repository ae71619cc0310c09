"""A line of credit as the rules work on it.

`Line` is the aggregate: loaded under a lock, changed by the functions of `postings`, `receipts`
and `cycle`, and written back once. It does no input or output, so a portfolio's whole history
can run in memory. What was changed is kept in `changes` until it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from servicing.billing.interest import Move
from servicing.billing.scra import CAP_PERCENT
from servicing.calendar import Cycles, MovedDueDay
from servicing.events.model import Happening
from servicing.ledger.model import PRINCIPAL, Bucket, JournalTransaction, Merchant
from servicing.money import ZERO, Money
from servicing.products import Product

PaymentStatus = Literal["scheduled", "pending", "posted", "returned", "cancelled"]
PaymentSource = Literal["one_off", "autopay", "check"]
DrawStatus = Literal["pending", "sent", "voided"]
LineStatus = Literal["open", "charged_off", "closed"]
AutopayKind = Literal["minimum", "statement", "current", "fixed", "fee"]
HoldStatus = Literal["pending", "posted", "voided", "expired"]

STOPS_DEBITS = frozenset({"bankruptcy", "deceased"})
"""Flags under which the lender debits nothing of its own accord; verified, it charges nothing."""


@dataclass(slots=True)
class Due:
    """A minimum payment.

    `minimum` is the statement's (past due included), `remaining` what is unpaid of its own part.
    Its age stands still while a plan sets it aside: since `stopped_on`, and for `stood_days`
    before, of plans that are over.
    """

    due_on: date
    minimum: Money
    remaining: Money
    stopped_on: date | None = None
    stood_days: int = 0

    def days_past_due(self, today: date) -> int:
        """Return its age in days, without those in which it stood still; at least 1 once late."""
        return max((today - self.due_on).days - self.stood_days, 1)


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


@dataclass(slots=True)
class State:
    """What of a line isn't a row of its own: a projection of the journal and of receipts.

    `morning_of` is the day whose morning was the last to be run, `evening_of` the day whose
    evening was. `aside` (by the charge's transaction) sums to the disputed bucket; `quiet_ends` are
    the claims that ended without a posting. `reversed` are the transactions that a later one has
    undone. `delinquency` is the bucket it was last
    found in; `plan_missed` are the due dates missed of the plan in force and not made good, and
    `set_aside` the minimums that wait while it is kept. `reaged` are the days on which the line
    was brought back to current.
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
    set_aside: list[Due] = field(default_factory=list)
    reaged: list[date] = field(default_factory=list)


@dataclass(slots=True)
class Payment:
    """Money on its way in.

    It settles and later frees credit on the days named; `allocation` and `met` (parts by due
    date) are set on receipt, as is `received_after`, the number of postings there were by then,
    so that a day can be lived again in its order. `retry_of` is the returned payment that it
    presents again, and `attempt` counts how often the money was asked for.
    """

    payment_id: str
    amount: Money
    on: date
    source: PaymentSource
    bank_label: str
    bank_last4: str
    status: PaymentStatus
    settles_on: date
    releases_on: date
    allocation: dict[Bucket, Money] = field(default_factory=dict)
    met: dict[date, Money] = field(default_factory=dict)
    received_after: int | None = None
    posted_transaction: str | None = None
    return_code: str | None = None
    returned_on: date | None = None
    retry_of: str | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """A card authorisation: it holds credit, it isn't owed until it posts.

    `posts_on` is the day on which the demo's simulated network captures it; None where a real
    network sends captures. `captured` and `transaction_id` are what it posted.
    """

    hold_id: str
    authorised_on: date
    amount: Money
    merchant: Merchant
    expires_on: date
    posts_on: date | None = None
    status: HoldStatus = "pending"
    ended_on: date | None = None
    captured: Money | None = None
    transaction_id: str | None = None


@dataclass(frozen=True, slots=True)
class PendingDraw:
    """A cash draw on its way: it holds credit, and is owed once the bank file has gone out."""

    draw_id: str
    amount: Money
    fee: Money
    asked_on: date
    goes_out_on: date


@dataclass(frozen=True, slots=True)
class Autopay:
    """A standing instruction to debit the linked bank.

    It runs from `starts_on` on. One that was stopped or changed too late for its next run ends
    after that run (`ends_after`); what takes its place then is `then`, if anything.
    """

    kind: AutopayKind
    amount: Money | None
    days_before_due: int
    starts_on: date | None = None
    ends_after: date | None = None
    then: "Autopay | None" = None


@dataclass(frozen=True, slots=True)
class Bank:
    """The linked bank account."""

    label: str
    last4: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A hardship plan in force."""

    plan_id: str
    program: str
    payment: Money
    apr: Decimal
    months: int
    first_due_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class InterestLine:
    """Interest of one balance type on a statement (12 CFR 1026.7(b)(6))."""

    bucket: Bucket
    apr: Decimal
    average_daily_balance: Money
    days: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """A periodic statement; its sums are of what was posted from opening to closing day."""

    opening_on: date
    closing_on: date
    due_on: date
    previous_balance: Money
    payments: Money
    credits: Money
    purchases: Money
    draws: Money
    fees: Money
    interest: Money
    new_balance: Money
    minimum_due: Money
    fees_year_to_date: Money
    interest_year_to_date: Money
    interest_lines: tuple[InterestLine, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cycle's charges were computed under when it closed, and what its statement tells."""

    aprs: Mapping[Bucket, Decimal]
    status: LineStatus
    plan: Plan | None
    flags: Mapping[str, bool]
    credit_limit: Money
    autopay: Autopay | None
    bank: Bank | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A line just after a cycle closed: where rebuilding a later day starts from.

    `under_way` is what each payment received but not settled was to pay by then.
    """

    closing_on: date
    sequence: int
    state: State
    terms: Terms
    under_way: Mapping[str, Mapping[Bucket, Money]]


@dataclass(frozen=True, slots=True)
class Roll:
    """A step from one delinquency bucket to another."""

    on: date
    before: str
    after: str
    days_past_due: int
    past_due: Money


@dataclass(frozen=True, slots=True)
class PlanMark:
    """Whether a plan's payment was made by its due date, or made good later."""

    plan_id: str
    due_on: date
    mark: Literal["kept", "missed", "cured"]
    marked_on: date


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
        return (
            self.status != "open" or self.plan is not None or bool(STOPS_DEBITS & self.flags.keys())
        )

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
