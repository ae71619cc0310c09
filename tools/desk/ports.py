"""The desk's door to the books.

Each method may raise `tools.ports.BooksUnavailable`. What a person can recover from comes back
as a `Refusal`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from tools.desk.model import Staff
from tools.desk.views import (
    AnswerOutcome,
    Case,
    ComplaintTrend,
    Decided,
    FileOut,
    Ground,
    Line,
    Made,
    Preview,
    Speaks,
    WorkItem,
)
from tools.ports import BorrowerId
from tools.views import Refusal

Decision = Literal["approve", "decline"]
Outcome = Literal["corrected", "explained", "partial"]


class Desk(Protocol):
    """What staff read and decide."""

    async def today(self) -> date:
        """Return the books' calendar day."""
        ...

    async def waiting(self) -> tuple[WorkItem, ...]:
        """Return the plan drafts and disputes that wait for people, by deadline."""
        ...

    async def soonest_clocks(self) -> Mapping[tuple[str, str], tuple[date, str]]:
        """Return by borrower and kind of right the open clock that runs out first."""
        ...

    async def names(self, borrowers: Sequence[str]) -> Mapping[str, str]:
        """Return borrowers' names."""
        ...

    async def line(self, who: Staff, borrower: BorrowerId) -> Line:
        """Return a borrower's line."""
        ...

    async def case(self, who: Staff, item_id: str) -> Case | Refusal:
        """Return a draft or a dispute in full."""
        ...

    async def claims(self, who: Staff, borrower: BorrowerId) -> tuple[str, ...]:
        """Return the ids of a borrower's disputes, newest first."""
        ...

    async def evidence(self, who: Staff, item_id: str, evidence_id: str) -> FileOut | Refusal:
        """Return a file of a dispute as it came; who opened it is on record."""
        ...

    async def preview(self, who: Staff, item_id: str, payment: Decimal | None) -> Preview | Refusal:
        """Work a draft out again, with another payment or the programme's own."""
        ...

    async def edit(self, who: Staff, item_id: str, payment: Decimal | None) -> Made | Refusal:
        """Make the next version of a draft, for another person to decide."""
        ...

    async def propose(
        self,
        who: Staff,
        item_id: str,
        outcome: Outcome,
        credits: Mapping[str, Decimal],
        reasons: str,
    ) -> Made | Refusal:
        """Put a finding on a dispute forward, for another person to decide."""
        ...

    async def acknowledge(self, who: Staff, item_id: str) -> Made | Refusal:
        """Note that the letter of receipt of a dispute or a complaint went out."""
        ...

    async def look_into(
        self, who: Staff, item_id: str, item: str, result: str, speaks: Speaks
    ) -> Made | Refusal:
        """Note what looking into an item of a dispute's checklist gave."""
        ...

    async def place_evidence(
        self, who: Staff, item_id: str, evidence_id: str, claim_id: str
    ) -> Made | Refusal:
        """Put a file with another dispute of the same line."""
        ...

    async def place_refund(
        self, who: Staff, item_id: str, refund_id: str, charge_id: str | None
    ) -> Made | Refusal:
        """Say which disputed charge a merchant's refund is of; None: of something else."""
        ...

    async def tag(
        self, who: Staff, item_id: str, issue: str, sub_issue: str | None
    ) -> Made | Refusal:
        """Say what a complaint is about."""
        ...

    async def take_longer(self, who: Staff, item_id: str, why: str) -> Made | Refusal:
        """Note that a borrower was told why an answer takes longer."""
        ...

    async def draft_answer(
        self,
        who: Staff,
        item_id: str,
        outcome: AnswerOutcome,
        reasons: str,
        ground: Ground | None,
        needed: str,
        credit: Decimal,
    ) -> Made | Refusal:
        """Put an answer to a complaint or a dispute of a report forward."""
        ...

    async def told(self, who: Staff, item_id: str) -> Made | Refusal:
        """Note that the notice of a frivolous dispute went out."""
        ...

    async def record_complaint(
        self, who: Staff, account_id: str, case_number: str, sent_on: date, words: str
    ) -> Made | Refusal:
        """Put a complaint that the CFPB passed on on record."""
        ...

    async def complaint_trend(self, weeks: int) -> ComplaintTrend:
        """Return how complaints developed over some weeks."""
        ...

    async def decide(
        self,
        who: Staff,
        item_id: str,
        decision: Decision,
        reasons: tuple[str, ...],
        seen_sha256: str | None,
    ) -> Decided | Refusal:
        """Decide on exactly the item named, once; a repeat returns the first outcome."""
        ...
