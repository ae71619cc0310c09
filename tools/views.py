"""What the books answer, as the assistant and the reply verifier see it.

Amounts are US dollars with two decimals, rates are percentages, dates are the lender's own
calendar (New York). A `None` says that the thing doesn't exist, never that it is unknown.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from tools.values import Count, DocumentText, MerchantText, Money, Percent, View, canonical

Flag = Literal[
    "bankruptcy",
    "attorney_represented",
    "active_duty",
    "deceased",
    "cease_contact",
    "identity_theft",
    "hardship",
]
BucketName = Literal["purchase", "draw", "interest", "fees", "disputed", "credit"]
PaymentStatus = Literal["scheduled", "pending", "posted", "returned", "cancelled"]


class Product(View):
    """The product definition's face: what the line is and which federal rules reach it."""

    id: str
    name: str
    kind: str
    card_access: bool
    bears_interest: bool
    penalty_fees: bool
    whole_balance_due: bool
    autopay_covers: tuple[str, ...]


class Balance(View):
    """What is owed, by bucket. `current` is the sum of the others; `credit` counts against it."""

    current: Money
    purchase: Money
    draw: Money
    interest: Money
    fees: Money
    disputed: Money
    credit: Money


class LinkedBank(View):
    """The bank account payments come from."""

    label: str
    last4: str


class Autopay(View):
    """The standing instruction and what it will do next."""

    kind: Literal["minimum", "statement", "current", "fixed", "fee"]
    amount: Money | None = Field(None, description="of a fixed instruction")
    days_before_due: Count = 0
    next_date: date | None
    next_amount: Money | None
    ends_after: date | None = Field(None, description="its last run, if it was stopped after that")


class Plan(View):
    """An active hardship plan."""

    program: str
    payment: Money
    next_payment_date: date | None
    month: Count
    months: Count
    apr: Percent
    ends_on: date


class PendingTransaction(View):
    """An authorisation that hasn't settled: it holds credit, it isn't owed yet."""

    id: str
    authorised_on: date
    description: MerchantText
    amount: Money


class Subscription(View):
    """A fee per cycle, used or not; `next_charge_date` is None when none is coming."""

    fee: Money
    next_charge_date: date | None


class OpenDraw(View):
    """A draw that is repaid whole by a due date, on a line that has one draw at a time.

    `left` is what remains of `amount` once the payments on their way have settled.
    """

    amount: Money
    left: Money
    taken_on: date
    due_on: date


class NoDraw(View):
    """Why no draw can be taken today; `amount` and `on` are the figures of `message`."""

    code: str
    message: str
    amount: Money | None
    on: date | None


class PendingDraw(View):
    """A cash draw on its way: it holds credit, and is owed once it goes out."""

    id: str
    amount: Money
    fee: Money
    asked_on: date
    goes_out_on: date


class ContactPreference(View):
    """A choice of how to be reached; what isn't listed is allowed."""

    channel: Literal["phone", "text", "email"]
    purpose: Literal["servicing", "collections", "marketing"]
    allowed: bool


class LimitRequest(View):
    """A request for a higher limit on record; people decide it."""

    reference: str
    limit: Money
    received_at: datetime
    answer_by: date
    status: Literal["open", "approved", "declined", "withdrawn"]


class AccountSnapshot(View):
    """A line as it stands today."""

    account_id: str
    as_of: date
    version: int
    product: Product
    first_name: str
    holder: str
    status: Literal["current", "past_due", "charged_off", "closed"]
    balance: Balance
    credit_limit: Money
    available_credit: Money
    statement_closing_date: date | None
    statement_balance: Money | None
    minimum_due: Money = Field(description="still to pay of the minimum; 0.00 once paid")
    due_date: date | None
    next_closing_date: date
    past_due: Money
    days_past_due: Count
    purchase_apr: Percent | None
    draw_apr: Percent | None
    subscription: Subscription | None
    open_draw: OpenDraw | None
    no_draw: NoDraw | None
    autopay: Autopay | None
    bank: LinkedBank | None
    plan: Plan | None
    flags: tuple[Flag, ...]
    pending_payments: tuple["Payment", ...]
    pending_transactions: tuple[PendingTransaction, ...]
    pending_draws: tuple[PendingDraw, ...]
    contact_preferences: tuple[ContactPreference, ...]
    requests: tuple[LimitRequest, ...] = Field(description="newest first")


class Transaction(View):
    """One line of the account's history. Charges are positive, payments and credits negative."""

    id: str
    posted_on: date
    transacted_on: date
    kind: Literal[
        "purchase",
        "draw",
        "interest",
        "late_fee",
        "returned_fee",
        "subscription_fee",
        "draw_fee",
        "payment",
        "payment_return",
        "refund",
        "fee_waiver",
        "adjustment",
        "charge_off",
    ]
    amount: Money
    description: MerchantText
    merchant: MerchantText | None
    category: str | None
    city: MerchantText | None
    statement_closing_date: date | None


class TransactionPage(View):
    """Transactions that match, newest first, with their number and signed sum."""

    transactions: tuple[Transaction, ...]
    count: Count
    total: Money
    since: date
    until: date


class InterestLine(View):
    """Interest of one balance type on a statement (12 CFR 1026.7(b)(6))."""

    bucket: BucketName
    apr: Percent
    average_daily_balance: Money
    days: Count
    amount: Money


class Statement(View):
    """A periodic statement as it was sent."""

    opening_date: date
    closing_date: date
    due_date: date
    previous_balance: Money
    payments: Money
    credits: Money
    purchases: Money
    draws: Money
    fees: Money
    interest: Money
    new_balance: Money
    minimum_due: Money
    interest_lines: tuple[InterestLine, ...]
    fees_year_to_date: Money
    interest_year_to_date: Money
    transactions: tuple[Transaction, ...]


class BalanceSpan(View):
    """A stretch of days on which a balance stood unchanged; both ends are included."""

    first_day: date
    last_day: date
    days: Count
    balance: Money


class InterestStep(View):
    """How one balance type's interest came about: spans → average → rate → amount.

    average_daily_balance = Σ(balance × days) / cycle_days, and
    amount = Σ(balance × days) × apr / 100 / 365, rounded once, half even.
    """

    bucket: BucketName
    apr: Percent
    cycle_days: Count
    spans: tuple[BalanceSpan, ...]
    average_daily_balance: Money
    amount: Money


class FeeStep(View):
    """Why a fee came about and why it is this much.

    A late or returned payment's fee has the minimum it goes by (12 CFR 1026.52(b)), a draw's
    has the draw; a subscription's goes by nothing but the day.
    """

    rule: Literal["late_payment", "returned_payment", "subscription", "draw_fee"]
    event_on: date
    minimum_due: Money | None
    due_date: date | None
    schedule_amount: Money | None
    draw_amount: Money | None
    amount: Money
    return_code: str | None
    return_reason: str | None


class ChargeExplanation(View):
    """A charge and the computation that made it; the steps' amounts sum to `total`.

    `why` names the case: "trailing_draw" (a draw accrued until it was paid, although the
    statement was paid in full), "carried_balance", "draw", "grace_lost", "late_payment",
    "returned_payment", "subscription", "draw_fee". `previous_statement_paid_on` is when the
    prior statement balance was met in full, or None.
    """

    charge: Transaction
    why: str
    total: Money
    interest_steps: tuple[InterestStep, ...]
    fee_step: FeeStep | None
    previous_statement_balance: Money | None
    previous_statement_paid_on: date | None
    draw_taken_on: date | None
    draw_amount: Money | None
    draw_paid_on: date | None


class DailyInterest(View):
    """What today's balances cost per day, by balance type."""

    as_of: date
    total_per_day: Money
    draw_balance: Money
    draw_apr: Percent | None
    draw_per_day: Money
    purchase_balance: Money
    purchase_apr: Percent | None
    purchase_per_day: Money


class Payment(View):
    """A payment and where it stands."""

    id: str
    amount: Money
    bank_label: str
    bank_last4: str
    on: date
    status: PaymentStatus
    source: Literal["one_off", "autopay", "check"]
    cancellable: bool
    return_code: str | None
    return_reason: str | None
    returned_on: date | None


class PaymentPage(View):
    """Payments, newest first."""

    payments: tuple[Payment, ...]
    count: Count


class Payoff(View):
    """What settles the line on a date, with the interest that will have built up by then."""

    as_of: date
    total: Money
    balance: Money
    interest_to_date: Money
    per_day: Money
    pending_payments: Money


class Clock(View):
    """A legal or policy deadline that a right started."""

    name: str
    due: date
    cite: str


class RightRecord(View):
    """A right that was invoked, as it stands in the books."""

    id: str
    kind: str
    status: Literal["new", "known"]
    received_at: datetime
    reference: str
    clocks: tuple[Clock, ...]


class RightsPage(View):
    """The rights on record, newest first."""

    records: tuple[RightRecord, ...]


class Term(View):
    """One named value of a card or a receipt; exactly one of the values is set."""

    name: str
    amount: Money | None = None
    day: date | None = None
    count: Count | None = None
    text: str | None = None
    bank: LinkedBank | None = None

    @property
    def shown(self) -> str:
        """The value as cards carry it: "75.00", "2026-11-27", "Checking ending 4417"."""
        if self.amount is not None:
            return canonical(self.amount, "money")
        if self.day is not None:
            return self.day.isoformat()
        if self.bank is not None:
            return f"{self.bank.label} ending {self.bank.last4}"
        return str(self.count) if self.count is not None else self.text or ""


class QuoteView(View):
    """A write that waits for its confirmation.

    `terms` are what the card shows, in order: a copy of what the books will do. `token` is
    single-use and bound to action, arguments, balance version and disclosures.
    """

    token: str
    action: str
    terms: tuple[Term, ...]
    disclosure_ids: tuple[str, ...]
    expires_at: datetime

    @property
    def fields(self) -> dict[str, str]:
        """The terms as canonical values by name, in order."""
        return {term.name: term.shown for term in self.terms}

    def term(self, name: str) -> Term | None:
        """Return a term by name, or None."""
        return next((term for term in self.terms if term.name == name), None)

    @property
    def amount(self) -> Decimal | None:
        """The sum that the card names first."""
        return next((term.amount for term in self.terms if term.amount is not None), None)

    @property
    def on(self) -> date | None:
        """The day that the card names first."""
        return next((term.day for term in self.terms if term.day is not None), None)


class Refusal(View):
    """A request the books won't carry out, in a form a model or a person can act on.

    `code` is stable (see `servicing`'s error tree); `values` are the figures of `message`.
    """

    code: str
    message: str
    limit: Money | None = None
    on: date | None = None
    policy: str | None = None


class Outcome(View):
    """What confirming or cancelling a quote led to; the same on every repeat."""

    status: Literal["ok", "cancelled", "refused"]
    action: str
    repeated: bool
    terms: tuple[Term, ...] = Field((), description="the receipt, in order")
    payment: Payment | None = None
    reference: str | None = None
    refusal: Refusal | None = None
    fresh_quote: QuoteView | None = None


class Passage(View):
    """A passage of a policy or regulation, with what a citation needs."""

    id: str
    document: str
    title: DocumentText
    section: DocumentText
    version: str
    text: DocumentText
    quote: DocumentText = Field(description="the sentence of `text` that answers best, verbatim")
    audience: Literal["borrower", "staff"]
    effective_from: date
    effective_to: date | None
    citation_ids: tuple[str, ...]
    score: float


class PassagePage(View):
    """Passages found for a question, best first."""

    passages: tuple[Passage, ...]


class Detail(View):
    """A right's particulars as the detector found them: all optional, all still unverified."""

    span: str = ""
    amount: Decimal | None = None
    merchant: str | None = None
    transaction_ids: tuple[str, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict)
