"""The embedded books as `tools.desk.Desk`."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import psycopg

from servicing.contract.books import Rules, packaged_rules
from servicing.desk import Act, DeskBooks, Person
from servicing.desk.queue import draft_item_id, draft_of
from servicing.money import Money
from servicing.refusal import Refusal
from servicing.session import Pool
from tools import views as shared
from tools.clients.embedded.client import unavailable
from tools.clients.embedded.desk.disputes import decided_dispute, dispute_case
from tools.clients.embedded.desk.lines import item_view, line_view
from tools.clients.embedded.desk.plans import checks_view, decided_plan, option_view, plan_case
from tools.desk import Limit, Staff, StaffAct, views
from tools.desk.ports import Decision, Outcome
from tools.ports import BorrowerId, Clock

T = TypeVar("T")
Record = Callable[[psycopg.Connection[Any], StaffAct], None]


class EmbeddedDesk:
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
        return tuple(item_view(one) for one in await _run(self._books.waiting))

    async def soonest_clocks(self) -> Mapping[tuple[str, str], tuple[date, str]]:
        """Return by borrower and kind of right the open clock that runs out first."""
        return await _run(self._books.soonest_clocks)

    async def names(self, borrowers: Sequence[str]) -> Mapping[str, str]:
        """Return borrowers' names."""
        return await _run(lambda: self._books.names(borrowers))

    async def line(self, who: Staff, borrower: BorrowerId) -> views.Line:
        """Return a borrower's line."""
        return line_view(await _run(lambda: self._books.standing(_person(who), borrower)))

    async def case(self, who: Staff, item_id: str) -> views.Case | shared.Refusal:
        """Return a draft or a dispute in full."""
        if draft_of(item_id) is not None:
            plan = await _run(lambda: self._books.plan(_person(who), item_id))
            return _refusal(plan) if isinstance(plan, Refusal) else plan_case(*plan)
        dispute = await _run(lambda: self._books.dispute(_person(who), item_id))
        return _refusal(dispute) if isinstance(dispute, Refusal) else dispute_case(*dispute)

    async def claims(self, who: Staff, borrower: BorrowerId) -> tuple[str, ...]:
        """Return the ids of a borrower's disputes, newest first."""
        return await _run(lambda: self._books.claims_of(_person(who), borrower))

    async def evidence(
        self, who: Staff, item_id: str, evidence_id: str
    ) -> views.FileOut | shared.Refusal:
        """Return a file of a dispute as it came; who opened it is on record."""
        found = await _run(lambda: self._books.open_evidence(_person(who), item_id, evidence_id))
        if isinstance(found, Refusal):
            return _refusal(found)
        one, content = found
        return views.FileOut(name=one.name, media_type=one.media_type, content=content)

    async def preview(
        self, who: Staff, item_id: str, payment: Decimal | None
    ) -> views.Preview | shared.Refusal:
        """Work a draft out again, with another payment or the programme's own."""
        amount = _money(payment)
        found = await _run(lambda: self._books.preview(_person(who), item_id, amount))
        if isinstance(found, Refusal):
            return _refusal(found)
        return views.Preview(option=option_view(found.option), checks=checks_view(found.checks))

    async def edit(
        self, who: Staff, item_id: str, payment: Decimal | None
    ) -> views.Made | shared.Refusal:
        """Make the next version of a draft, for another person to decide."""
        amount = _money(payment)
        done = await _run(lambda: self._books.edit_plan(_person(who), item_id, amount))
        if isinstance(done, Refusal):
            return _refusal(done)
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
        done = await _run(
            lambda: self._books.propose(_person(who), item_id, outcome, amounts, reasons)
        )
        return _refusal(done) if isinstance(done, Refusal) else views.Made(id=done)

    async def acknowledge(self, who: Staff, item_id: str) -> views.Made | shared.Refusal:
        """Note that a dispute's letter of receipt went out."""
        done = await _run(lambda: self._books.acknowledge(_person(who), item_id))
        return _refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def look_into(
        self, who: Staff, item_id: str, item: str, result: str, speaks: views.Speaks
    ) -> views.Made | shared.Refusal:
        """Note what looking into an item of a dispute's checklist gave."""
        done = await _run(
            lambda: self._books.look_into(_person(who), item_id, item, result, speaks)
        )
        return _refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def place_refund(
        self, who: Staff, item_id: str, refund_id: str, charge_id: str | None
    ) -> views.Made | shared.Refusal:
        """Say which disputed charge a merchant's refund is of; None: of something else."""
        done = await _run(
            lambda: self._books.place_refund(_person(who), item_id, refund_id, charge_id)
        )
        return _refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)

    async def decide(
        self,
        who: Staff,
        item_id: str,
        decision: Decision,
        reasons: tuple[str, ...],
        seen_sha256: str | None,
    ) -> views.Decided | shared.Refusal:
        """Decide on exactly the item named, once; a repeat returns the first outcome."""
        person = _person(who)
        if draft_of(item_id) is not None:
            plan = await _run(
                lambda: self._books.decide_plan(person, item_id, decision, reasons, seen_sha256)
            )
            return _refusal(plan) if isinstance(plan, Refusal) else decided_plan(*plan)
        reason = "\n".join(reasons)
        dispute = await _run(
            lambda: self._books.decide_dispute(person, item_id, decision, reason, seen_sha256)
        )
        return _refusal(dispute) if isinstance(dispute, Refusal) else decided_dispute(*dispute)


def _person(who: Staff) -> Person:
    return Person(who.staff_id, who.role, _limit(who, "credit"), _limit(who, "plan_balance"))


def _limit(who: Staff, name: Limit) -> Money | None:
    """Return a limit in whole cents, cut down to them; None where nothing may be approved."""
    amount = who.limits.get(name)
    return None if amount is None or amount < 0 else Money(int(amount * 100))


def _money(payment: Decimal | None) -> Money | None:
    return None if payment is None else Money.of(payment)


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


def _refusal(one: Refusal) -> shared.Refusal:
    return shared.Refusal(
        code=one.code,
        message=one.message,
        limit=None if one.limit is None else one.limit.dollars,
        on=one.on,
        policy=one.policy,
    )


async def _run(work: Callable[[], T]) -> T:
    def guarded() -> T:
        with unavailable():
            return work()

    return await asyncio.to_thread(guarded)
