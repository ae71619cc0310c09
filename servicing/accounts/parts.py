"""What belongs to a line and is a row of its own: payments, holds, draws, orders, the bank."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from servicing.ledger.model import Bucket, Merchant
from servicing.money import Money

PaymentStatus = Literal["scheduled", "pending", "posted", "returned", "cancelled"]
PaymentSource = Literal["one_off", "autopay", "check"]
DrawStatus = Literal["pending", "sent", "voided"]
AutopayKind = Literal["minimum", "statement", "current", "fixed", "fee"]
HoldStatus = Literal["pending", "posted", "voided", "expired"]


@dataclass(slots=True)
class Payment:
    """Money on its way in.

    It settles and later frees credit on the days named; `allocation` and `met` (parts by due
    date) are set on receipt, as is `received_after`, the number of postings there were by then,
    so that a day can be lived again in its order. `retry_of` is the returned payment that it
    presents again, and `attempt` counts how often the money was asked for. `counted_as` is the
    payment that stands for the same money since it was posted again from another day.
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
    counted_as: str | None = None


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
