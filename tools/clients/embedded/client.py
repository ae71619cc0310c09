"""The embedded books as `tools.ports.Books`, one borrower at a time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TypeVar

import psycopg
from psycopg_pool import PoolTimeout

from servicing.accounts.repository import UnknownBorrower
from servicing.contract import plans, quotes
from servicing.contract.books import BorrowerBooks, Rules, packaged_rules
from servicing.contract.shape import Shape
from servicing.evidence.model import Offered
from servicing.session import Pool
from tools import evidence_views, plan_views, views
from tools.ports import (
    ActionRequest,
    BooksUnavailable,
    BorrowerId,
    Clock,
    ConversationId,
    NoLine,
    TransactionQuery,
)
from tools.values import View

T = TypeVar("T")
V = TypeVar("V", bound=View)


class EmbeddedBooks:
    """The books of one borrower, whom row-level security keeps apart from all others.

    `pool` connects as the owner of the schema, or as a member of its two roles. Each method
    raises `BooksUnavailable` when Postgres doesn't answer, and `NoLine` if the borrower has none.
    """

    def __init__(
        self, pool: Pool, borrower_id: BorrowerId, clock: Clock, rules: Rules | None = None
    ) -> None:
        self._books = BorrowerBooks(pool, borrower_id, clock, rules or packaged_rules())

    async def snapshot(self) -> views.AccountSnapshot:
        """Return the line as it stands now."""
        return _view(views.AccountSnapshot, await _run(self._books.snapshot))

    async def transactions(self, query: TransactionQuery) -> views.TransactionPage:
        """Return the posted transactions that match, newest first."""
        page = await _run(lambda: self._books.transactions(**vars(query)))
        return _view(views.TransactionPage, page)

    async def statement(self, closing_date: date | None) -> views.Statement | None:
        """Return the statement that closed on or last before the date; None if there is none."""
        found = await _run(lambda: self._books.statement(closing_date))
        return None if found is None else _view(views.Statement, found)

    async def explain_charge(self, transaction_id: str) -> views.ChargeExplanation | views.Refusal:
        """Return how an interest or fee charge came about."""
        found = await _run(lambda: self._books.explain_charge(transaction_id))
        return _or_refusal(views.ChargeExplanation, found)

    async def daily_interest(self) -> views.DailyInterest:
        """Return what today's balances cost per day."""
        return _view(views.DailyInterest, await _run(self._books.daily_interest))

    async def payoff(self, as_of: date) -> views.Payoff | views.Refusal:
        """Return what settles the line on a date."""
        return _or_refusal(views.Payoff, await _run(lambda: self._books.payoff(as_of)))

    async def pay_down(self, monthly: Decimal | None) -> views.PayDown | views.Refusal:
        """Estimate paying an amount every month, or with None the minimum alone."""
        return _or_refusal(views.PayDown, await _run(lambda: self._books.pay_down(monthly)))

    async def payments(self, limit: int) -> views.PaymentPage:
        """Return payments of any status, newest first; the count is of all there are."""
        return _view(views.PaymentPage, await _run(lambda: self._books.payments(limit)))

    async def quote(
        self, request: ActionRequest, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        """Quote an action; nothing changes until it is confirmed."""
        action, values = request.action, request.values
        quoted = await _run(lambda: self._books.quote(action, values, conversation))
        return _or_refusal(views.QuoteView, quoted)

    async def confirm(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Carry out the quoted action once; every repeat returns the first outcome."""
        return _view(views.Outcome, await _run(lambda: self._books.confirm(token, conversation)))

    async def cancel(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Withdraw the quote; a quote already confirmed stays confirmed."""
        return _view(views.Outcome, await _run(lambda: self._books.cancel(token, conversation)))

    async def record_right(
        self, kind: str, detail: views.Detail, conversation: ConversationId
    ) -> views.RightRecord:
        """Record a right once per event and return its clocks; "known" if it already stood."""
        particulars = detail.model_dump(mode="json")
        record = await _run(lambda: self._books.record_right(kind, particulars, conversation))
        return _view(views.RightRecord, record)

    async def rights(self) -> tuple[views.RightRecord, ...]:
        """Return the rights on record, newest first."""
        return tuple(_view(views.RightRecord, one) for one in await _run(self._books.rights))

    async def plan_options(
        self, intake: plan_views.HardshipIntake
    ) -> plan_views.PlanOptions | views.Refusal:
        """Return the hardship plans that fit what was said; nothing is asked for or kept."""
        said = _shape(intake)
        return _or_refusal(
            plan_views.PlanOptions, await _run(lambda: self._books.plan_options(said))
        )

    async def plan_request(self) -> plan_views.PlanRequest | None:
        """Return the latest request for a plan; None if there is none."""
        found = await _run(self._books.plan_request)
        return None if found is None else _view(plan_views.PlanRequest, found)

    async def hardship_intake(self) -> plan_views.HardshipIntake | None:
        """Return what was said so far; None if nothing, or if a plan was asked for with it."""
        found = await _run(self._books.hardship_intake)
        return None if found is None else _view(plan_views.HardshipIntake, found)

    async def keep_hardship_intake(
        self, intake: plan_views.HardshipIntake, conversation: ConversationId
    ) -> plan_views.HardshipIntake | views.Refusal:
        """Keep what was said so far, in place of what was kept before."""
        said = _shape(intake)
        kept = await _run(lambda: self._books.keep_hardship_intake(said, conversation))
        return _or_refusal(plan_views.HardshipIntake, kept)

    async def keep_evidence(
        self,
        file: evidence_views.FileRead,
        suspicion: evidence_views.Suspicion,
        conversation: ConversationId,
        about: str | None = None,
    ) -> evidence_views.EvidenceKept | views.Refusal:
        """Keep a file with the dispute it is about, once by its content."""
        offered = Offered(
            file.name, file.content, file.text, file.pages, suspicion.score, suspicion.flag
        )
        kept = await _run(lambda: self._books.keep_evidence(offered, conversation, about))
        return _or_refusal(evidence_views.EvidenceKept, kept)

    async def evidence(self) -> tuple[evidence_views.Evidence, ...]:
        """Return the files on record, oldest first."""
        found = await _run(self._books.evidence)
        return tuple(_view(evidence_views.Evidence, one) for one in found)


def _shape(intake: plan_views.HardshipIntake) -> plans.HardshipIntake:
    """Return what was said in the contract's own shape."""
    return plans.HardshipIntake.model_validate(intake.model_dump())


def _view(kind: type[V], shape: Shape) -> V:
    """Read a shape of the contract as the view of the same members."""
    return kind.model_validate(shape, from_attributes=True)


def _or_refusal(kind: type[V], shape: Shape) -> V | views.Refusal:
    return _view(views.Refusal if isinstance(shape, quotes.Refusal) else kind, shape)  # type: ignore[return-value]  # one of the two


async def _run(work: Callable[[], T]) -> T:
    def guarded() -> T:
        with unavailable():
            try:
                return work()
            except UnknownBorrower as error:
                raise NoLine(str(error)) from error

    return await asyncio.to_thread(guarded)


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn a Postgres that doesn't answer into `BooksUnavailable`; a defect stays a defect."""
    try:
        yield
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise BooksUnavailable(str(error)) from error
