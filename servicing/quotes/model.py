"""A write that waits for its confirmation."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from servicing.accounts.model import Payment
from servicing.money import Money
from servicing.refusal import Refusal

Action = Literal["make_payment", "schedule_payment", "cancel_payment"]
TokenSource = Callable[[], str]
"""Makes unguessable tokens; the books keep only their hash."""

PAYMENT_DISCLOSURES = ("payment-authorization",)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What exactly will be done. `payment_id` is set when a payment is to be cancelled."""

    amount: Money
    on: date
    bank_label: str
    bank_last4: str
    payment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the books keep it."""

    quote_id: str
    account_id: str
    borrower_id: str
    conversation_id: str
    action: Action
    arguments: Arguments
    disclosure_ids: tuple[str, ...]
    account_version: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A quote with its token, which is shown once and never stored."""

    token: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pressing confirm or cancel led to. `cancellable` is as of the first time."""

    status: Literal["ok", "cancelled", "refused"]
    action: str
    repeated: bool = False
    payment: Payment | None = None
    cancellable: bool = False
    reference: str | None = None
    refusal: Refusal | None = None
    fresh: Issued | None = None


def token_sha256(token: str) -> str:
    """Return what is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
