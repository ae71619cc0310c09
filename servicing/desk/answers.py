"""A complaint or a dispute of a report at the desk: read in full, answered by two people.

Deciding is called with the line locked, in the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg

from servicing.accounts.model import Line
from servicing.answers import repository, work
from servicing.answers.decisions import Answer
from servicing.answers.model import ACKNOWLEDGE, FINAL, Matter
from servicing.answers.repository import Drafted, Step
from servicing.answers.taxonomy import Tag
from servicing.calendar import BusinessDays, lender_date
from servicing.desk import answer_letters
from servicing.desk.claims import Ticking
from servicing.desk.letters import Drafted as Letter
from servicing.desk.model import Person
from servicing.disputes.decisions import LIMITS
from servicing.disputes.work import light
from servicing.plans.drafts import Decided
from servicing.refusal import Refusal

ANSWER = "a-"
Stage = Literal["to_look_into", "to_check", "to_tell", "decided"]
_OPS = Refusal("role_needed", "Ops can look at this, but not decide it; an agent or a lead can.")
_NO_REASON = Refusal("reasons_missing", "Say why it goes back.")
_CHANGED = Refusal("proposal_changed", "That isn't the answer that was put forward.")
_NOTHING_PUT = Refusal("no_proposal", "Nothing to agree to yet: draft an answer first.")


@dataclass(frozen=True, slots=True)
class Case:
    """A right to answer with its clocks, tag, letters, steps and the answer that waits.

    `said` is what its borrower wrote, empty for ops, who see no conversation.
    """

    matter: Matter
    said: str
    tag: Tag | None
    clocks: tuple[Ticking, ...]
    letters: tuple[Letter, ...]
    steps: Sequence[Step]
    drafted: Drafted | None
    moved: bool
    stage: Stage


def case(
    connection: psycopg.Connection[Any],
    line: Line,
    item_id: str,
    who: Person,
    now: datetime,
    days: BusinessDays,
) -> Case | Refusal:
    """Return a right to answer, by its own id or that of an answer."""
    named = repository.drafted(connection, item_id) if item_id.startswith(ANSWER) else None
    matter = repository.matter(connection, named.answer.right_id if named else item_id)
    if matter is None or matter.account_id != line.account_id:
        return work.UNKNOWN
    drafted = named or repository.latest(connection, matter.right_id)
    steps = tuple(repository.steps(connection, matter.right_id))
    tag = None
    if matter.is_complaint:
        tag = work.tag_of(matter, steps, card_access=line.product.card_access)
    today = lender_date(now)
    return Case(
        matter=matter,
        said="" if who.role == "ops" else work.words_of(matter.detail),
        tag=tag,
        clocks=tuple(
            Ticking(one, light(one, today, days), one.name in matter.met or not matter.is_open)
            for one in matter.clocks
        ),
        letters=tuple(_letters(matter, steps, drafted)),
        steps=steps,
        drafted=drafted,
        moved=drafted is not None
        and drafted.status == "proposed"
        and drafted.answer.version != line.version,
        stage=stage(matter, drafted.status if drafted else None),
    )


def stage(matter: Matter, status: str | None) -> Stage:
    """Return what has to be done next with a right to answer."""
    if status == "proposed":
        return "to_check"
    if matter.found_frivolous and matter.is_open:
        return "to_tell"
    return "to_look_into" if matter.is_open else "decided"


def _letters(matter: Matter, steps: Sequence[Step], drafted: Drafted | None) -> list[Letter]:
    found = []
    if matter.due(ACKNOWLEDGE) is not None:
        found.append(answer_letters.receipt(matter))
    why = next((one.detail["why"] for one in steps if one.what == "takes_longer"), None)
    if why is not None and matter.is_complaint and matter.due(FINAL) is not None:
        found.append(answer_letters.longer(matter, why))
    if drafted is not None:
        found.append(answer_letters.answer(matter, drafted.answer))
    return found


def put_forward(
    connection: psycopg.Connection[Any], line: Line, answer: Answer, who: Person, now: datetime
) -> str | Refusal:
    """Put an answer forward for a second person; return its id."""
    if who.role == "ops":
        return _OPS
    matter = _own(connection, line, answer.right_id)
    if matter is None:
        return work.UNKNOWN
    return work.put_forward(connection, line, matter, answer, now)


def decide(
    connection: psycopg.Connection[Any],
    line: Line,
    item_id: str,
    decision: Decided,
    reason: str,
    seen_sha256: str | None,
    who: Person,
    now: datetime,
    days: BusinessDays,
) -> tuple[Drafted, Matter, bool] | Refusal:
    """Agree to an answer, or send it back with a reason; the last value tells a repeat."""
    if who.role == "ops":
        return _OPS
    drafted = repository.drafted(connection, item_id)
    if drafted is None:
        return _NOTHING_PUT if _own(connection, line, item_id) else work.UNKNOWN
    matter = _own(connection, line, drafted.answer.right_id)
    if matter is None:
        return work.UNKNOWN
    if seen_sha256 not in (None, drafted.content_sha256):
        return _CHANGED
    wanted = "approved" if decision == "approve" else "returned"
    if drafted.status == wanted and drafted.checked_by == who.staff_id:
        return drafted, matter, True
    if decision == "decline":
        refused = (
            work.send_back(connection, line, matter, drafted, reason, who.staff_id, now)
            if reason.strip()
            else _NO_REASON
        )
    else:
        refused = _over(drafted, who) or work.agree(
            connection,
            line,
            matter,
            drafted,
            drafted.content_sha256,
            who.staff_id,
            who.role,
            now,
            days,
        )
    if refused is not None:
        return refused
    done = repository.drafted(connection, item_id)
    after = _own(connection, line, matter.right_id)
    return (done or drafted), (after or matter), False


def _over(drafted: Drafted, who: Person) -> Refusal | None:
    """Return why what is credited is above this person's limit."""
    credited = drafted.answer.credit
    if not credited or drafted.answer.made_by == who.staff_id or who.role == "ops":
        return None
    most = min(LIMITS[who.role], who.credit) if who.credit is not None else None
    if most is not None and credited <= most:
        return None
    able = [scope for scope, limit in LIMITS.items() if credited <= limit and scope != who.role]
    who_can = f"A {able[0]} can." if able else "Somebody with a higher limit can."
    return Refusal(
        "above_authority",
        f"You can agree to credit up to {most or 'nothing'}, and this is {credited}. {who_can}",
        limit=most,
    )


def _own(connection: psycopg.Connection[Any], line: Line, right_id: str) -> Matter | None:
    found = repository.matter(connection, right_id)
    return found if found is not None and found.account_id == line.account_id else None
