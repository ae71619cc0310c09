"""A write that waits for its confirmation, and what carrying it out led to."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from servicing.accounts.model import Bank, Payment
from servicing.money import Money
from servicing.refusal import Refusal

TokenSource = Callable[[], str]
"""Makes unguessable tokens; the books keep only their hash."""


class Arguments(Protocol):
    """What exactly will be done: a frozen dataclass of one action, tagged by its name.

    Two are equal exactly when the same would happen, so a quote still stands when what is asked
    leads to equal arguments again.
    """

    @property
    def action(self) -> str:
        """The action's name."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """One named value of a card or a receipt; exactly one of the values is set."""

    name: str
    amount: Money | None = None
    day: date | None = None
    count: int | None = None
    text: str | None = None
    bank: Bank | None = None


Terms = Sequence[Term]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the books keep it: what was asked (as JSON), and what exactly that means."""

    quote_id: str
    account_id: str
    borrower_id: str
    conversation_id: str
    asked: str
    request: dict[str, Any]
    arguments: Arguments
    terms: Terms
    disclosure_ids: tuple[str, ...]
    account_version: int
    created_at: datetime
    expires_at: datetime

    @property
    def action(self) -> str:
        """What pressing confirm will do; "asked" may have named a neighbour of it."""
        return self.arguments.action


@dataclass(frozen=True, slots=True)
class Issued:
    """A quote with its token, which is shown once and never stored."""

    token: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Done:
    """What carrying out an action led to. `cancellable` is as of then."""

    reference: str
    terms: tuple[Term, ...] = ()
    payment: Payment | None = None
    cancellable: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pressing confirm or cancel led to; it is kept and given again to every later press."""

    status: Literal["ok", "cancelled", "refused"]
    action: str
    done: Done | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """An outcome as one press got it: again, or with a fresh quote in place of a stale one."""

    outcome: Outcome
    repeated: bool = False
    fresh: Issued | None = field(default=None)


def token_sha256(token: str) -> str:
    """Return what is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
