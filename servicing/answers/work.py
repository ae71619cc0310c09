"""What staff do with a right to answer. Called with the line locked; the caller saves it.

Every step goes into the right's chain. A clock is met by what it is for, not by anybody's wish.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.accounts.postings import credit
from servicing.answers import repository, taxonomy
from servicing.answers.decisions import CLOSED, Answer, refuse_agreeing, refuse_draft
from servicing.answers.model import (
    ACKNOWLEDGE,
    ANSWER,
    FINAL,
    RESOLVE,
    TELL_FRIVOLOUS,
    Matter,
    longer,
    tell_frivolous,
)
from servicing.answers.taxonomy import Tag
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes.decisions import Scope
from servicing.events.model import Happening
from servicing.refusal import Refusal

UNKNOWN = Refusal("matter_unknown", "There is nothing like that to answer on this line.")
_ACKNOWLEDGED = Refusal("acknowledged_before", "It was acknowledged already.")
_NO_SUCH_ISSUE = Refusal("issue_unknown", "That isn't an issue of this product.")
_LONGER = Refusal("longer_before", "Its borrower was told already that it takes longer.")
_LATE = Refusal("window_passed", "Its time has run out; it has to be answered now.")
_NOT_FRIVOLOUS = Refusal("nothing_to_tell", "Nothing was found frivolous there.")
_WAITS = Refusal("proposal_waits", "An answer waits for a second person already.")
_DONE = Refusal("proposal_decided", "This answer was decided already.")


def tag_of(matter: Matter, steps: Sequence[repository.Step], *, card_access: bool) -> Tag:
    """Return what a complaint is about: what people said last, or what its words suggest."""
    said = next((one for one in reversed(steps) if one.what == "tagged"), None)
    if said is not None:
        return tag_from({**said.detail, "by": said.done_by})
    return taxonomy.suggest(words_of(matter.detail), card_access=card_access)


def tag_from(detail: Mapping[str, Any]) -> Tag:
    """Return the tag that a step put on record."""
    names = ("product", "sub_product", "issue", "sub_issue", "by")
    return Tag(**{name: detail[name] for name in names})


def words_of(detail: Mapping[str, Any]) -> str:
    """Return the borrower's words of a notice, as they were heard."""
    said = (detail.get("extra") or {}).get("said") or detail.get("span") or ""
    return str(said)


def acknowledge(
    connection: psycopg.Connection[Any], line: Line, matter: Matter, by: str, now: datetime
) -> Refusal | None:
    """Note that the letter of receipt of a complaint went out."""
    if not matter.is_open:
        return CLOSED
    due = matter.due(ACKNOWLEDGE)
    if due is None or ACKNOWLEDGE in matter.met:
        return _ACKNOWLEDGED
    repository.met(connection, matter.right_id, ACKNOWLEDGE)
    _tell(connection, line, matter, "acknowledged", by, now, {"late": lender_date(now) > due})
    return None


def tag(
    connection: psycopg.Connection[Any],
    line: Line,
    matter: Matter,
    issue: str,
    sub_issue: str | None,
    by: str,
    now: datetime,
) -> Refusal | None:
    """Say what a complaint is about; the last word counts, also once it was answered."""
    if not matter.is_complaint:
        return UNKNOWN
    card = line.product.card_access
    if not taxonomy.fits(issue, sub_issue, card_access=card):
        return _NO_SUCH_ISSUE
    product = taxonomy.of_line(card_access=card)
    detail = {
        "product": product.product,
        "sub_product": product.sub_product,
        "issue": issue,
        "sub_issue": sub_issue,
    }
    repository.note(connection, line, matter.right_id, "tagged", by, now, detail)
    return None


def take_longer(
    connection: psycopg.Connection[Any],
    line: Line,
    matter: Matter,
    why: str,
    by: str,
    now: datetime,
) -> Refusal | None:
    """Note that the borrower was told why it takes longer: once, before its time has run out."""
    if not matter.is_open or matter.found_frivolous:
        return CLOSED
    if not why.strip():
        return Refusal("reasons_missing", "Say why it takes longer.")
    clock, before = longer(matter)
    if before in matter.met or matter.due(FINAL) is not None:
        return _LONGER
    due = matter.due(before)
    if due is None or lender_date(now) > due:
        return _LATE
    repository.add_clock(connection, matter.right_id, clock)
    repository.met(connection, matter.right_id, before)
    detail = {"why": why.strip(), "due": clock.due.isoformat(), "cite": clock.cite}
    _tell(connection, line, matter, "takes_longer", by, now, detail)
    return None


def put_forward(
    connection: psycopg.Connection[Any], line: Line, matter: Matter, answer: Answer, now: datetime
) -> str | Refusal:
    """Keep an answer for a second person; return its id."""
    waits = repository.latest(connection, matter.right_id)
    if waits is not None and waits.status == "proposed":
        return _WAITS
    before = repository.answered_before(connection, matter)
    refused = refuse_draft(matter, answer, lender_date(now), answered_before=before)
    if refused is not None:
        return refused
    answer_id = repository.add_answer(connection, line, answer, now)
    detail = {"answer": answer_id, "content_sha256": answer.content_sha256}
    repository.note(connection, line, matter.right_id, "drafted", answer.made_by, now, detail)
    return answer_id


def agree(
    connection: psycopg.Connection[Any],
    line: Line,
    matter: Matter,
    drafted: repository.Drafted,
    seen_sha256: str,
    by: str,
    scope: Scope,
    now: datetime,
    days: BusinessDays,
) -> Refusal | None:
    """Carry an answer out as its second person: what it credits is posted, its clock is met.

    One found frivolous stays open until its borrower was told (12 CFR 1022.43(f)(2)).
    """
    if drafted.status != "proposed":
        return _DONE
    answer = drafted.answer
    refused = refuse_agreeing(matter, answer, seen_sha256, by, scope, line.version)
    if refused is not None:
        return refused
    today = lender_date(now)
    if answer.credit:
        text = f"Credit for complaint {matter.reference}"
        credit(line, "adjustment", answer.credit, today, text, detail={"right": matter.right_id})
    repository.close_answer(connection, drafted.answer_id, "approved", by, now)
    due = matter.clock
    if answer.outcome == "frivolous":
        repository.add_clock(connection, matter.right_id, tell_frivolous(today, days))
        repository.met(connection, matter.right_id, *_answering(matter))
    else:
        _finish(connection, matter)
    detail = {
        "answer": drafted.answer_id,
        "outcome": answer.outcome,
        "late": due is not None and today > due.due,
    }
    what = "found_frivolous" if answer.outcome == "frivolous" else "answered"
    _tell(connection, line, matter, what, by, now, detail)
    return None


def send_back(
    connection: psycopg.Connection[Any],
    line: Line,
    matter: Matter,
    drafted: repository.Drafted,
    reason: str,
    by: str,
    now: datetime,
) -> Refusal | None:
    """Return an answer to whoever drafted it; nothing is answered yet."""
    if drafted.status != "proposed":
        return _DONE
    if drafted.answer.made_by == by:
        return Refusal("same_person", "Another person has to look at it.")
    repository.close_answer(connection, drafted.answer_id, "returned", by, now)
    detail = {"answer": drafted.answer_id, "reason": reason}
    repository.note(connection, line, matter.right_id, "returned", by, now, detail)
    return None


def told(
    connection: psycopg.Connection[Any], line: Line, matter: Matter, by: str, now: datetime
) -> Refusal | None:
    """Note that the notice of a frivolous dispute went out; with it the right is done."""
    if not matter.is_open or not matter.found_frivolous:
        return _NOT_FRIVOLOUS
    due = matter.due(TELL_FRIVOLOUS)
    _finish(connection, matter)
    detail = {"late": due is not None and lender_date(now) > due}
    _tell(connection, line, matter, "told_frivolous", by, now, detail)
    return None


def _answering(matter: Matter) -> list[str]:
    names = {clock.name for clock in matter.clocks}
    return [name for name in (ACKNOWLEDGE, ANSWER, RESOLVE, FINAL) if name in names]


def _finish(connection: psycopg.Connection[Any], matter: Matter) -> None:
    repository.met(connection, matter.right_id, *(clock.name for clock in matter.clocks))
    repository.close(connection, matter.right_id)


def _tell(
    connection: psycopg.Connection[Any],
    line: Line,
    matter: Matter,
    what: str,
    by: str,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Add the step to the right's chain, and tell of it: it changes the line's version."""
    repository.note(connection, line, matter.right_id, what, by, now, detail)
    data = {"right_id": matter.right_id, "kind": matter.kind}
    line.changes.happened.append(Happening(f"right.{what}", data))
    line.changes.touched = True
