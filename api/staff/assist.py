"""What the desk shows beside a conversation: the copilot's advice, its clocks and what to do next.

Nothing here does anything: the next action is a place at the desk, where a person acts or doesn't.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from agents.copilot import (
    Advice,
    CardOpen,
    Copilot,
    Fact,
    NothingSaid,
    Reply,
    Signal,
    Talk,
    Withheld,
)
from api.errors import NotFound
from api.staff import queue
from api.staff.errors import NothingToAnswer
from api.staff.handoffs import Handoff, Handoffs
from api.staff.talks import Held, Talks
from tools.clients.embedded.desk import clock_light
from tools.desk import Desk, Staff
from tools.desk.views import Kind, Light, WorkItem
from tools.ports import BorrowerId, ConversationId, NoLine
from tools.views import RightRecord

ITEMS_MAX = 10
Clocks = Mapping[tuple[str, str], tuple[date, str]]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenClock(_View):
    """A deadline of a right, and how pressing it is today."""

    name: str
    due: date
    cite: str
    light: Light


class OpenRight(_View):
    """A right on record, with its clocks."""

    kind: str
    reference: str
    received_at: datetime
    clocks: tuple[OpenClock, ...]


class Work(_View):
    """Something of this borrower's that waits at the desk; `href` is where it is worked on."""

    item_id: str
    href: str
    kind: Kind
    queue: str
    stage: str
    subject: str
    due: date
    cite: str
    light: Light
    urgent: bool


class Assist(_View):
    """What somebody at the desk needs to answer a conversation, as of now.

    Computed in this process by rule, from the books and the conversation's records. No reply was
    sent and none of the work was done: `next_action` is where to go on, None if nothing waits.
    Figures come with their sources, and replies with the verdicts of the rails they passed.
    `content_sha256` is what the record of this look holds.
    """

    conversation_id: str
    turn_id: str = Field(description="the borrower's message that the first reply answers")
    today: date
    summary: Talk
    signals: tuple[Signal, ...] = Field(description="the most pressing first")
    rights: tuple[OpenRight, ...] = Field(description="those that are still open")
    facts: tuple[Fact, ...]
    open_cards: tuple[CardOpen, ...]
    suggested_replies: tuple[Reply, ...] = Field(max_length=3)
    withheld: tuple[Withheld, ...] = Field(description="replies not suggested, and why")
    next_action: Work | None
    other_work: tuple[Work, ...]
    content_sha256: str = ""


@dataclass(frozen=True)
class Assistance:
    """Puts the advice together and notes who was shown it, before it is shown."""

    copilot: Copilot
    talks: Talks

    async def show(
        self, who: Staff, id: ConversationId, handoffs: Handoffs, desk: Desk | None, today: date
    ) -> Assist:
        """Return the advice on a conversation. Raises `NotFound` and `NothingToAnswer`."""
        held = await asyncio.to_thread(self.talks.find, who, id)
        if held is None:
            raise NotFound
        borrower = BorrowerId(held.borrower_id)
        try:
            advice = await self.copilot.advise(borrower, id, held.records, held.queues)
        except NothingSaid as error:
            raise NothingToAnswer from error
        except NoLine as error:
            raise NotFound from error  # it is the borrower who has none, not who signed in
        clocks = await desk.soonest_clocks() if desk is not None else None
        mine = await _waiting(who, borrower, handoffs, desk, clocks or {}, today)
        if clocks is not None:
            still = tuple(r for r in advice.rights if not r.clocks or (borrower, r.kind) in clocks)
            advice = advice.model_copy(update={"rights": still})
        assist = _assist(id, advice, mine, today)
        return await self._noted(who, held, assist)

    async def _noted(self, who: Staff, held: Held, assist: Assist) -> Assist:
        """Return what is shown once it is on record that it was: no look without a trace."""
        content = assist.model_dump_json(exclude={"content_sha256"})
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        detail = {
            "turn_id": assist.turn_id,
            "replies": [reply.about for reply in assist.suggested_replies],
            "withheld": [f"{one.about} {one.code}" for one in assist.withheld],
            "signals": [signal.kind for signal in assist.signals],
        }
        await asyncio.to_thread(
            self.talks.note, who, assist.conversation_id, held.borrower_id, sha256, detail
        )
        return assist.model_copy(update={"content_sha256": sha256})


async def _waiting(
    who: Staff,
    borrower: BorrowerId,
    handoffs: Handoffs,
    desk: Desk | None,
    clocks: Clocks,
    today: date,
) -> list[WorkItem]:
    """Return what waits of this borrower's, in the order the desk works in."""
    opened = await asyncio.to_thread(handoffs.waiting, who)
    mine: Sequence[Handoff] = [one for one in opened if one.borrower_id == borrower]
    if desk is None:
        found = [queue.item_of(one, borrower, None, today) for one in mine]
        return sorted(found, key=queue.place)
    line = await desk.line(who, borrower)
    items = [one for one in await desk.waiting() if one.account_id == line.account_id]
    for one in mine:
        clock = clocks.get((one.borrower_id, one.reason))
        items.append(queue.item_of(one, line.borrower, clock, today))
    return sorted(items, key=queue.place)


def _assist(id: ConversationId, advice: Advice, mine: Sequence[WorkItem], today: date) -> Assist:
    work = [_work(item) for item in mine[: ITEMS_MAX + 1]]
    return Assist(
        conversation_id=id,
        turn_id=advice.turn_id,
        today=today,
        summary=advice.talk,
        signals=advice.signals,
        rights=tuple(_right(right, today) for right in advice.rights),
        facts=advice.facts,
        open_cards=advice.cards,
        suggested_replies=advice.replies,
        withheld=advice.withheld,
        next_action=work[0] if work else None,
        other_work=tuple(work[1:]),
    )


def _right(right: RightRecord, today: date) -> OpenRight:
    return OpenRight(
        kind=right.kind,
        reference=right.reference,
        received_at=right.received_at,
        clocks=tuple(
            OpenClock(name=c.name, due=c.due, cite=c.cite, light=clock_light(c.due, today))
            for c in right.clocks
        ),
    )


def _work(item: WorkItem) -> Work:
    return Work(
        item_id=item.id,
        href=f"/v1/staff/work-items/{item.id}",
        kind=item.kind,
        queue=item.queue,
        stage=item.stage,
        subject=item.subject,
        due=item.due,
        cite=item.cite,
        light=item.light,
        urgent=item.urgent,
    )
