"""The desk's books: each call is one transaction, and what was done is on record or undone.

Reading runs in a staff session, where row-level security holds: the queue sees every borrower's
books but no conversation (as ops do), a case those of its borrower. Deciding locks the line and
runs as servicing, with the act's record in the same transaction; refusals are on record too.
They block: callers run them in threads.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.desk import plans, queue, repository
from servicing.desk.acting import Standing
from servicing.desk.answer_books import AnswerBooks
from servicing.desk.claim_books import ClaimBooks
from servicing.desk.model import Person, Waiting, What
from servicing.desk.plans import UNKNOWN
from servicing.money import Money
from servicing.plans.drafts import Decided, Decision, Draft
from servicing.refusal import Refusal
from servicing.session import staff_reading


class DeskBooks(ClaimBooks, AnswerBooks):
    """What staff do with drafts and disputes. Raises psycopg's errors when Postgres is away."""

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what waits for people on every line, by deadline."""
        with staff_reading(self.pool, "ops") as connection:
            return queue.waiting(connection, self.today(), self.days)

    def soonest_clocks(self) -> dict[tuple[str, str], tuple[date, str]]:
        """Return by borrower and kind of right the open clock that runs out first."""
        with staff_reading(self.pool, "ops") as connection:
            return repository.soonest_clocks(connection)

    def names(self, borrowers: Sequence[str]) -> dict[str, str]:
        """Return borrowers' names."""
        with staff_reading(self.pool, "ops") as connection:
            return repository.borrower_names(connection, borrowers)

    def plan(self, who: Person, item_id: str) -> tuple[Standing, plans.Case] | Refusal:
        """Return a version of a draft with the line it is for."""
        named = queue.draft_of(item_id)
        borrower = self._owner(item_id)
        if named is None or borrower is None:
            return UNKNOWN
        with staff_reading(self.pool, who.role, borrower) as connection:
            at = self._standing(connection, borrower)
            found = plans.case(connection, at.line, *named, self.clock.now())
        return found if isinstance(found, Refusal) else (at, found)

    def preview(self, who: Person, item_id: str, payment: Money | None) -> plans.Preview | Refusal:
        """Work a draft out again; nothing is written."""
        named = queue.draft_of(item_id)
        borrower = self._owner(item_id)
        if named is None or borrower is None:
            return UNKNOWN
        with staff_reading(self.pool, who.role, borrower) as connection:
            at = self._standing(connection, borrower)
            return plans.preview(connection, at.line, named[0], payment, self.clock.now())

    def edit_plan(self, who: Person, item_id: str, payment: Money | None) -> Draft | Refusal:
        """Make the next version of a draft, with another payment or the programme's own."""
        named = queue.draft_of(item_id)

        def act(connection: psycopg.Connection[Any], line: Line) -> Draft | Refusal:
            if named is None:
                return UNKNOWN
            now = self.clock.now()
            return plans.edit(connection, line, named, payment, who, now, self.days)

        def said(done: Draft) -> Mapping[str, Any]:
            new_id = queue.draft_item_id(done.draft_id, done.draft_version)
            return {"content_sha256": done.content_sha256, "detail": {"made": new_id}}

        return self._act(who, item_id, "plan.edit", act, said)

    def decide_plan(
        self,
        who: Person,
        item_id: str,
        decision: Decided,
        reasons: tuple[str, ...],
        seen_sha256: str | None = None,
    ) -> tuple[Draft, Decision] | Refusal:
        """Approve or decline exactly this version; the same again returns the first outcome."""
        named = queue.draft_of(item_id)

        def act(
            connection: psycopg.Connection[Any], line: Line
        ) -> tuple[Draft, Decision, bool] | Refusal:
            if named is None:
                return UNKNOWN
            now = self.clock.now()
            return plans.decide(
                connection, line, named, decision, reasons, seen_sha256, who, now, self.days
            )

        def said(done: tuple[Draft, Decision, bool]) -> Mapping[str, Any] | None:
            _, one, repeated = done
            detail = {"decision_sha256": one.sha256}
            return None if repeated else {"content_sha256": one.content_sha256, "detail": detail}

        what: What = "plan.approve" if decision == "approve" else "plan.decline"
        done = self._act(who, item_id, what, act, said, reasons)
        return done if isinstance(done, Refusal) else done[:2]
