"""The journal's nouns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from servicing.money import Money


class Bucket(StrEnum):
    """The parts of what a borrower owes. `CREDIT` is what the lender owes: never above zero."""

    PURCHASE = "purchase"
    DRAW = "draw"
    INTEREST = "interest"
    FEES = "fees"
    DISPUTED = "disputed"
    CREDIT = "credit"


PRINCIPAL = (Bucket.PURCHASE, Bucket.DRAW)

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
]


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
    of the event. `detail` holds the computation of an interest or fee charge.
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
    reverses: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what doesn't balance; Postgres refuses it again."""
        if len(self.entries) < 2 or sum(entry.amount.minor for entry in self.entries) != 0:
            raise UnbalancedTransaction(self.transaction_id)
