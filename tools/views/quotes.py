"""A write that waits for its confirmation, and what came of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tools.values import Count, Money, View, canonical
from tools.views.payments import LinkedBank, Payment


class Term(View):
    """One named value of a card or a receipt; exactly one of the values is set."""

    name: str
    amount: Money | None = None
    day: date | None = None
    count: Count | None = None
    text: str | None = None
    bank: LinkedBank | None = None

    @property
    def shown(self) -> str:
        """The value as cards carry it: "75.00", "2026-11-27", "Checking ending 4417"."""
        if self.amount is not None:
            return canonical(self.amount, "money")
        if self.day is not None:
            return self.day.isoformat()
        if self.bank is not None:
            return f"{self.bank.label} ending {self.bank.last4}"
        return str(self.count) if self.count is not None else self.text or ""


class QuoteView(View):
    """A write that waits for its confirmation.

    `terms` are what the card shows, in order: a copy of what the books will do. `token` is
    single-use and bound to action, arguments, balance version and disclosures.
    """

    token: str
    action: str
    terms: tuple[Term, ...]
    disclosure_ids: tuple[str, ...]
    expires_at: datetime

    @property
    def fields(self) -> dict[str, str]:
        """The terms as canonical values by name, in order."""
        return {term.name: term.shown for term in self.terms}

    def term(self, name: str) -> Term | None:
        """Return a term by name, or None."""
        return next((term for term in self.terms if term.name == name), None)

    @property
    def amount(self) -> Decimal | None:
        """The sum that the card names first."""
        return next((term.amount for term in self.terms if term.amount is not None), None)

    @property
    def on(self) -> date | None:
        """The day that the card names first."""
        return next((term.day for term in self.terms if term.day is not None), None)


class Refusal(View):
    """A request the books won't carry out, in a form a model or a person can act on.

    `code` is stable (see `servicing`'s error tree); `values` are the figures of `message`.
    """

    code: str
    message: str
    limit: Money | None = None
    on: date | None = None
    policy: str | None = None


class Outcome(View):
    """What confirming or cancelling a quote led to; the same on every repeat."""

    status: Literal["ok", "cancelled", "refused"]
    action: str
    repeated: bool
    terms: tuple[Term, ...] = Field((), description="the receipt, in order")
    payment: Payment | None = None
    reference: str | None = None
    refusal: Refusal | None = None
    fresh_quote: QuoteView | None = None
