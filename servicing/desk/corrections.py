"""Corrections by hand: looked at without writing, or made once and put on record.

To look, the line is loaded in a session that can't write, and what is done to it in memory is
forgotten. To make it, the same is done under the line's lock, kept under a key, and recorded with
who did it in the same transaction; a refusal is on record too. They block: callers run them in
threads.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import psycopg
from pydantic import TypeAdapter

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated
from servicing.calendar import lender_date
from servicing.clock import Clock
from servicing.desk import correcting
from servicing.desk.corrected import Before, Corrected, Found, compared
from servicing.desk.correcting import Service
from servicing.desk.model import Act, Person, What, Witness
from servicing.ledger.requests import IdempotencyConflict, once
from servicing.money import ZERO
from servicing.products import Product
from servicing.refusal import Refusal
from servicing.session import Pool, staff_reading, writing

_KEPT = TypeAdapter(Corrected)
_OPS = Refusal("role_needed", "Ops can look at this, but not work on it.")
_LEAD = Refusal("role_needed", "A lead has to do this.")
_KEY_USED = Refusal("key_used", "This key was used for something else on this line.")
_NO_NIGHT = Refusal("night_not_run", "This line's night isn't over yet; try again after it.")


class _Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.why = why


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks, and whether it is to be made.

    Without a `key` the same request counts as the same one all day long: made once, whoever asks.
    """

    by: Person
    confirm: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A correction as it would be, or is: `made` and in the books, `repeated` if since before."""

    corrected: Corrected
    made: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Corrections:
    """What servicing people put right. Raises `UnknownBorrower`, and psycopg's errors."""

    pool: Pool
    products: Mapping[str, Product]
    clock: Clock
    witness: Witness

    def back_post(self, order: Order, borrower_id: str, what: BackDated) -> Outcome | Refusal:
        """Post what counts from a past day, with the interest and fees that follow from it."""
        asked = {
            "kind": what.kind,
            "amount_minor": what.amount.minor,
            "effective_on": what.effective_on.isoformat(),
            "description": what.description,
            "reason": what.reason,
        }

        def work(at: _At) -> Found | Refusal:
            return correcting.post_back(at.connection, at.line, what, at.day)

        return self._do(order, borrower_id, _Job("line.backpost", asked, (what.reason,), work))

    def reage(self, order: Order, borrower_id: str, reason: str) -> Outcome | Refusal:
        """Bring a past due line back to current; a lead does."""

        def work(at: _At) -> Found | Refusal:
            if order.by.role != "lead":
                return _LEAD
            return correcting.bring_back(at.connection, at.line, at.day)

        return self._do(order, borrower_id, _Job("line.reage", {"reason": reason}, (reason,), work))

    def scra(self, order: Order, borrower_id: str, service: Service) -> Outcome | Refusal:
        """Credit what was charged above 6 % in military service, and cap what is to come."""
        asked = {
            "began": service.began.isoformat(),
            "ended": service.ended.isoformat() if service.ended else None,
            "orders": service.orders,
        }

        def work(at: _At) -> Found | Refusal:
            return correcting.cap_interest(at.connection, at.line, service, at.day)

        def keep(at: _At) -> None:
            correcting.verify(at.connection, at.line, service, at.now)

        reasons = () if service.orders is None else (service.orders,)
        return self._do(order, borrower_id, _Job("line.scra", asked, reasons, work, keep))

    def _do(self, order: Order, borrower_id: str, job: "_Job") -> Outcome | Refusal:
        now = self.clock.now()
        if order.confirm:
            return self._make(order, borrower_id, job, now)
        with staff_reading(self.pool, order.by.role, borrower_id) as connection:
            line, _ = accounts.load(connection, self.products, borrower_id)
            found = _worked(_At(connection, line, now), job, order.by)
        return found if isinstance(found, Refusal) else Outcome(found)

    def _make(
        self, order: Order, borrower_id: str, job: "_Job", now: datetime
    ) -> Outcome | Refusal:
        asked = {"what": job.what, **job.asked}
        key = f"staff:{order.key or _same_all_day(asked, lender_date(now))}"
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.products, borrower_id, lock=True)
            at, account_id = _At(connection, line, now), line.account_id
            noted = Act(
                job.what, account_id, account_id, borrower_id, order.by, now, reasons=job.reasons
            )

            def act() -> Mapping[str, Any]:
                found = _worked(at, job, order.by)
                if isinstance(found, Refusal):
                    raise _Refused(found)
                job.keep(at)
                accounts.save(connection, line)
                kept: Mapping[str, Any] = _KEPT.dump_python(found, mode="json")
                self.witness(connection, replace(noted, **_said(kept, asked, key)))
                return kept

            try:
                kept, repeated = once(connection, (account_id, borrower_id), key, asked, act)
            except _Refused as refused:
                code, detail = refused.why.code, {"asked": asked}
                self.witness(connection, replace(noted, refused=code, detail=detail))
                return refused.why
            except IdempotencyConflict:
                return _KEY_USED
        return Outcome(_KEPT.validate_python(kept), made=True, repeated=repeated)


@dataclass(frozen=True)
class _At:
    """A line in hand, and the moment."""

    connection: psycopg.Connection[Any]
    line: Line
    now: datetime

    @property
    def day(self) -> date:
        return lender_date(self.now)


def _nothing_more(at: _At) -> None:
    pass


@dataclass(frozen=True)
class _Job:
    """A correction: what was asked, what it does to the line, what else is written if it is made.

    `work` writes nothing.
    """

    what: What
    asked: Mapping[str, Any]
    reasons: tuple[str, ...]
    work: Callable[[_At], Found | Refusal]
    keep: Callable[[_At], None] = _nothing_more


def _worked(at: _At, job: _Job, by: Person) -> Corrected | Refusal:
    if by.role == "ops":
        return _OPS
    if at.line.state.morning_of != at.day:
        return _NO_NIGHT
    before = Before.of(at.line, at.day)
    found = job.work(at)
    if isinstance(found, Refusal):
        return found
    done = compared(job.what, at.line, before, at.day, found)
    most = by.credit or ZERO
    if job.what != "line.reage" and done.moved > most:
        return Refusal(
            "above_authority",
            f"This changes what is owed by {done.moved}; the most you can decide is {most}.",
            limit=most,
        )
    return done


def _same_all_day(asked: Mapping[str, Any], day: date) -> str:
    text = json.dumps(asked, sort_keys=True)
    return f"{day.isoformat()}:{hashlib.sha256(text.encode()).hexdigest()}"


def _said(kept: Mapping[str, Any], asked: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return what the record says of a correction: what was asked, and what was posted for it."""
    text = json.dumps(kept, sort_keys=True)
    posted = [one["transaction_id"] for one in kept["posted"]]
    return {
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "detail": {"asked": dict(asked), "key": key, "posted": posted},
    }
