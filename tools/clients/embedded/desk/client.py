"""The embedded books as `tools.desk.Desk`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import psycopg

from servicing.contract.books import Rules, packaged_rules
from servicing.desk import Act, DeskBooks
from servicing.desk.queue import draft_item_id, draft_of
from servicing.money import Money
from servicing.refusal import Refusal
from servicing.session import Pool
from tools import views as shared
from tools.clients.embedded.desk.answering import Answering, answer_case, decided_answer, is_matter
from tools.clients.embedded.desk.disputes import decided_dispute, dispute_case
from tools.clients.embedded.desk.lines import item_view, line_view
from tools.clients.embedded.desk.plans import checks_view, decided_plan, option_view, plan_case
from tools.clients.embedded.desk.running import money, person, refusal, run
from tools.desk import Staff, StaffAct, views
from tools.desk.ports import Decision, Outcome
from tools.ports import BorrowerId, Clock

T = TypeVar("T")
Record = Callable[[psycopg.Connection[Any], StaffAct], None]


class EmbeddedDesk(Answering):
    """Everybody's drafts and disputes, as far as row-level security lets each person see them.

    `record` keeps the record of acts; it is called in the transaction that carries one out.
    """

    def __init__(
        self, pool: Pool, clock: Clock, record: Record, rules: Rules | None = None
    ) -> None:
        whole = rules or packaged_rules()

        def witness(connection: psycopg.Connection[Any], act: Act) -> None:
            record(connection, _on_record(act))

        self._books = DeskBooks(pool, whole.products, clock, whole.days, witness)

    async def today(self) -> date:
        """Return the books' calendar day."""
        return self._books.today()

    async def waiting(self) -> tuple[views.WorkItem, ...]:
        """Return the plan drafts and disputes that wait for people, by deadline."""
        return tuple(item_view(one) for one in await run(self._books.waiting))

    async def soonest_clocks(self) -> Mapping[tuple[str, str], tuple[date, str]]:
        """Return by borrower and kind of right the open clock that runs out first."""
        return await run(self._books.soonest_clocks)

    async def names(self, borrowers: Sequence[str]) -> Mapping[str, str]:
        """Return borrowers' names."""
        return await run(lambda: self._books.names(borrowers))

    async def line(self, who: Staff, borrower: BorrowerId) -> views.Line:
        """Return a borrower's line."""
        return line_view(await run(lambda: self._books.standing(person(who), borrower)))

    async def case(self, who: Staff, item_id: str) -> views.Case | shared.Refusal:
        """Return a draft or a dispute in full."""
        if draft_of(item_id) is not None:
            plan = await run(lambda: self._books.plan(person(who), item_id))
            return refusal(plan) if isinstance(plan, Refusal) else plan_case(*plan)
        if is_matter(item_id):
            matter = await run(lambda: self._books.matter(person(who), item_id))
            return refusal(matter) if isinstance(matter, Refusal) else answer_case(*matter)
        dispute = await run(lambda: self._books.dispute(person(who), item_id))
        return refusal(dispute) if isinstance(dispute, Refusal) else dispute_case(*dispute)

    async def claims(self, who: Staff, borrower: BorrowerId) -> tuple[str, ...]:
        """Return the ids of a borrower's disputes, newest first."""
        return await run(lambda: self._books.claims_of(person(who), borrower))

    async def evidence(
        self, who: Staff, item_id: str, evidence_id: str
    ) -> views.FileOut | shared.Refusal:
        """Return a file of a dispute as it came; who opened it is on record."""
        found = await run(lambda: self._books.open_evidence(person(who), item_id, evidence_id))
        if isinstance(found, Refusal):
            return refusal(found)
        one, content = found
        return views.FileOut(name=one.name, media_type=one.media_type, content=content)

    async def preview(
        self, who: Staff, item_id: str, payment: Decimal | None
    ) -> views.Preview | shared.Refusal:
        """Work a draft out again, with another payment or the programme's own."""
        amount = money(payment)
        found = await run(lambda: self._books.preview(person(who), item_id, amount))
        if isinstance(found, Refusal):
            return refusal(found)
        return views.Preview(option=option_view(found.option), checks=checks_view(found.checks))

    async def edit(
        self, who: Staff, item_id: str, payment: Decimal | None
    ) -> views.Made | shared.Refusal:
        """Make the next version of a draft, for another person to decide."""
        amount = money(payment)
        done = await run(lambda: self._books.edit_plan(person(who), item_id, amount))
        if isinstance(done, Refusal):
            return refusal(done)
        return views.Made(id=draft_item_id(done.draft_id, done.draft_version))

    async def propose(
        self,
        who: Staff,
        item_id: str,
        outcome: Outcome,
        credits: Mapping[str, Decimal],
        reasons: str,
    ) -> views.Made | shared.Refusal:
        """Put a finding on a dispute forward, for another person to decide."""
        amounts = {charge: Money.of(amount) for charge, amount in credits.items()}
        done = await run(
            lambda: self._books.propose(person(who), item_id, outcome, amounts, reasons)
        )
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=done)

    async def acknowledge(self, who: Staff, item_id: str) -> views.Made | shared.Refusal:
        """Note that the letter of receipt of a dispute or a complaint went out."""
        if is_matter(item_id):
            books, by = self._books, person(who)
            return await self._made(lambda: books.acknowledge_matter(by, item_id), item_id)
        done = await run(lambda: self._books.acknowledge(person(who), item_id))
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def look_into(
        self, who: Staff, item_id: str, item: str, result: str, speaks: views.Speaks
    ) -> views.Made | shared.Refusal:
        """Note what looking into an item of a dispute's checklist gave."""
        done = await run(lambda: self._books.look_into(person(who), item_id, item, result, speaks))
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def place_evidence(
        self, who: Staff, item_id: str, evidence_id: str, claim_id: str
    ) -> views.Made | shared.Refusal:
        """Put a file with another dispute of the same line."""
        done = await run(
            lambda: self._books.place_evidence(person(who), item_id, evidence_id, claim_id)
        )
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def place_refund(
        self, who: Staff, item_id: str, refund_id: str, charge_id: str | None
    ) -> views.Made | shared.Refusal:
        """Say which disputed charge a merchant's refund is of; None: of something else."""
        done = await run(
            lambda: self._books.place_refund(person(who), item_id, refund_id, charge_id)
        )
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def decide(
        self,
        who: Staff,
        item_id: str,
        decision: Decision,
        reasons: tuple[str, ...],
        seen_sha256: str | None,
    ) -> views.Decided | shared.Refusal:
        """Decide on exactly the item named, once; a repeat returns the first outcome."""
        by = person(who)
        if draft_of(item_id) is not None:
            plan = await run(
                lambda: self._books.decide_plan(by, item_id, decision, reasons, seen_sha256)
            )
            return refusal(plan) if isinstance(plan, Refusal) else decided_plan(*plan)
        reason = "\n".join(reasons)
        if is_matter(item_id):
            answer = await run(
                lambda: self._books.decide_answer(by, item_id, decision, reason, seen_sha256)
            )
            return refusal(answer) if isinstance(answer, Refusal) else decided_answer(*answer)
        dispute = await run(
            lambda: self._books.decide_dispute(by, item_id, decision, reason, seen_sha256)
        )
        return refusal(dispute) if isinstance(dispute, Refusal) else decided_dispute(*dispute)


def _on_record(act: Act) -> StaffAct:
    return StaffAct(
        what=act.what,
        item_id=act.item_id,
        borrower_id=act.borrower_id,
        staff_id=act.by.staff_id,
        role=act.by.role,
        at=act.at,
        content_sha256=act.content_sha256,
        reasons=act.reasons,
        refused=act.refused,
        detail=act.detail,
    )
