"""The doors to a lender's systems, as small protocols.

A `Books` is bound to one borrower when it is made, from the token; no method takes a borrower
or an account. What a caller can recover from comes back as a value (`Refusal`, an `Outcome`
with status "refused"); what nobody in the conversation can mend is raised as `BooksUnavailable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NewType, Protocol

from tools.evidence_views import Evidence, EvidenceKept, FileRead, Suspicion
from tools.plan_views import HardshipIntake, PlanOptions, PlanRequest
from tools.values import LENDER_ZONE
from tools.views import (
    AccountSnapshot,
    ChargeExplanation,
    DailyInterest,
    Detail,
    Outcome,
    Passage,
    PayDown,
    PaymentPage,
    Payoff,
    QuoteView,
    Refusal,
    RightRecord,
    Statement,
    TransactionPage,
)

BorrowerId = NewType("BorrowerId", str)
ConversationId = NewType("ConversationId", str)


class BooksUnavailable(Exception):
    """The system of record didn't answer; retryable. Nothing is known to have happened."""


class NoLine(Exception):
    """The system of record knows no line of this borrower; asking again won't help."""


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


def lender_today(clock: Clock) -> date:
    """Return today's date on the lender's calendar."""
    return clock.now().astimezone(LENDER_ZONE).date()


@dataclass(frozen=True)
class TransactionQuery:
    """Which transactions: by date (both ends included), kind, words of the merchant, amount."""

    since: date | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()
    merchant: str | None = None
    amount: Decimal | None = None
    limit: int = 25


@dataclass(frozen=True)
class ActionRequest:
    """Something to be quoted: an action by name, and its inputs as plain JSON values.

    Amounts are decimal dollars as text ("75.00"), dates ISO 8601. The books check them.
    """

    action: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Accounts(Protocol):
    """Where a line stands."""

    async def snapshot(self) -> AccountSnapshot:
        """Return the line as it stands now."""
        ...


class Ledger(Protocol):
    """What happened on a line, and why."""

    async def transactions(self, query: TransactionQuery) -> TransactionPage:
        """Return the posted transactions that match, newest first."""
        ...

    async def statement(self, closing_date: date | None) -> Statement | None:
        """Return the statement that closed on or last before the date; None if there is none."""
        ...

    async def explain_charge(self, transaction_id: str) -> ChargeExplanation | Refusal:
        """Return how an interest or fee charge came about."""
        ...

    async def daily_interest(self) -> DailyInterest:
        """Return what today's balances cost per day."""
        ...

    async def payoff(self, as_of: date) -> Payoff | Refusal:
        """Return what settles the line on a date from today up to the product's horizon."""
        ...


class PayingDown(Protocol):
    """What paying for months comes to."""

    async def pay_down(self, monthly: Decimal | None) -> PayDown | Refusal:
        """Estimate paying an amount of dollars every month, or with None the minimum alone."""
        ...


class Payments(Protocol):
    """Money coming in."""

    async def payments(self, limit: int) -> PaymentPage:
        """Return payments of any status, newest first."""
        ...


class Actions(Protocol):
    """Everything that changes a line begins here, with a quote."""

    async def quote(
        self, request: ActionRequest, conversation: ConversationId
    ) -> QuoteView | Refusal:
        """Quote an action; nothing changes until it is confirmed."""
        ...


class Confirmations(Protocol):
    """The only way from a quote to a write."""

    async def confirm(self, token: str, conversation: ConversationId) -> Outcome:
        """Carry out the quoted action once; every repeat returns the first outcome."""
        ...

    async def cancel(self, token: str, conversation: ConversationId) -> Outcome:
        """Withdraw the quote; a quote already confirmed stays confirmed."""
        ...


class Rights(Protocol):
    """Rights that were invoked, and the clocks they started."""

    async def record_right(
        self, kind: str, detail: Detail, conversation: ConversationId
    ) -> RightRecord:
        """Record a right once per event and return its clocks; "known" if it already stood."""
        ...

    async def rights(self) -> tuple[RightRecord, ...]:
        """Return the rights on record, newest first."""
        ...


class Plans(Protocol):
    """Hardship help: what was said, what can be had, how a request stands."""

    async def plan_options(self, intake: HardshipIntake) -> PlanOptions | Refusal:
        """Return the plans that fit what was said; nothing is asked for or kept."""
        ...

    async def plan_request(self) -> PlanRequest | None:
        """Return the latest request for a plan; None if there is none."""
        ...

    async def hardship_intake(self) -> HardshipIntake | None:
        """Return what was said so far; None if nothing, or if a plan was asked for with it."""
        ...

    async def keep_hardship_intake(
        self, intake: HardshipIntake, conversation: ConversationId
    ) -> HardshipIntake | Refusal:
        """Keep what was said so far, in place of what was kept before."""
        ...


class Files(Protocol):
    """Where a stranger's file is taken in; never the core's, whose books get what passed here."""

    async def read(self, name: str, content: bytes) -> FileRead | Refusal:
        """Return the file as what it is, with its text, or why it stays out."""
        ...


class EvidenceBooks(Protocol):
    """Files about a dispute."""

    async def keep_evidence(
        self,
        file: FileRead,
        suspicion: Suspicion,
        conversation: ConversationId,
        about: str | None = None,
    ) -> EvidenceKept | Refusal:
        """Keep a file with the dispute it is about, once by its content.

        `about` is that dispute's reference; of several open ones nobody guesses.
        """
        ...

    async def evidence(self) -> tuple[Evidence, ...]:
        """Return the files on record, oldest first, without their content."""
        ...


class Books(
    Accounts,
    Ledger,
    PayingDown,
    Payments,
    Actions,
    Confirmations,
    Rights,
    Plans,
    EvidenceBooks,
    Protocol,
):
    """Everything a borrower session may ask of the system of record."""


class Knowledge(Protocol):
    """Policies and regulations, by passage."""

    async def search(
        self,
        query: str,
        *,
        as_of: date,
        audience: Literal["borrower", "staff"],
        limit: int,
        document: str | None = None,
        product: str | None = None,
    ) -> tuple[Passage, ...]:
        """Return the passages in force on a date that fit best, best first.

        With `document`, only that document's; with `product`, none about other products only.
        Each carries the sentence to quote.
        """
        ...

    async def passage(
        self, document: str, section: str, as_of: date, product: str | None = None
    ) -> Passage | None:
        """Return one passage by document and section, or None."""
        ...
