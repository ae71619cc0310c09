"""Quotes, what became of them, and what the books won't do, as they are shown."""

from datetime import date, datetime
from typing import Literal

from servicing import refusal as refusals
from servicing.contract.payments import Payment, payment_as_of
from servicing.contract.shape import Dollars, Shape
from servicing.quotes import model


class Quote(Shape):
    """A write that waits for its confirmation.

    `fields` is what the card shows, in order, as canonical values ("75.00", "2026-11-27"), a
    copy of what the books will do; `token` is single-use and bound to action, fields, balance
    version and disclosures.
    """

    token: str
    action: str
    amount: Dollars | None
    on: date | None
    bank_label: str | None
    bank_last4: str | None
    payment_id: str | None
    fields: dict[str, str]
    disclosure_ids: tuple[str, ...]
    expires_at: datetime


class Refusal(Shape):
    """A request the books won't carry out; `code` is stable, the others are its figures."""

    code: str
    message: str
    limit: Dollars | None = None
    on: date | None = None
    policy: str | None = None


class Outcome(Shape):
    """What confirming or cancelling a quote led to; the same on every repeat."""

    status: Literal["ok", "cancelled", "refused"]
    action: str
    repeated: bool
    payment: Payment | None = None
    reference: str | None = None
    refusal: Refusal | None = None
    fresh_quote: Quote | None = None


def quote(issued: model.Issued | refusals.Refusal) -> Quote | Refusal:
    """Return a quote's card, or why there is none."""
    return refusal(issued) if isinstance(issued, refusals.Refusal) else card(issued)


def card(issued: model.Issued) -> Quote:
    """Return a quote's card."""
    arguments, one = issued.quote.arguments, issued.quote
    return Quote(
        token=issued.token,
        action=one.action,
        amount=arguments.amount,
        on=arguments.on,
        bank_label=arguments.bank_label,
        bank_last4=arguments.bank_last4,
        payment_id=arguments.payment_id,
        fields={
            "amount": f"{arguments.amount.dollars:.2f}",
            "from": f"{arguments.bank_label} ending {arguments.bank_last4}",
            "date": arguments.on.isoformat(),
        },
        disclosure_ids=one.disclosure_ids,
        expires_at=one.expires_at,
    )


def outcome(one: model.Outcome) -> Outcome:
    """Return what pressing the button led to."""
    return Outcome(
        status=one.status,
        action=one.action,
        repeated=one.repeated,
        payment=payment_as_of(one.payment, one.cancellable) if one.payment else None,
        reference=one.reference,
        refusal=refusal(one.refusal) if one.refusal else None,
        fresh_quote=card(one.fresh) if one.fresh else None,
    )


def refusal(one: refusals.Refusal) -> Refusal:
    """Return why not."""
    return Refusal.model_validate(one)
