"""Payments, as they are shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from servicing.accounts import model
from servicing.accounts.model import Line
from servicing.contract.shape import Dollars, Shape
from servicing.payments import rules
from servicing.payments.returns import RETURN_REASONS


class Payment(Shape):
    """A payment and where it stands."""

    id: str
    amount: Dollars
    bank_label: str
    bank_last4: str
    on: date
    status: Literal["scheduled", "pending", "posted", "returned", "cancelled"]
    source: Literal["one_off", "autopay", "check"]
    cancellable: bool
    return_code: str | None
    return_reason: str | None
    returned_on: date | None


class PaymentPage(Shape):
    """Payments, newest first; `count` is of all there are."""

    payments: tuple[Payment, ...]
    count: int


def payment(line: Line, one: model.Payment, now: datetime) -> Payment:
    """Return a payment and where it stands now."""
    return payment_as_of(one, rules.cancellable(line, one, now))


def payment_as_of(one: model.Payment, cancellable: bool) -> Payment:
    """Return a payment whose cancelling was decided before."""
    return Payment(
        id=one.payment_id,
        amount=one.amount,
        bank_label=one.bank_label,
        bank_last4=one.bank_last4,
        on=one.on,
        status=one.status,
        source=one.source,
        cancellable=cancellable,
        return_code=one.return_code,
        return_reason=RETURN_REASONS[one.return_code] if one.return_code else None,
        returned_on=one.returned_on,
    )


def payment_page(
    line: Line, found: Sequence[model.Payment], count: int, now: datetime
) -> PaymentPage:
    """Return a page of a line's payments."""
    return PaymentPage(payments=tuple(payment(line, one, now) for one in found), count=count)
