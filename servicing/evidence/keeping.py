"""Putting a borrower's file with the dispute it is about.

A file changes nothing but the record: no deadline, no amount, no decision. What came after the
decision is noted as new information for the people who decided; it reopens nothing, since a
finding past its window is final (12 CFR 1026.13(c)(2)), and a reassertion of the same error is for
them to weigh (1026.13(h)).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import psycopg

from servicing.accounts.model import Line
from servicing.disputes import repository as claims
from servicing.disputes.model import FILED_AS
from servicing.events.model import Happening
from servicing.evidence import repository
from servicing.evidence.admission import POLICY, admit
from servicing.evidence.model import FILES_MAX, Disputed, Evidence, Offered
from servicing.evidence.opening import plain
from servicing.refusal import Refusal

NO_DISPUTE = Refusal(
    "no_dispute",
    "There is no dispute yet that this file would belong to. Tell me first which charge is wrong,"
    " then send it again.",
    policy=POLICY,
)
NOT_YOURS = Refusal(
    "dispute_unknown",
    "There is no dispute under that number that this file could belong to.",
    policy=POLICY,
)
WHICH = Refusal(
    "which_dispute",
    "There are several disputes that this file could belong to. Say which one it is about.",
    policy=POLICY,
)
FULL = Refusal(
    "evidence_full",
    f"A dispute takes {FILES_MAX} files, and this one has them. A person can take more.",
    policy=POLICY,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on record: "known" if the very same file was there already."""

    status: Literal["new", "known"]
    evidence: Evidence
    dispute: Disputed


def keep(
    connection: psycopg.Connection[Any],
    line: Line,
    offered: Offered,
    conversation_id: str,
    now: datetime,
    about: str | None = None,
) -> Kept | Refusal:
    """Keep a file once, by its content. `line` must be locked; the caller saves it and commits.

    `about` is the reference of the dispute it is about. Where it isn't said, it is the only open
    one, this conversation's before others; of several nobody guesses. Where none is open, it is the
    newest that was decided. Whoever took the file in has admitted it: it is admitted here again.
    """
    file = admit(offered.name, offered.content)
    if isinstance(file, Refusal):
        return file
    disputes = repository.disputes(connection, line.account_id, sorted(FILED_AS), conversation_id)
    if not disputes:
        return NO_DISPUTE
    dispute = _meant(disputes, about, conversation_id)
    if isinstance(dispute, Refusal):
        return dispute
    known = {one.right_id for one in disputes}
    there = [e for e in repository.of_line(connection, line.account_id) if e.right_id in known]
    # What is said to be about a dispute is looked for there only, and not in what was said before.
    places = (conversation_id if about is None else None, dispute.right_id)
    same = _same(there, hashlib.sha256(file.content).hexdigest(), *places)
    if same is not None:
        return Kept("known", same, next(d for d in disputes if d.right_id == same.right_id))
    count = sum(1 for one in there if one.right_id == dispute.right_id)
    if count >= FILES_MAX:
        return FULL
    read = replace(offered, text=plain(offered.text))
    number = repository.next_number(connection, dispute.right_id)
    kept = repository.add(connection, line, dispute, number, file, read, conversation_id, now)
    _tell(connection, line, kept, now)
    return Kept("new", kept, dispute)


def _meant(
    disputes: Sequence[Disputed], about: str | None, conversation_id: str
) -> Disputed | Refusal:
    if about is not None:
        return next((one for one in disputes if one.reference == about), NOT_YOURS)
    still = [one for one in disputes if one.is_open]
    here = [one for one in still if one.conversation_id == conversation_id]
    for some in (here, still):
        if len(some) == 1:
            return some[0]
    return WHICH if still else disputes[0]


def _same(
    there: Sequence[Evidence], sha256: str, conversation_id: str | None, right_id: str
) -> Evidence | None:
    """Return the very same file, where it came in this conversation or is with this dispute.

    One that came with it and was put with another since is the same file too.
    """
    same = (one for one in there if one.sha256 == sha256)
    places = (
        one
        for one in same
        if conversation_id == one.conversation_id
        or right_id == one.right_id
        or one.evidence_id.startswith(f"e-{right_id}-")
    )
    return next(places, None)


def _tell(connection: psycopg.Connection[Any], line: Line, kept: Evidence, now: datetime) -> None:
    """Note the file on each claim it may be about, and tell of it.

    The line's version stays: a card that waits for its button isn't taken away by a file.
    """
    what = "evidence_after_decision" if kept.after_decision else "evidence_received"
    for claim in claims.claims(connection, line.account_id):
        if claim.right_id == kept.right_id and (claim.is_open or kept.after_decision):
            detail = {"evidence": kept.evidence_id, "sha256": kept.sha256}
            claims.note(connection, line, claim.claim_id, what, "borrower", now, detail)
    data = {"evidence_id": kept.evidence_id, "right_id": kept.right_id}
    line.changes.happened.append(Happening(f"claim.{what}", data))
