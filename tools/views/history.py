"""What was posted, and the statements that were sent."""

from datetime import date
from typing import Literal

from tools.values import Count, MerchantText, Money, Percent, View

BucketName = Literal["purchase", "draw", "interest", "fees", "disputed", "credit"]


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
        "reversal",
        "interest_correction",
        "fee_correction",
        "dispute_credit",
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
