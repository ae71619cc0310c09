"""One transaction a call: read in a staff session, or done on a locked line and put on record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.accounts.repository import Holder
from servicing.answers import repository as answers
from servicing.calendar import BusinessDays, lender_date
from servicing.clock import Clock
from servicing.contacts import rights
from servicing.contacts.rights import RightRecord
from servicing.desk import queue, repository
from servicing.desk.model import Act, Person, What, Witness
from servicing.desk.plans import UNKNOWN
from servicing.products import Product
from servicing.refusal import Refusal
from servicing.session import Pool, staff_reading, writing

T = TypeVar("T")
PROPOSAL = "d-"


@dataclass(frozen=True)
class Standing:
    """A borrower's line as a case shows it, with the rights that are open on it."""

    line: Line
    holder: Holder
    rights: Sequence[RightRecord]
    today: date


@dataclass(frozen=True)
class Acting:
    """What every part of the desk's books does the same way."""

    pool: Pool
    products: Mapping[str, Product]
    clock: Clock
    days: BusinessDays
    witness: Witness

    def today(self) -> date:
        """Return the books' calendar day."""
        return lender_date(self.clock.now())

    def standing(self, who: Person, borrower_id: str) -> Standing:
        """Return a borrower's line. Raises `UnknownBorrower`."""
        with staff_reading(self.pool, who.role, borrower_id) as connection:
            return self._standing(connection, borrower_id)

    def _standing(self, connection: psycopg.Connection[Any], borrower_id: str) -> Standing:
        line, holder = accounts.load(connection, self.products, borrower_id)
        return Standing(line, holder, rights.records(connection, line.account_id), self.today())

    def _owner(self, item_id: str) -> str | None:
        """Return whose item it is, or None: read before the borrower's session is opened."""
        with staff_reading(self.pool, "ops") as connection:
            named = queue.draft_of(item_id)
            if named is not None:
                return repository.owner_of_draft(connection, *named)
            if item_id.startswith(PROPOSAL):
                put = repository.put_forward(connection, item_id)
                return None if put is None else put.borrower_id
            return repository.owner_of_claim(connection, item_id) or answers.owner(
                connection, item_id
            )

    def _act(
        self,
        who: Person,
        item_id: str,
        what: What,
        act: Callable[[psycopg.Connection[Any], Line], T | Refusal],
        said: Callable[[T], Mapping[str, Any] | None],
        reasons: tuple[str, ...] = (),
        borrower: str | None = None,
    ) -> T | Refusal:
        """Do one thing on a locked line, and put on record that it was done or refused.

        `said` returns what the record says of it, None for a repeat, which isn't done again.
        `borrower` is whose line it is, where it isn't the owner of an item that is there.
        """
        borrower = borrower or self._owner(item_id)
        if borrower is None:
            return UNKNOWN
        with writing(self.pool) as connection:
            line, _ = accounts.load(connection, self.products, borrower, lock=True)
            now = self.clock.now()
            done = act(connection, line)
            noted = Act(what, item_id, line.account_id, borrower, who, now, reasons=reasons)
            if isinstance(done, Refusal):
                self.witness(connection, replace(noted, refused=done.code))
                return done
            accounts.save(connection, line)
            more = said(done)
            if more is not None:
                self.witness(connection, replace(noted, **more))
            return done
