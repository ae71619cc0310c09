"""The journal's nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from servicing.money import Money, total


class Bucket(StrEnum):
    """The parts of what a borrower owes. `CREDIT` is what the lender owes: never above zero."""

    PURCHASE = "purchase"
    DRAW = "draw"
    INTEREST = "interest"
    FEES = "fees"
    DISPUTED = "disputed"
    CREDIT = "credit"


PRINCIPAL = (Bucket.PURCHASE, Bucket.DRAW)
BUCKETS = tuple(Bucket)

Kind = Literal[
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
    "reversal",
    "interest_correction",
    "fee_correction",
    "reallocation",
    "set_aside",
    "release",
    "dispute_credit",
]
"""What a posting is.

A reversal mirrors one transaction; an interest or fee correction takes the place of a reversed
charge; a reallocation, a set-aside and a release move amounts between buckets and leave the
balance as it is.
"""


class UnbalancedTransaction(Exception):
    """A transaction whose entries don't sum to zero; a defect, never a user's doing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One leg: a bucket of the line, or an account of the lender's own (cash, income, …)."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who was paid, as the card network tells it. Untrusted text."""

    name: str
    descriptor: str
    category: str
    city: str


@dataclass(frozen=True, slots=True)
class JournalTransaction:
    """A balanced, immutable posting.

    `posted_on` is when it entered the books, `effective_on` the day from which it counts for
    interest (a payment: the day it was received, 12 CFR 1026.10(a)), `transacted_on` the day
    of the event. `detail` holds the computation of an interest or fee charge. `balances` is
    what it left in each bucket, in the order of `BUCKETS`. `hold_id` is the card authorisation
    that it captures.
    """

    transaction_id: str
    account_id: str
    borrower_id: str
    sequence: int
    kind: Kind
    posted_on: date
    effective_on: date
    transacted_on: date
    description: str
    entries: tuple[Entry, ...]
    merchant: Merchant | None = None
    payment_id: str | None = None
    hold_id: str | None = None
    reverses: str | None = None
    balances: tuple[Money, ...] = (Money(0),) * len(BUCKETS)
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what doesn't balance; Postgres refuses it again."""
        if len(self.entries) < 2 or sum(entry.amount.minor for entry in self.entries) != 0:
            raise UnbalancedTransaction(self.transaction_id)

    @property
    def amount(self) -> Money:
        """What it adds to what is owed; payments and credits are negative."""
        return total(entry.amount for entry in self.entries if entry.account in BUCKETS)
