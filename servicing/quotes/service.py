"""Quoting and confirming, the same for every action.

`confirm` is one transaction: lock the quote, check whose it is, its age and the line's version,
work the request out once more, act, store the outcome. Whatever fails leaves nothing behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.calendar import BusinessDays
from servicing.clock import Clock
from servicing.events import outbox
from servicing.events.model import Happening
from servicing.ledger.requests import once
from servicing.products import Product
from servicing.quotes import repository
from servicing.quotes.action import Registry, Situation
from servicing.quotes.actions import ACTIONS
from servicing.quotes.model import (
    Arguments,
    Done,
    Issued,
    Outcome,
    Pressed,
    Quote,
    TokenSource,
    token_sha256,
)
from servicing.refusal import Refusal
from servicing.session import Pool, writing

_UNKNOWN = Refusal("unknown_quote", "There is nothing here to confirm.")
_EXPIRED = Refusal("quote_expired", "That took longer than 10 minutes, so nothing was done.")
_MOVED = Refusal("books_moved", "Your account changed in the meantime, so nothing was done.")
_NO_ACTION = Refusal("unknown_action", "That can't be done here.")
_BAD_REQUEST = Refusal("bad_request", "That can't be done as it was asked for.")
_DONE = TypeAdapter(Done)


@dataclass(frozen=True)
class Quotes:
    """Quotes over a pool of connections."""

    pool: Pool
    products: Mapping[str, Product]
    clock: Clock
    days: BusinessDays
    tokens: TokenSource
    actions: Registry = ACTIONS

    def quote(
        self, borrower_id: str, conversation_id: str, asked: str, request: Mapping[str, Any]
    ) -> Issued | Refusal:
        """Quote an action; nothing moves. `request` is checked here, whoever sent it."""
        now = self.clock.now()
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.products, borrower_id)
            at = Situation(connection, line, now, self.days)
            built = self._build(at, asked, request)
            if isinstance(built, Refusal):
                return built
            return self._issue(at, conversation_id, asked, dict(request), built)

    def confirm(self, borrower_id: str, conversation_id: str, token: str) -> Pressed:
        """Carry out a quote once; every repeat returns the first outcome.

        An expired quote, or one whose line has changed, is refused with a fresh quote where
        the rules still allow one.
        """
        now = self.clock.now()
        with writing(self.pool) as connection:
            stored = repository.lock(connection, self.actions, token, borrower_id, conversation_id)
            if stored is None:
                return Pressed(Outcome("refused", "", refusal=_UNKNOWN))
            if stored.outcome is not None:
                return Pressed(stored.outcome, repeated=True)
            quote = stored.quote
            line, _ = accounts.load(connection, self.products, borrower_id, lock=True)
            at = Situation(connection, line, now, self.days)
            built = self._build(at, quote.asked, quote.request)
            stale = self._stale(line, quote, built, now)
            if stale is not None:
                return self._refuse(at, quote, built, stale)
            outcome = Outcome("ok", quote.action, done=self._carry_out(at, quote))
            repository.close(connection, quote, "confirmed", outcome)
            outbox.append(connection, {line.account_id: [_confirmed(quote, outcome)]})
            return Pressed(outcome)

    def cancel(self, borrower_id: str, conversation_id: str, token: str) -> Pressed:
        """Withdraw a quote; one that was confirmed stays confirmed."""
        with writing(self.pool) as connection:
            stored = repository.lock(connection, self.actions, token, borrower_id, conversation_id)
            if stored is None:
                return Pressed(Outcome("refused", "", refusal=_UNKNOWN))
            if stored.outcome is not None:
                return Pressed(stored.outcome, repeated=True)
            outcome = Outcome("cancelled", stored.quote.action)
            repository.close(connection, stored.quote, "cancelled", outcome)
            return Pressed(outcome)

    def _build(self, at: Situation, asked: str, request: Mapping[str, Any]) -> Arguments | Refusal:
        action = self.actions.get(asked)
        if action is None:
            return _NO_ACTION
        try:
            valid = action.request.model_validate(dict(request))
        except ValidationError:
            return _BAD_REQUEST
        built: Arguments | Refusal = action.build(at, valid)
        return built

    def _issue(
        self,
        at: Situation,
        conversation_id: str,
        asked: str,
        request: dict[str, Any],
        arguments: Arguments,
    ) -> Issued:
        token, line = self.tokens(), at.line
        action = self.actions[arguments.action]
        quote = Quote(
            quote_id=f"q-{token_sha256(token)[:24]}",
            account_id=line.account_id,
            borrower_id=line.borrower_id,
            conversation_id=conversation_id,
            asked=asked,
            request=request,
            arguments=arguments,
            terms=action.terms(arguments),
            disclosure_ids=action.bound(arguments),
            account_version=line.version,
            created_at=at.now,
            expires_at=at.now + timedelta(minutes=line.product.quotes.valid_minutes),
        )
        issued = Issued(token, quote)
        repository.add(at.connection, self.actions, issued)
        return issued

    def _stale(
        self, line: Line, quote: Quote, built: Arguments | Refusal, now: datetime
    ) -> Refusal | None:
        """Return why a quote may not be carried out as it stands, or None.

        The version may stand still while time goes on (a cut-off passes): then what was asked
        leads to other arguments now, and the card no longer says what would happen.
        """
        if now >= quote.expires_at:
            return _EXPIRED
        if line.version != quote.account_version or built != quote.arguments:
            return _MOVED
        return None

    def _refuse(
        self, at: Situation, quote: Quote, built: Arguments | Refusal, why: Refusal
    ) -> Pressed:
        if isinstance(built, Refusal):
            return Pressed(Outcome("refused", quote.action, refusal=built))
        fresh = self._issue(at, quote.conversation_id, quote.asked, quote.request, built)
        return Pressed(Outcome("refused", quote.action, refusal=why), fresh=fresh)

    def _carry_out(self, at: Situation, quote: Quote) -> Done:
        """Act once: the quote's own id is the key under which the books know the request."""

        def act() -> Mapping[str, Any]:
            done = self.actions[quote.action].act(at, quote.arguments)
            accounts.save(at.connection, at.line)
            written: Mapping[str, Any] = _DONE.dump_python(done, mode="json")
            return written

        response, _ = once(
            at.connection,
            (at.line.account_id, at.line.borrower_id),
            f"quote:{quote.quote_id}",
            {"quote": quote.quote_id, "action": quote.action},
            act,
        )
        return _DONE.validate_python(response)


def _confirmed(quote: Quote, outcome: Outcome) -> Happening:
    reference = outcome.done.reference if outcome.done else None
    data = {"quote_id": quote.quote_id, "action": quote.action, "reference": reference}
    return Happening("quote.confirmed", data)
