"""What a periodic statement says, in the order in which it says it.

Amounts are as the borrower sees them: charges positive, payments and credits negative; a
balance below zero is money the lender owes. Nothing here is worked out again by a renderer.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servicing.money import Money


@dataclass(frozen=True, slots=True)
class Notice:
    """A text: by which name, under what heading, and which law words it, if one does."""

    name: str
    heading: str
    paragraphs: tuple[str, ...]
    cite: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A labelled amount of the account summary."""

    name: str
    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Posted:
    """A transaction (12 CFR 1026.8): when it happened and posted, what and where it was."""

    transaction_id: str
    transacted_on: date
    posted_on: date
    description: str
    place: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Charged:
    """A fee or an interest charge; interest that was nil stands as 0.00 without a date."""

    label: str
    posted_on: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Rate:
    """How the interest of one balance type came about (12 CFR 1026.7(b)(4) to (6))."""

    label: str
    apr: Decimal
    balance: Money
    days: int
    interest: Money


@dataclass(frozen=True, slots=True)
class Repaying:
    """One way of repaying: each month's payment, how long it takes, what it comes to.

    `payment` is None for the minimum. Amounts are whole dollars.
    """

    payment: Money | None
    time: int
    unit: str
    total: Money
    savings: Money | None


@dataclass(frozen=True, slots=True)
class MinimumWarning:
    """The repayment disclosures of 12 CFR 1026.7(b)(12); no rows where it never ends."""

    notices: tuple[Notice, ...]
    rows: tuple[Repaying, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A group of transactions; the amounts sum to `total`."""

    name: str
    title: str
    posted: tuple[Posted, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class Charges:
    """Fees or interest: itemised, for the period and for the calendar year to date."""

    title: str
    items: tuple[Charged, ...]
    total_label: str
    total: Money
    year_label: str
    year_to_date: Money


@dataclass(frozen=True, slots=True)
class Document:
    """A statement, complete."""

    lender: str
    lender_address: str
    lender_phone: str
    lender_hours: str
    holder: str
    product: str
    account_ending: str
    opening_on: date
    closing_on: date
    due_on: date
    new_balance: Money
    minimum_due: Money
    past_due: Money
    disputed: Money
    credit_limit: Money
    notes: tuple[Notice, ...]
    warning: MinimumWarning | None
    summary: tuple[Figure, ...]
    sections: tuple[Section, ...]
    fees: Charges
    interest: Charges | None
    rates: tuple[Rate, ...]
    interest_notes: tuple[Notice, ...]
    ways_to_pay: tuple[str, ...]
    rights: tuple[Notice, ...]
