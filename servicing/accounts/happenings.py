"""What a line's changes mean to the outside: ids, amounts, dates and codes, nothing personal."""

from collections.abc import Mapping
from datetime import date

from servicing.accounts.model import Payment, Statement
from servicing.events.model import Happening
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import Money

_POSTED: Mapping[str, str] = {
    "purchase": "purchase.posted",
    "draw": "draw.posted",
    "interest": "charge.posted",
    "late_fee": "charge.posted",
    "returned_fee": "charge.posted",
    "subscription_fee": "charge.posted",
    "draw_fee": "charge.posted",
    "charge_off": "line.charged_off",
}
_TOLD_BY_PAYMENT = frozenset({"payment", "payment_return"})
_PAYMENT = {"pending": "payment.received"}
_BUCKETS = frozenset(Bucket)


def of_payment(payment: Payment) -> Happening:
    """Return what a payment's new status means."""
    data = {
        "payment_id": payment.payment_id,
        "amount": _dollars(payment.amount),
        "on": payment.on.isoformat(),
        "settles_on": payment.settles_on.isoformat(),
        "source": payment.source,
        "return_code": payment.return_code,
        "returned_on": _iso(payment.returned_on),
    }
    return Happening(_PAYMENT.get(payment.status, f"payment.{payment.status}"), data)


def of_transaction(one: JournalTransaction) -> tuple[Happening, ...]:
    """Return what a posting means; a payment's is told by the payment itself."""
    if one.kind in _TOLD_BY_PAYMENT:
        return ()
    legs = (entry.amount.minor for entry in one.entries if entry.account in _BUCKETS)
    # A charge-off moves no bucket; its first entry is the loss.
    amount = one.entries[0].amount if one.kind == "charge_off" else Money(sum(legs))
    data = {
        "transaction_id": one.transaction_id,
        "kind": one.kind,
        "amount": _dollars(amount),
        "posted_on": one.posted_on.isoformat(),
        "effective_on": one.effective_on.isoformat(),
        "reverses": one.reverses,
    }
    return (Happening(_POSTED.get(one.kind, "adjustment.posted"), data),)


def of_statement(one: Statement) -> Happening:
    """Return what a closed cycle means."""
    data = {
        "closing_date": one.closing_on.isoformat(),
        "due_date": one.due_on.isoformat(),
        "new_balance": _dollars(one.new_balance),
        "minimum_due": _dollars(one.minimum_due),
    }
    return Happening("statement.closed", data)


def _dollars(amount: Money) -> str:
    return f"{amount.dollars:.2f}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
