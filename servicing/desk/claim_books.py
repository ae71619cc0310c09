"""Disputes in the desk's books: read in full, looked into, found, decided, with their files."""

from collections.abc import Mapping
from typing import Any

import psycopg

from servicing.accounts import repository as accounts
from servicing.accounts.model import Line
from servicing.desk import claims, looking, repository
from servicing.desk.acting import PROPOSAL, Acting, Standing
from servicing.desk.model import Act, Person, What
from servicing.desk.plans import UNKNOWN
from servicing.disputes import repository as claims_on_record
from servicing.disputes import work
from servicing.disputes.decisions import Outcome
from servicing.disputes.finding import Speaks
from servicing.disputes.model import Claim
from servicing.evidence import repository as files
from servicing.evidence.model import Evidence
from servicing.money import Money
from servicing.plans.drafts import Decided
from servicing.refusal import Refusal
from servicing.session import staff_reading, writing

_NO_FILE = Refusal("evidence_unknown", "There is no such file with this case.")


class ClaimBooks(Acting):
    """What staff do with disputes."""

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

    def look_into(
        self, who: Person, item_id: str, item: str, result: str, speaks: Speaks
    ) -> Claim | Refusal:
        """Note what looking into an item of a dispute's checklist gave."""

        def act(connection: psycopg.Connection[Any], line: Line) -> Claim | Refusal:
            claim_id, _ = _claim_of(connection, item_id)
            now = self.clock.now()
            return looking.look_into(connection, line, claim_id, item, result, speaks, who, now)

        noted = {"item": item, "speaks": speaks}
        return self._act(
            who, item_id, "dispute.look_into", act, lambda _: {"detail": noted}, (result,)
        )

    def place_evidence(
        self, who: Person, item_id: str, evidence_id: str, claim_id: str
    ) -> Claim | Refusal:
        """Put a file with another dispute of the same line, which it turned out to be about."""

        def act(connection: psycopg.Connection[Any], line: Line) -> Claim | Refusal:
            return looking.place_evidence(
                connection, line, evidence_id, claim_id, who, self.clock.now()
            )

        noted = {"evidence": evidence_id, "claim": claim_id}
        return self._act(who, item_id, "dispute.place_evidence", act, lambda _: {"detail": noted})

    def place_refund(
        self, who: Person, item_id: str, refund_id: str, charge_id: str | None
    ) -> Claim | Refusal:
        """Say which disputed charge a merchant's refund is of, or that it is of none."""

        def act(connection: psycopg.Connection[Any], line: Line) -> Claim | Refusal:
            claim_id, _ = _claim_of(connection, item_id)
            now = self.clock.now()
            return looking.place_refund(connection, line, claim_id, refund_id, charge_id, who, now)

        noted = {"refund": refund_id, "charge": charge_id}
        return self._act(who, item_id, "dispute.place_refund", act, lambda _: {"detail": noted})


def _claim_of(connection: psycopg.Connection[Any], item_id: str) -> tuple[str, str | None]:
    """Return the claim that an item's id names, and the proposal if it names one."""
    if not item_id.startswith(PROPOSAL):
        return item_id, None
    put = repository.put_forward(connection, item_id)
    return (item_id, None) if put is None else (put.proposal.claim_id, item_id)
