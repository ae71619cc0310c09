"""Quoting and confirming payments.

`confirm` is one transaction: lock the quote, check whose it is, its age and the line's version,
act, store the outcome. Whatever fails leaves nothing behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line, Payment
from servicing.calendar import BusinessDays, lender_date
from servicing.clock import Clock
from servicing.ledger.requests import once
from servicing.money import Money
from servicing.payments import receipts, rules
from servicing.products import Product
from servicing.quotes import repository
from servicing.quotes.model import (
    PAYMENT_DISCLOSURES,
    Action,
    Arguments,
    Issued,
    Outcome,
    Quote,
    TokenSource,
    token_sha256,
)
from servicing.refusal import Refusal
from servicing.session import Pool, writing

_UNKNOWN = Refusal("unknown_quote", "There is nothing here to confirm.")
_EXPIRED = Refusal("quote_expired", "That took longer than 10 minutes, so nothing was done.")
_MOVED = Refusal("books_moved", "Your account changed in the meantime, so nothing was done.")


@dataclass(frozen=True)
class Quotes:
    """Quotes over a pool of connections."""

    pool: Pool
    products: Mapping[str, Product]
    clock: Clock
    days: BusinessDays
    tokens: TokenSource

    def payment(
        self,
        borrower_id: str,
        conversation_id: str,
        amount: Money | rules.AmountKind,
        on: date | None,
    ) -> Issued | Refusal:
        """Quote a payment of an amount, or of one the books know by name; nothing moves.

        Without a date, or with today's, it is a payment now, which counts today until the
        cut-off and tomorrow afterwards.
        """
        now = self.clock.now()
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.products, borrower_id)
            return self._quote_payment(connection, line, conversation_id, amount, on, now)

    def cancellation(
        self, borrower_id: str, conversation_id: str, payment_id: str
    ) -> Issued | Refusal:
        """Quote the cancelling of a payment; nothing changes."""
        now = self.clock.now()
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.products, borrower_id)
            return self._quote_cancellation(connection, line, conversation_id, payment_id, now)

    def confirm(self, borrower_id: str, conversation_id: str, token: str) -> Outcome:
        """Carry out a quote once; every repeat returns the first outcome.

        An expired quote, or one whose line has changed, is refused with a fresh quote where
        the rules still allow one.
        """
        now = self.clock.now()
        with writing(self.pool) as connection:
            stored = repository.lock(connection, token, borrower_id, conversation_id)
            if stored is None:
                return Outcome("refused", "", refusal=_UNKNOWN)
            if stored.outcome is not None:
                return replace(stored.outcome, repeated=True)
            line, _ = accounts.load(connection, self.products, borrower_id, lock=True)
            quote = stored.quote
            if now >= quote.expires_at:
                return self._refuse(connection, line, quote, _EXPIRED, now)
            if line.version != quote.account_version or not self._still_today(line, quote, now):
                return self._refuse(connection, line, quote, _MOVED, now)
            outcome = self._act(connection, line, quote, now)
            repository.close(connection, quote, "confirmed", outcome)
            return outcome

    def cancel(self, borrower_id: str, conversation_id: str, token: str) -> Outcome:
        """Withdraw a quote; one that was confirmed stays confirmed."""
        with writing(self.pool) as connection:
            stored = repository.lock(connection, token, borrower_id, conversation_id)
            if stored is None:
                return Outcome("refused", "", refusal=_UNKNOWN)
            if stored.outcome is not None:
                return replace(stored.outcome, repeated=True)
            outcome = Outcome("cancelled", stored.quote.action)
            repository.close(connection, stored.quote, "cancelled", outcome)
            return outcome

    def _quote_payment(
        self,
        connection: psycopg.Connection[Any],
        line: Line,
        conversation_id: str,
        amount: Money | rules.AmountKind,
        on: date | None,
        now: datetime,
    ) -> Issued | Refusal:
        today = lender_date(now)
        immediate = on is None or on == today
        day = rules.credited_on(line, now) if on is None or on == today else on
        hold = rules.account_hold(line)
        if hold is not None:
            return hold
        exact = amount if isinstance(amount, Money) else rules.named_amount(line, amount, today)
        if isinstance(exact, Refusal):
            return exact
        refusal = rules.check_payment(line, exact, day, now)
        if refusal is not None or line.bank is None:
            return refusal or _UNKNOWN
        return self._issue(
            connection,
            line,
            conversation_id,
            "make_payment" if immediate else "schedule_payment",
            Arguments(exact, day, line.bank.label, line.bank.last4),
            now,
        )

    def _quote_cancellation(
        self,
        connection: psycopg.Connection[Any],
        line: Line,
        conversation_id: str,
        payment_id: str,
        now: datetime,
    ) -> Issued | Refusal:
        payment = accounts.payment(connection, line.account_id, payment_id)
        refusal = rules.check_cancellation(line, payment, now)
        if refusal is not None or payment is None:
            return refusal or _UNKNOWN
        arguments = Arguments(
            payment.amount, payment.on, payment.bank_label, payment.bank_last4, payment_id
        )
        return self._issue(connection, line, conversation_id, "cancel_payment", arguments, now)

    def _issue(
        self,
        connection: psycopg.Connection[Any],
        line: Line,
        conversation_id: str,
        action: Action,
        arguments: Arguments,
        now: datetime,
    ) -> Issued:
        token = self.tokens()
        quote = Quote(
            quote_id=f"q-{token_sha256(token)[:24]}",
            account_id=line.account_id,
            borrower_id=line.borrower_id,
            conversation_id=conversation_id,
            action=action,
            arguments=arguments,
            disclosure_ids=() if action == "cancel_payment" else PAYMENT_DISCLOSURES,
            account_version=line.version,
            created_at=now,
            expires_at=now + timedelta(minutes=line.product.quotes.valid_minutes),
        )
        issued = Issued(token, quote)
        repository.add(connection, issued)
        return issued

    def _still_today(self, line: Line, quote: Quote, now: datetime) -> bool:
        """Whether a payment now would still count on the day the card said."""
        if quote.action != "make_payment":
            return quote.arguments.on >= lender_date(now)
        return quote.arguments.on == rules.credited_on(line, now)

    def _refuse(
        self,
        connection: psycopg.Connection[Any],
        line: Line,
        quote: Quote,
        refusal: Refusal,
        now: datetime,
    ) -> Outcome:
        fresh = self._requote(connection, line, quote, now)
        if isinstance(fresh, Refusal):
            return Outcome("refused", quote.action, refusal=fresh)
        return Outcome("refused", quote.action, refusal=refusal, fresh=fresh)

    def _requote(
        self, connection: psycopg.Connection[Any], line: Line, quote: Quote, now: datetime
    ) -> Issued | Refusal:
        conversation, arguments = quote.conversation_id, quote.arguments
        if arguments.payment_id is not None:
            return self._quote_cancellation(
                connection, line, conversation, arguments.payment_id, now
            )
        on = None if quote.action == "make_payment" else arguments.on
        return self._quote_payment(connection, line, conversation, arguments.amount, on, now)

    def _act(
        self, connection: psycopg.Connection[Any], line: Line, quote: Quote, now: datetime
    ) -> Outcome:
        refusal = self._check(line, quote, now)
        if refusal is not None:
            return Outcome("refused", quote.action, refusal=refusal)

        def act() -> Mapping[str, Any]:
            payment = self._change(line, quote, now)
            accounts.save(connection, line)
            return {"payment_id": payment.payment_id}

        request = {"quote": quote.quote_id, "action": quote.action}
        response, _ = once(
            connection,
            (line.account_id, line.borrower_id),
            f"quote:{quote.quote_id}",
            request,
            act,
        )
        payment = accounts.payment(connection, line.account_id, response["payment_id"])
        if payment is None:
            raise LookupError(response["payment_id"])
        return Outcome(
            "ok",
            quote.action,
            payment=payment,
            cancellable=rules.cancellable(line, payment, now),
            reference=payment.payment_id,
        )

    def _check(self, line: Line, quote: Quote, now: datetime) -> Refusal | None:
        """Check the rules again: the version stood still, but time went on."""
        arguments = quote.arguments
        if arguments.payment_id is not None:
            payment = line.payments.get(arguments.payment_id)
            return rules.check_cancellation(line, payment, now)
        return rules.check_payment(line, arguments.amount, arguments.on, now)

    def _change(self, line: Line, quote: Quote, now: datetime) -> Payment:
        arguments = quote.arguments
        if arguments.payment_id is not None:
            payment = line.payments[arguments.payment_id]
            receipts.cancel(line, payment)
            return payment
        payment = receipts.schedule(line, arguments.amount, arguments.on, "one_off", self.days)
        if arguments.on == lender_date(now):
            receipts.receive(line, payment)
        return payment
