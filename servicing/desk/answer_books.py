"""Complaints and disputes of a report in the desk's books, one transaction a call."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.answers import portal, repository, taxonomy, work
from servicing.answers.decisions import Answer
from servicing.answers.model import Ground, Matter, Outcome
from servicing.answers.portal import Passed
from servicing.answers.repository import Drafted
from servicing.answers.trend import Received, Trend, trend
from servicing.calendar import lender_date
from servicing.contacts.rights import RightRecord
from servicing.desk import answers
from servicing.desk import repository as repository_of_desk
from servicing.desk.acting import Acting, Standing
from servicing.desk.model import Person, What
from servicing.money import ZERO, Money
from servicing.plans.drafts import Decided
from servicing.refusal import Refusal
from servicing.session import staff_reading

_OPS = Refusal("role_needed", "Ops can look at this, but not work on it.")
_NO_LINE = Refusal("account_unknown", "There is no line with that number.")
Work = Callable[[psycopg.Connection[Any], Line, Matter], Refusal | None]


class AnswerBooks(Acting):
    """What staff do with complaints and disputes of a report."""

    def matter(self, who: Person, item_id: str) -> tuple[Standing, answers.Case] | Refusal:
        """Return a right to answer, by its own id or that of an answer, with its line."""
        borrower = self._owner(item_id)
        if borrower is None:
            return work.UNKNOWN
        with staff_reading(self.pool, who.role, borrower) as connection:
            at = self._standing(connection, borrower)
            now = self.clock.now()
            found = answers.case(connection, at.line, item_id, who, now, self.days)
        return found if isinstance(found, Refusal) else (at, found)

    def complaint_trend(self, weeks: int) -> Trend:
        """Return how complaints developed over some weeks; nobody's words are in it."""
        with staff_reading(self.pool, "ops") as connection:
            found = repository.complaints(connection)
        return trend((self._received(one) for one in found), self.today(), weeks)

    def record_complaint(self, who: Person, account_id: str, passed: Passed) -> str | Refusal:
        """Put a complaint that the CFPB passed on on record; return its right's id.

        The same case number again returns the record there is.
        """
        with staff_reading(self.pool, "ops") as connection:
            borrower = repository_of_desk.owner_of_line(connection, account_id)
        if borrower is None:
            return _NO_LINE

        def act(connection: psycopg.Connection[Any], line: Line) -> RightRecord | Refusal:
            if who.role == "ops":
                return _OPS
            now = self.clock.now()
            return portal.record(connection, line, passed, who.staff_id, now, self.days)

        def said(found: RightRecord) -> Mapping[str, Any] | None:
            made = {"made": found.right_id, "case_number": passed.case_number}
            return {"detail": made} if found.status == "new" else None

        done = self._act(who, account_id, "complaint.record", act, said, borrower=borrower)
        return done if isinstance(done, Refusal) else done.right_id

    def acknowledge_matter(self, who: Person, item_id: str) -> Matter | Refusal:
        """Note that the letter of receipt of a complaint went out."""
        now = self.clock.now()
        return self._on_matter(
            who,
            item_id,
            "answer.acknowledge",
            lambda c, line, one: work.acknowledge(c, line, one, who.staff_id, now),
        )

    def tag(self, who: Person, item_id: str, issue: str, sub_issue: str | None) -> Matter | Refusal:
        """Say what a complaint is about."""
        now = self.clock.now()
        return self._on_matter(
            who,
            item_id,
            "answer.tag",
            lambda c, line, one: work.tag(c, line, one, issue, sub_issue, who.staff_id, now),
            {"issue": issue, "sub_issue": sub_issue},
        )

    def take_longer(self, who: Person, item_id: str, why: str) -> Matter | Refusal:
        """Note that the borrower was told why it takes longer."""
        now = self.clock.now()
        return self._on_matter(
            who,
            item_id,
            "answer.extend",
            lambda c, line, one: work.take_longer(c, line, one, why, who.staff_id, now),
            reasons=(why,),
        )

    def told(self, who: Person, item_id: str) -> Matter | Refusal:
        """Note that the notice of a frivolous dispute went out."""
        now = self.clock.now()
        return self._on_matter(
            who,
            item_id,
            "answer.told",
            lambda c, line, one: work.told(c, line, one, who.staff_id, now),
        )

    def draft_answer(
        self,
        who: Person,
        item_id: str,
        outcome: Outcome,
        reasons: str,
        ground: Ground | None = None,
        needed: str = "",
        credit: Money = ZERO,
    ) -> str | Refusal:
        """Put an answer forward for a second person; return its id."""

        def act(connection: psycopg.Connection[Any], line: Line) -> str | Refusal:
            answer = Answer(
                item_id, outcome, reasons, who.staff_id, line.version, ground, needed, credit
            )
            return answers.put_forward(connection, line, answer, who, self.clock.now())

        def said(answer_id: str) -> Mapping[str, Any]:
            made = {"made": answer_id, "outcome": outcome, "credit": credit.minor}
            return {"detail": made}

        return self._act(who, item_id, "answer.draft", act, said, (reasons,))

    def decide_answer(
        self,
        who: Person,
        item_id: str,
        decision: Decided,
        reason: str,
        seen_sha256: str | None = None,
    ) -> tuple[Drafted, Matter] | Refusal:
        """Agree to an answer or send it back; the same again returns the first outcome."""

        def act(
            connection: psycopg.Connection[Any], line: Line
        ) -> tuple[Drafted, Matter, bool] | Refusal:
            now = self.clock.now()
            return answers.decide(
                connection, line, item_id, decision, reason, seen_sha256, who, now, self.days
            )

        def said(done: tuple[Drafted, Matter, bool]) -> Mapping[str, Any] | None:
            drafted, matter, repeated = done
            detail = {"right": matter.right_id, "outcome": drafted.answer.outcome}
            more = {"content_sha256": drafted.content_sha256, "detail": detail}
            return None if repeated else more

        what: What = "answer.approve" if decision == "approve" else "answer.decline"
        done = self._act(who, item_id, what, act, said, (reason,))
        return done if isinstance(done, Refusal) else done[:2]

    def _on_matter(
        self,
        who: Person,
        item_id: str,
        what: What,
        do: Work,
        detail: Mapping[str, Any] | None = None,
        reasons: tuple[str, ...] = (),
    ) -> Matter | Refusal:
        def act(connection: psycopg.Connection[Any], line: Line) -> Matter | Refusal:
            if who.role == "ops":
                return _OPS
            drafted = repository.drafted(connection, item_id)
            right_id = drafted.answer.right_id if drafted else item_id
            one = repository.matter(connection, right_id)
            if one is None or one.account_id != line.account_id:
                return work.UNKNOWN
            return do(connection, line, one) or one

        return self._act(who, item_id, what, act, lambda _: {"detail": detail or {}}, reasons)

    def _received(self, one: repository.Complaint) -> Received:
        card = self.products[one.product_code].card_access
        tag = (
            work.tag_from(one.tag)
            if one.tag is not None
            else taxonomy.suggest(work.words_of(one.detail), card_access=card)
        )
        return Received(lender_date(one.received_at), tag)
