"""The embedded books as `tools.ports.Books`, one borrower at a time."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

import psycopg
from psycopg_pool import PoolTimeout

from servicing.accounts import projection
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.contacts import rights
from servicing.ledger import repository as ledger
from servicing.money import Money
from servicing.products import Product, load_products
from servicing.quotes.model import TokenSource
from servicing.quotes.service import Quotes
from servicing.refusal import Refusal
from servicing.session import Pool, reading, writing
from tools import views
from tools.clients.embedded import mapping
from tools.ports import (
    BooksUnavailable,
    BorrowerId,
    Clock,
    ConversationId,
    PaymentRequest,
    TransactionQuery,
)

T = TypeVar("T")
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Rules:
    """What every borrower's books go by: products, the calendar, and where tokens come from."""

    products: dict[str, Product] = field(default_factory=load_products)
    days: BusinessDays = field(default_factory=BusinessDays)
    tokens: TokenSource = field(default=lambda: secrets.token_urlsafe(TOKEN_BYTES))


@cache
def packaged_rules() -> Rules:
    """Return the rules that ship with the package; read once, since they are data."""
    return Rules()


class EmbeddedBooks:
    """The books of one borrower, whom row-level security keeps apart from all others.

    `pool` connects as the owner of the schema, or as a member of its two roles. Each method
    raises `BooksUnavailable` when Postgres doesn't answer.
    """

    def __init__(
        self, pool: Pool, borrower_id: BorrowerId, clock: Clock, rules: Rules | None = None
    ) -> None:
        self._pool = pool
        self._borrower_id = borrower_id
        self._clock = clock
        self._rules = rules or packaged_rules()
        self._quotes = Quotes(
            pool, self._rules.products, clock, self._rules.days, self._rules.tokens
        )

    async def snapshot(self) -> views.AccountSnapshot:
        """Return the line as it stands now."""
        return await _run(self._snapshot)

    async def transactions(self, query: TransactionQuery) -> views.TransactionPage:
        """Return the posted transactions that match, newest first."""
        return await _run(lambda: self._transactions(query))

    async def statement(self, closing_date: date | None) -> views.Statement | None:
        """Return the statement that closed on or last before the date; None if there is none."""
        return await _run(lambda: self._statement(closing_date))

    async def explain_charge(self, transaction_id: str) -> views.ChargeExplanation | views.Refusal:
        """Return how an interest or fee charge came about."""
        return await _run(lambda: self._explain(transaction_id))

    async def daily_interest(self) -> views.DailyInterest:
        """Return what today's balances cost per day."""
        return await _run(lambda: mapping.daily_interest(self._line(), self._today()))

    async def payoff(self, as_of: date) -> views.Payoff | views.Refusal:
        """Return what settles the line on a date."""
        return await _run(lambda: self._payoff(as_of))

    async def payments(self, limit: int) -> views.PaymentPage:
        """Return payments of any status, newest first; the count is of all there are."""
        return await _run(lambda: self._payments(limit))

    async def quote_payment(
        self, request: PaymentRequest, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        """Quote a payment; nothing moves."""
        return await _run(lambda: self._quote_payment(request, conversation))

    async def quote_cancellation(
        self, payment_id: str, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        """Quote the cancelling of a payment; nothing changes."""
        return await _run(lambda: self._quote_cancellation(payment_id, conversation))

    async def confirm(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Carry out the quoted action once; every repeat returns the first outcome."""
        return await _run(
            lambda: mapping.outcome(self._quotes.confirm(self._borrower_id, conversation, token))
        )

    async def cancel(self, token: str, conversation: ConversationId) -> views.Outcome:
        """Withdraw the quote; a quote already confirmed stays confirmed."""
        return await _run(
            lambda: mapping.outcome(self._quotes.cancel(self._borrower_id, conversation, token))
        )

    async def record_right(
        self, kind: str, detail: views.Detail, conversation: ConversationId
    ) -> views.RightRecord:
        """Record a right once per event and return its clocks; "known" if it already stood."""
        return await _run(lambda: self._record_right(kind, detail, conversation))

    async def rights(self) -> tuple[views.RightRecord, ...]:
        """Return the rights on record, newest first."""
        return await _run(self._rights)

    def _today(self) -> date:
        return lender_date(self._clock.now())

    def _line(self) -> Line:
        with reading(self._pool, self._borrower_id) as connection:
            return accounts.load(connection, self._rules.products, self._borrower_id)[0]

    def _snapshot(self) -> views.AccountSnapshot:
        with reading(self._pool, self._borrower_id) as connection:
            line, holder = accounts.load(connection, self._rules.products, self._borrower_id)
        return mapping.account_snapshot(line, holder, self._clock.now(), self._today())

    def _transactions(self, query: TransactionQuery) -> views.TransactionPage:
        with reading(self._pool, self._borrower_id) as connection:
            account_id, opened_on = accounts.identify(connection, self._borrower_id)
            since, until = query.since or opened_on, query.until or self._today()
            wanted = ledger.Query(since, until, query.kinds, query.merchant, query.amount)
            found = ledger.find(connection, account_id, wanted)
        return mapping.transaction_page(found, query.limit, since, until)

    def _statement(self, closing_date: date | None) -> views.Statement | None:
        with reading(self._pool, self._borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self._borrower_id)
            one = accounts.statement_on(connection, account_id, closing_date or self._today())
            if one is None:
                return None
            within = ledger.Query(one.opening_on, one.closing_on)
            return mapping.statement(one, ledger.find(connection, account_id, within))

    def _explain(self, transaction_id: str) -> views.ChargeExplanation | views.Refusal:
        with reading(self._pool, self._borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self._borrower_id)
            one = ledger.get(connection, account_id, transaction_id)
        if one is None:
            return views.Refusal(
                code="transaction_unknown", message="There is no such charge on your account."
            )
        return mapping.explanation(one)

    def _payoff(self, as_of: date) -> views.Payoff | views.Refusal:
        found = projection.payoff(self._line(), as_of, self._today())
        return mapping.refusal(found) if isinstance(found, Refusal) else mapping.payoff(found)

    def _payments(self, limit: int) -> views.PaymentPage:
        with reading(self._pool, self._borrower_id) as connection:
            line, _ = accounts.load(connection, self._rules.products, self._borrower_id)
            found, count = accounts.payments(connection, line.account_id, limit)
        now = self._clock.now()
        return views.PaymentPage(
            payments=tuple(mapping.payment(line, one, now) for one in found), count=count
        )

    def _quote_payment(
        self, request: PaymentRequest, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        if request.amount_kind != "amount":
            amount: Money | str = request.amount_kind
        else:
            try:
                amount = Money.of(request.amount or Decimal(0))
            except ValueError:
                return views.Refusal(
                    code="amount_not_in_cents", message="A payment needs an amount in whole cents."
                )
        issued = self._quotes.payment(
            self._borrower_id,
            conversation,
            amount,  # type: ignore[arg-type]  # the kinds are the same words
            request.on,
        )
        return mapping.refusal(issued) if isinstance(issued, Refusal) else mapping.quote(issued)

    def _quote_cancellation(
        self, payment_id: str, conversation: ConversationId
    ) -> views.QuoteView | views.Refusal:
        issued = self._quotes.cancellation(self._borrower_id, conversation, payment_id)
        return mapping.refusal(issued) if isinstance(issued, Refusal) else mapping.quote(issued)

    def _record_right(
        self, kind: str, detail: views.Detail, conversation: ConversationId
    ) -> views.RightRecord:
        with writing(self._pool) as connection:
            line, _ = accounts.load(connection, self._rules.products, self._borrower_id, lock=True)
            one = rights.record(
                connection,
                line,
                kind,
                detail.model_dump(mode="json"),
                conversation,
                self._clock.now(),
                self._rules.days,
            )
            accounts.save(connection, line)
        return mapping.right(one)

    def _rights(self) -> tuple[views.RightRecord, ...]:
        with reading(self._pool, self._borrower_id) as connection:
            account_id, _ = accounts.identify(connection, self._borrower_id)
            return tuple(mapping.right(one) for one in rights.records(connection, account_id))


async def _run(work: Callable[[], T]) -> T:
    def guarded() -> T:
        with unavailable():
            return work()

    return await asyncio.to_thread(guarded)


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn a Postgres that doesn't answer into `BooksUnavailable`; a defect stays a defect."""
    try:
        yield
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise BooksUnavailable(str(error)) from error
