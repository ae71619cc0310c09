"""The desk's books: each call is one transaction, and what was done is on record or undone.

Reading runs in a staff session, where row-level security holds: the queue sees every borrower's
books but no conversation (as ops do), a case those of its borrower. Deciding locks the line and
runs as servicing, with the act's record in the same transaction; refusals are on record too.
They block: callers run them in threads.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.accounts.repository import Holder
from servicing.calendar import BusinessDays, lender_date
from servicing.clock import Clock
from servicing.contacts import rights
from servicing.contacts.rights import RightRecord
from servicing.desk import claims, plans, queue, repository
from servicing.desk.model import Act, Person, Waiting, What, Witness
from servicing.desk.plans import UNKNOWN
from servicing.disputes import repository as claims_on_record
from servicing.disputes import work
from servicing.disputes.decisions import Outcome
from servicing.disputes.model import Claim
from servicing.evidence import repository as files
from servicing.evidence.model import Evidence
from servicing.money import Money
from servicing.plans.drafts import Decided, Decision, Draft
from servicing.products import Product
from servicing.refusal import Refusal
from servicing.session import Pool, staff_reading, writing

T = TypeVar("T")
PROPOSAL = "d-"
_NO_FILE = Refusal("evidence_unknown", "There is no such file with this case.")


@dataclass(frozen=True)
class Standing:
    """A borrower's line as a case shows it, with the rights that are open on it."""

    line: Line
    holder: Holder
    rights: Sequence[RightRecord]
    today: date


@dataclass(frozen=True)
class DeskBooks:
    """What staff do with drafts and disputes. Raises psycopg's errors when Postgres is away."""

    pool: Pool
    products: Mapping[str, Product]
    clock: Clock
    days: BusinessDays
    witness: Witness

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

    def today(self) -> date:
        """Return the books' calendar day."""
        return lender_date(self.clock.now())

    def standing(self, who: Person, borrower_id: str) -> Standing:
        """Return a borrower's line. Raises `UnknownBorrower`."""
        with staff_reading(self.pool, who.role, borrower_id) as connection:
            return self._standing(connection, borrower_id)

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

    def dispute(self, who: Person, item_id: str) -> tuple[Standing, claims.Case] | Refusal:
        """Return a claim, by its own id or that of a proposal, with the line it is on."""
        borrower = self._owner(item_id)
        if borrower is None:
            return UNKNOWN
        with staff_reading(self.pool, who.role, borrower) as connection:
            at = self._standing(connection, borrower)
            claim_id, decision_id = _claim_of(connection, item_id)
            found = claims.case(
                connection, at.line, claim_id, decision_id, self.clock.now(), self.days
            )
        return found if isinstance(found, Refusal) else (at, found)

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

    def propose(
        self,
        who: Person,
        item_id: str,
        outcome: Outcome,
        credits: Mapping[str, Money],
        reasons: str,
    ) -> str | Refusal:
        """Put a finding on a claim forward for a second person; return the proposal's id."""

        def act(connection: psycopg.Connection[Any], line: Line) -> str | Refusal:
            now = self.clock.now()
            return claims.put_forward(
                connection, line, item_id, outcome, credits, reasons, who, now
            )

        def said(decision_id: str) -> Mapping[str, Any]:
            paid = {charge: amount.minor for charge, amount in credits.items()}
            return {"detail": {"made": decision_id, "outcome": outcome, "credits": paid}}

        return self._act(who, item_id, "dispute.propose", act, said, (reasons,))

    def decide_dispute(
        self,
        who: Person,
        item_id: str,
        decision: Decided,
        reason: str,
        seen_sha256: str | None = None,
    ) -> tuple[repository.Put, Claim] | Refusal:
        """Agree to a finding or send it back; the same again returns the first outcome."""

        def act(
            connection: psycopg.Connection[Any], line: Line
        ) -> tuple[repository.Put, Claim, bool] | Refusal:
            now = self.clock.now()
            return claims.decide(connection, line, item_id, decision, reason, seen_sha256, who, now)

        def said(done: tuple[repository.Put, Claim, bool]) -> Mapping[str, Any] | None:
            put, claim, repeated = done
            detail = {"claim": claim.claim_id, "state": claim.state}
            return None if repeated else {"content_sha256": put.content_sha256, "detail": detail}

        what: What = "dispute.approve" if decision == "approve" else "dispute.decline"
        done = self._act(who, item_id, what, act, said, (reason,))
        return done if isinstance(done, Refusal) else done[:2]

    def acknowledge(self, who: Person, item_id: str) -> Claim | Refusal:
        """Note that the letter of receipt went out."""

        def act(connection: psycopg.Connection[Any], line: Line) -> Claim | Refusal:
            if who.role == "ops":
                return Refusal("role_needed", "Ops can look at this, but not work on it.")
            claim_id, _ = _claim_of(connection, item_id)
            now = self.clock.now()
            return work.acknowledged(connection, line, claim_id, who.staff_id, now)

        return self._act(who, item_id, "dispute.acknowledge", act, lambda _: {})

    def claims_of(self, who: Person, borrower_id: str) -> tuple[str, ...]:
        """Return the ids of a borrower's claims, newest first."""
        with staff_reading(self.pool, who.role, borrower_id) as connection:
            account_id, _ = accounts.identify(connection, borrower_id)
            return tuple(one.claim_id for one in claims_on_record.claims(connection, account_id))

    def open_evidence(
        self, who: Person, item_id: str, evidence_id: str
    ) -> tuple[Evidence, bytes] | Refusal:
        """Return a file of a case as it came, once it is on record who opened it."""
        borrower = self._owner(item_id)
        if borrower is None:
            return UNKNOWN
        with staff_reading(self.pool, who.role, borrower) as connection:
            account_id, _ = accounts.identify(connection, borrower)
            there = files.of_line(connection, account_id)
            found = next((one for one in there if one.evidence_id == evidence_id), None)
            content = files.content(connection, evidence_id) if found is not None else None
        if found is None or content is None:
            return _NO_FILE
        with writing(self.pool) as connection:
            act = Act(
                "dispute.open_evidence",
                item_id,
                account_id,
                borrower,
                who,
                self.clock.now(),
                content_sha256=found.sha256,
                detail={"evidence": evidence_id},
            )
            self.witness(connection, act)
        return found, content

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
            return repository.owner_of_claim(connection, item_id)

    def _act(
        self,
        who: Person,
        item_id: str,
        what: What,
        act: Callable[[psycopg.Connection[Any], Line], T | Refusal],
        said: Callable[[T], Mapping[str, Any] | None],
        reasons: tuple[str, ...] = (),
    ) -> T | Refusal:
        """Do one thing on a locked line, and put on record that it was done or refused.

        `said` returns what the record says of it, None for a repeat, which isn't done again.
        """
        borrower = self._owner(item_id)
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


def _claim_of(connection: psycopg.Connection[Any], item_id: str) -> tuple[str, str | None]:
    """Return the claim that an item's id names, and the proposal if it names one."""
    if not item_id.startswith(PROPOSAL):
        return item_id, None
    put = repository.put_forward(connection, item_id)
    return (item_id, None) if put is None else (put.proposal.claim_id, item_id)
