"""Complaints and disputes of a report, as staff read and answer them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from servicing.answers.model import ANSWER, FINAL, GROUNDS, RESOLVE, Matter
from servicing.answers.portal import Passed
from servicing.answers.repository import Drafted, Step
from servicing.answers.taxonomy import of_line
from servicing.contacts.rights import CASE_NUMBER
from servicing.desk import DeskBooks, answers
from servicing.desk.acting import Standing
from servicing.desk.queue import SUBJECTS
from servicing.money import Money
from servicing.refusal import Refusal
from tools import views as shared
from tools.clients.embedded.desk.lines import clock_view, letter_view, line_view
from tools.clients.embedded.desk.running import person, refusal, run
from tools.desk import Staff, views

NEXT = {
    "approved": "The letter with the answer goes out.",
    "returned": "It goes back to whoever drafted it; nothing is answered yet.",
    "frivolous": "The notice goes out within five business days: note it once it did.",
}


def is_matter(item_id: str) -> bool:
    """Tell whether an item is a right to answer, or an answer to one."""
    return item_id.startswith(("r-", "a-"))


class Answering:
    """The part of the desk that answers in writing."""

    _books: DeskBooks

    async def tag(
        self, who: Staff, item_id: str, issue: str, sub_issue: str | None
    ) -> views.Made | shared.Refusal:
        """Say what a complaint is about."""
        books, by = self._books, person(who)
        return await self._made(lambda: books.tag(by, item_id, issue, sub_issue), item_id)

    async def take_longer(self, who: Staff, item_id: str, why: str) -> views.Made | shared.Refusal:
        """Note that a borrower was told why an answer takes longer."""
        books, by = self._books, person(who)
        return await self._made(lambda: books.take_longer(by, item_id, why), item_id)

    async def told(self, who: Staff, item_id: str) -> views.Made | shared.Refusal:
        """Note that the notice of a frivolous dispute went out."""
        books, by = self._books, person(who)
        return await self._made(lambda: books.told(by, item_id), item_id)

    async def draft_answer(
        self,
        who: Staff,
        item_id: str,
        outcome: views.AnswerOutcome,
        reasons: str,
        ground: views.Ground | None,
        needed: str,
        credit: Decimal,
    ) -> views.Made | shared.Refusal:
        """Put an answer to a complaint or a dispute of a report forward."""
        books, by, amount = self._books, person(who), Money.of(credit)
        done = await run(
            lambda: books.draft_answer(by, item_id, outcome, reasons, ground, needed, amount)
        )
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=done)

    async def record_complaint(
        self, who: Staff, account_id: str, case_number: str, sent_on: date, words: str
    ) -> views.Made | shared.Refusal:
        """Put a complaint that the CFPB passed on on record."""
        books, by, passed = self._books, person(who), Passed(case_number, sent_on, words)
        done = await run(lambda: books.record_complaint(by, account_id, passed))
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=done)

    async def complaint_trend(self, weeks: int) -> views.ComplaintTrend:
        """Return how complaints developed over some weeks."""
        found = await run(lambda: self._books.complaint_trend(weeks))
        return views.ComplaintTrend(
            weeks=found.weeks,
            rows=tuple(
                views.TrendRow(
                    by=one.by,
                    product=one.product,
                    issue=one.issue,
                    counts=one.counts,
                    total=sum(one.counts),
                    rises=one.rises,
                )
                for one in found.rows
            ),
        )

    async def _made(
        self, work: Callable[[], Matter | Refusal], item_id: str
    ) -> views.Made | shared.Refusal:
        done = await run(work)
        return refusal(done) if isinstance(done, Refusal) else views.Made(id=item_id)


def answer_case(at: Standing, case: answers.Case) -> views.Case:
    """Return a right to answer in full."""
    matter, drafted = case.matter, case.drafted
    waits = drafted is not None and drafted.status == "proposed"
    left = [one for one in case.clocks if not one.met]
    first = min(left or case.clocks, key=lambda one: one.clock.due)
    item = views.WorkItem(
        id=drafted.answer_id if drafted is not None and waits else matter.right_id,
        kind="complaint" if matter.is_complaint else "reporting",
        queue="complaints" if matter.is_complaint else "credit-reporting",
        stage=case.stage,
        subject=SUBJECTS[matter.kind],
        borrower=at.holder.name,
        account_id=at.line.account_id,
        amount=None,
        due=first.clock.due,
        cite=first.clock.cite,
        light=first.light if matter.is_open else "green",
        urgent=False,
        opened_at=matter.received_at,
        made_by=drafted.answer.made_by if drafted is not None and waits else "borrower",
    )
    product = of_line(card_access=at.line.product.card_access)
    names = {one.name for one in matter.clocks}
    answer = views.AnswerCase(
        right_id=matter.right_id,
        reference=matter.reference,
        kind=matter.kind,
        received_at=matter.received_at,
        said=case.said,
        conversation_id=matter.conversation_id or None,
        case_number=matter.detail.get(CASE_NUMBER),
        tag=None
        if case.tag is None
        else views.Tag(
            product=case.tag.product,
            sub_product=case.tag.sub_product,
            issue=case.tag.issue,
            sub_issue=case.tag.sub_issue,
            by=case.tag.by,
        ),
        issues=tuple(
            views.Issue(name=one.name, sub_issues=tuple(one.sub_issues)) for one in product.issues
        )
        if matter.is_complaint
        else (),
        clocks=tuple(
            views.Ticking(clock=clock_view(one.clock), light=one.light, met=one.met)
            for one in case.clocks
        ),
        may_take_longer=case.stage in {"to_look_into", "to_check"}
        and FINAL not in names
        and all(at.today <= one.due for one in matter.clocks if one.name in {ANSWER, RESOLVE}),
        letters=tuple(letter_view(one) for one in case.letters),
        steps=tuple(_step(one) for one in case.steps),
        answer=None if drafted is None else _answer(drafted, matter, moved=case.moved),
    )
    return views.Case(item=item, line=line_view(at), answer=answer)


def decided_answer(drafted: Drafted, matter: Matter) -> views.Decided:
    """Return what a second person decided on an answer."""
    if drafted.checked_by is None or drafted.checked_at is None:
        raise ValueError(f"{drafted.answer_id} isn't decided")
    approved, answer = drafted.status == "approved", drafted.answer
    waits = approved and answer.outcome == "frivolous"
    return views.Decided(
        id=drafted.answer_id,
        kind="complaint" if matter.is_complaint else "reporting",
        decision="approve" if approved else "decline",
        decided_by=drafted.checked_by,
        decided_at=drafted.checked_at,
        reasons=(answer.reasons,) if approved else (),
        content_sha256=drafted.content_sha256,
        state=answer.outcome if approved else "open",
        next=NEXT["frivolous" if waits else drafted.status],
        credited=answer.credit.dollars if approved and answer.credit else None,
    )


def _answer(drafted: Drafted, matter: Matter, *, moved: bool) -> views.Answer:
    one = drafted.answer
    return views.Answer(
        id=drafted.answer_id,
        outcome=one.outcome,
        reasons=one.reasons,
        ground=one.ground,
        ground_cite=None if one.ground is None else GROUNDS[one.ground],
        needed=one.needed,
        credit=one.credit.dollars,
        made_by=one.made_by,
        made_at=drafted.made_at,
        content_sha256=drafted.content_sha256,
        moved=moved,
        decision=None if drafted.status == "proposed" else decided_answer(drafted, matter),
    )


def _step(one: Step) -> views.Step:
    detail: dict[str, Any] = dict(one.detail)
    told = {
        "tagged": lambda: ", ".join(filter(None, (detail["issue"], detail["sub_issue"]))),
        "takes_longer": lambda: str(detail["why"]),
        "returned": lambda: str(detail["reason"]),
    }.get(one.what)
    return views.Step(
        at=one.done_at, by=one.done_by, what=one.what, said=told() if told is not None else ""
    )
