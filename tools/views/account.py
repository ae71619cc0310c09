"""A line as it stands today: what is owed, what can be spent, what is on its way."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from tools.values import Count, MerchantText, Money, Percent, View
from tools.views.claims import Claim
from tools.views.payments import LinkedBank, Payment

Flag = Literal[
    "bankruptcy",
    "attorney_represented",
    "active_duty",
    "deceased",
    "cease_contact",
    "identity_theft",
    "hardship",
]


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
    pending_payments: tuple[Payment, ...]
    pending_transactions: tuple[PendingTransaction, ...]
    pending_draws: tuple[PendingDraw, ...]
    contact_preferences: tuple[ContactPreference, ...]
    requests: tuple[LimitRequest, ...] = Field(description="newest first")
    claims: tuple[Claim, ...] = Field((), description="open, or decided not long ago; newest first")
