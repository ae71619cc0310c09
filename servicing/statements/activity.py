"""What was posted in a cycle, grouped as a statement shows it (12 CFR 1026.7(b)(2), (3), (6)).

Every posting that moves the balance is in exactly one group: purchases, draws, payments, other
credits, fees, interest.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from servicing.accounts.model import Statement
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO, Money, total
from servicing.products import Product
from servicing.statements.model import Charged, Charges, Figure, Posted, Rate, Section

FEES = frozenset({"late_fee", "returned_fee", "subscription_fee", "draw_fee"})
_SECTIONS = (
    ("payments", "Payments"),
    ("credits", "Other credits and corrections"),
    ("purchases", "Purchases"),
    ("draws", "Cash draws"),
)
_SECTION_OF = {
    "purchase": "purchases",
    "draw": "draws",
    "payment": "payments",
    "payment_return": "payments",
}
_TYPES = {Bucket.PURCHASE: "Purchases", Bucket.DRAW: "Cash draws"}
_ON_TYPES = {Bucket.PURCHASE: "purchases", Bucket.DRAW: "cash draws"}


def summary(one: Statement, product: Product) -> tuple[Figure, ...]:
    """Return the account summary: its amounts sum to the new balance."""
    rows = [
        ("previous_balance", "Previous balance", one.previous_balance),
        ("payments", "Payments", -one.payments),
        ("credits", "Other credits and corrections", -one.credits),
        ("purchases", "Purchases", one.purchases),
        ("draws", "Cash draws", one.draws),
        ("fees", "Fees charged", one.fees),
        ("interest", "Interest charged", one.interest),
    ]
    absent = set() if product.card_access else {"purchases"}
    absent |= set() if product.bears_interest else {"interest"}
    return tuple(
        Figure(name, label, amount)
        for name, label, amount in rows
        if name not in absent or amount != ZERO
    )


def sections(posted: Sequence[PostedTransaction]) -> tuple[Section, ...]:
    """Return the transactions by group, in the order they happened; no group without any."""
    found = []
    in_order = sorted(posted, key=lambda one: (one.transacted_on, one.transaction_id))
    for name, title in _SECTIONS:
        rows = tuple(_posted(one) for one in in_order if _section(one) == name)
        if rows:
            found.append(Section(name, title, rows, total(row.amount for row in rows)))
    return tuple(found)


def fees(posted: Sequence[PostedTransaction]) -> tuple[Charged, ...]:
    """Return the cycle's fees, oldest first."""
    return tuple(
        Charged(one.description, one.posted_on, one.amount) for one in posted if one.kind in FEES
    )


def interest_by_type(posted: Sequence[PostedTransaction], product: Product) -> tuple[Charged, ...]:
    """Return the cycle's interest by balance type, those without any included."""
    found = []
    for bucket in types_of(product):
        rows = [one for one in posted if one.kind == "interest" and _type(one) == bucket]
        amount = total(one.amount for one in rows)
        day: date | None = rows[-1].posted_on if rows else None
        found.append(Charged(f"Interest Charge on {_ON_TYPES[bucket]}", day, amount))
    return tuple(found)


def charges(
    title: str, items: tuple[Charged, ...], period: Money, year_to_date: Money, year: int
) -> Charges:
    """Return itemised charges with their totals, worded as 12 CFR 1026.7(b)(6) has them."""
    what = "Fees" if title == "Fees" else "Interest"
    return Charges(
        title=title,
        items=items,
        total_label=f"Total {what} for This Period",
        total=period,
        year_label=f"Total {what.lower()} charged in {year}",
        year_to_date=year_to_date,
    )


def rates(one: Statement, aprs: Mapping[Bucket, Decimal], product: Product) -> tuple[Rate, ...]:
    """Return how interest came about for every balance type, whether or not it bore any."""
    if not product.bears_interest:
        return ()
    charged = {line.bucket: line for line in one.interest_lines}
    days = (one.closing_on - one.opening_on).days + 1
    found = []
    for bucket in types_of(product):
        line = charged.get(bucket)
        if line is None:
            found.append(Rate(_TYPES[bucket], aprs[bucket], ZERO, days, ZERO))
        else:
            balance = line.average_daily_balance
            found.append(Rate(_TYPES[bucket], line.apr, balance, line.days, line.amount))
    return tuple(found)


def types_of(product: Product) -> tuple[Bucket, ...]:
    """Return the balance types of a product: purchases only where there is a card."""
    return tuple(one for one in PRINCIPAL if one is Bucket.DRAW or product.card_access)


def _section(one: PostedTransaction) -> str | None:
    if one.amount == ZERO or one.kind in FEES or one.kind == "interest":
        return None
    # A payment that was posted again from its own day: its first posting's mirror is less paid.
    taken_back = one.detail.get("reverses_kind") == "payment"
    return "payments" if taken_back else _SECTION_OF.get(one.kind, "credits")


def _posted(one: PostedTransaction) -> Posted:
    return Posted(
        transaction_id=one.transaction_id,
        transacted_on=one.transacted_on,
        posted_on=one.posted_on,
        description=one.merchant or one.description,
        place=one.city or "",
        amount=one.amount,
    )


def _type(one: PostedTransaction) -> str | None:
    bucket: str | None = one.detail.get("bucket")
    return bucket
