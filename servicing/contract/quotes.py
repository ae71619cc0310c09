"""Quotes, what became of them, and what the books won't do, as they are shown."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from servicing import refusal as refusals
from servicing.contract.account import LinkedBank
from servicing.contract.payments import Payment, payment_as_of
from servicing.contract.shape import Dollars, Shape
from servicing.quotes import model


class Term(Shape):
    """One named value of a card or a receipt; exactly one of the values is set."""

    name: str
    amount: Dollars | None = None
    day: date | None = None
    count: int | None = None
    text: str | None = None
    bank: LinkedBank | None = None


class Quote(Shape):
    """A write that waits for its confirmation.

    `terms` are what the card shows, in order: a copy of what the books will do. `token` is
    single-use and bound to action, arguments, balance version and disclosures.
    """

    token: str
    action: str
    terms: tuple[Term, ...]
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
    terms: tuple[Term, ...] = Field((), description="the receipt, in order")
    payment: Payment | None = None
    reference: str | None = None
    refusal: Refusal | None = None
    fresh_quote: Quote | None = None


def quote(issued: model.Issued | refusals.Refusal) -> Quote | Refusal:
    """Return a quote's card, or why there is none."""
    return refusal(issued) if isinstance(issued, refusals.Refusal) else card(issued)


def card(issued: model.Issued) -> Quote:
    """Return a quote's card."""
    one = issued.quote
    return Quote(
        token=issued.token,
        action=one.action,
        terms=_terms(one.terms),
        disclosure_ids=one.disclosure_ids,
        expires_at=one.expires_at,
    )


def outcome(pressed: model.Pressed) -> Outcome:
    """Return what pressing the button led to."""
    one, done = pressed.outcome, pressed.outcome.done
    return Outcome(
        status=one.status,
        action=one.action,
        repeated=pressed.repeated,
        terms=_terms(done.terms) if done else (),
        payment=payment_as_of(done.payment, done.cancellable) if done and done.payment else None,
        reference=done.reference if done else None,
        refusal=refusal(one.refusal) if one.refusal else None,
        fresh_quote=card(pressed.fresh) if pressed.fresh else None,
    )


def _terms(terms: model.Terms) -> tuple[Term, ...]:
    return tuple(Term.model_validate(term) for term in terms)


def refusal(one: refusals.Refusal) -> Refusal:
    """Return why not."""
    return Refusal.model_validate(one)
