"""Everything that waits, in one order: danger first, then by deadline; by pages.

A cursor is the last row's place, so what is added or done while somebody turns pages is neither
repeated nor lost. It works only for the question it came from.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from api.staff.errors import BadCursor
from api.staff.handoffs import Handoff, Handoffs
from tools.clients.embedded.desk import business_day_after, clock_light
from tools.desk import Desk, Staff
from tools.desk.views import WorkItem
from tools.values import LENDER_ZONE

Place = tuple[bool, date, str]


class Response(BaseModel):
    """How soon hand-offs are answered, and which come first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urgent: frozenset[str]
    business_days: int
    cite: str


@cache
def response() -> Response:
    """Return the policy, read once."""
    text = files("api.staff").joinpath("response.yaml").read_text("utf-8")
    return Response.model_validate(yaml.safe_load(text))


@dataclass(frozen=True)
class Asked:
    """Which items: of a queue, of a kind; None for all."""

    queue: str | None = None
    kind: str | None = None

    def wants(self, item: WorkItem) -> bool:
        """Tell whether an item is meant."""
        return self.queue in (None, item.queue) and self.kind in (None, item.kind)


async def waiting(desk: Desk | None, handoffs: Handoffs, who: Staff, today: date) -> list[WorkItem]:
    """Return what waits for people, in the order it is worked in."""
    opened = await asyncio.to_thread(handoffs.waiting, who)
    clocks: Mapping[tuple[str, str], tuple[date, str]] = {}
    names: Mapping[str, str] = {}
    found: list[WorkItem] = []
    if desk is not None:
        clocks = await desk.soonest_clocks()
        names = await desk.names(sorted({one.borrower_id for one in opened}))
        found.extend(await desk.waiting())
    for one in opened:
        clock = clocks.get((one.borrower_id, one.reason))
        found.append(item_of(one, names.get(one.borrower_id, one.borrower_id), clock, today))
    return sorted(found, key=place)


def item_of(one: Handoff, borrower: str, clock: tuple[date, str] | None, today: date) -> WorkItem:
    """Return a hand-off as a work item, due by the clock of its right or by policy."""
    policy = response()
    opened_on = one.opened_at.astimezone(LENDER_ZONE).date()
    urgent = one.queue in policy.urgent
    due, cite = clock or (business_day_after(opened_on, policy.business_days), policy.cite)
    if urgent:
        due = opened_on
    return WorkItem(
        id=one.id,
        kind="handoff",
        queue=one.queue,
        stage="to_answer" if one.status == "open" else "decided",
        subject=one.reason,
        borrower=borrower,
        account_id=None,
        amount=None,
        due=due,
        cite=cite,
        light="red" if urgent else clock_light(due, today),
        urgent=urgent,
        opened_at=one.opened_at,
        made_by="borrower",
    )


def place(item: WorkItem) -> Place:
    """Return where an item stands in the order."""
    return (not item.urgent, item.due, item.id)


def page(
    items: Sequence[WorkItem], asked: Asked, limit: int, cursor: str | None
) -> tuple[tuple[WorkItem, ...], str | None]:
    """Return a page and the cursor of the next one, None after the last. Raises `BadCursor`."""
    after = None if cursor is None else _decoded(asked, cursor)
    wanted = [one for one in items if asked.wants(one) and (after is None or place(one) > after)]
    shown = tuple(wanted[:limit])
    return shown, _encoded(asked, place(shown[-1])) if len(wanted) > limit else None


def _encoded(asked: Asked, at: Place) -> str:
    text = json.dumps([_digest(asked), at[0], at[1].isoformat(), at[2]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(asked: Asked, cursor: str) -> Place:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, calm, due, item_id = json.loads(text)
        at = (bool(calm), date.fromisoformat(due), str(item_id))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error
    if digest != _digest(asked):
        raise BadCursor
    return at


def _digest(asked: Asked) -> str:
    return hashlib.sha256(f"{asked.queue}\n{asked.kind}".encode()).hexdigest()[:12]
