"""The investigation of a dispute at the desk: its checklist, and refunds that nobody placed yet.

Called with the line locked, in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.desk import repository
from servicing.desk.model import Person
from servicing.desk.repository import Step
from servicing.disputes import credits, work
from servicing.disputes import repository as claims
from servicing.disputes.decisions import Outcome
from servicing.disputes.finding import Looked, Speaks, unchecked
from servicing.disputes.model import Claim
from servicing.evidence import repository as files
from servicing.evidence.keeping import FULL
from servicing.evidence.model import FILES_MAX
from servicing.refusal import Refusal

_OPS = Refusal("role_needed", "Ops can look at this, but not work on it.")
_NO_FILE = Refusal("evidence_unknown", "There is no such file on this line.")
_THERE = Refusal("evidence_there", "That file is with this dispute already.")
_UNKNOWN = Refusal("claim_unknown", "There is no such claim on this line.")


def look_into(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    item: str,
    result: str,
    speaks: Speaks,
    who: Person,
    now: datetime,
) -> Claim | Refusal:
    """Note what looking into an item gave: a finding that waits has to be made anew after it."""
    if who.role == "ops":
        return _OPS
    return work.looked_into(connection, line, claim_id, item, result, who.staff_id, now, speaks)


def place_refund(
    connection: psycopg.Connection[Any],
    line: Line,
    claim_id: str,
    refund_id: str,
    charge_id: str | None,
    who: Person,
    now: datetime,
) -> Claim | Refusal:
    """Say which of a claim's charges a merchant's refund is of; None: of something else."""
    if who.role == "ops":
        return _OPS
    if charge_id is not None:
        return credits.merchant_refunded(
            connection, line, claim_id, charge_id, refund_id, who.staff_id, now
        )
    refused = work.refund_of_another(connection, line, claim_id, refund_id, who.staff_id, now)
    if refused is not None:
        return refused
    every = claims.claims(connection, line.account_id)
    return next((one for one in every if one.claim_id == claim_id), _UNKNOWN)


def place_evidence(
    connection: psycopg.Connection[Any],
    line: Line,
    evidence_id: str,
    claim_id: str,
    who: Person,
    now: datetime,
) -> Claim | Refusal:
    """Put a file with the dispute it is about; both disputes' chains say so.

    It changes the line's version: what was found before the file was there is found anew.
    """
    if who.role == "ops":
        return _OPS
    every = claims.claims(connection, line.account_id)
    claim = next((one for one in every if one.claim_id == claim_id), None)
    if claim is None:
        return _UNKNOWN
    there = files.of_line(connection, line.account_id)
    file = next((one for one in there if one.evidence_id == evidence_id), None)
    if file is None:
        return _NO_FILE
    if file.right_id == claim.right_id:
        return _THERE
    if sum(1 for one in there if one.right_id == claim.right_id) >= FILES_MAX:
        return FULL
    files.place(connection, line, evidence_id, claim.right_id, who.staff_id, now)
    detail = {"evidence": evidence_id, "from": file.right_id, "to": claim.right_id}
    for one in every:
        if one.right_id in {file.right_id, claim.right_id}:
            claims.note(
                connection, line, one.claim_id, "evidence_placed", who.staff_id, now, detail
            )
    line.changes.touched = True
    return claim


def looked(steps: Sequence[Step]) -> tuple[Looked, ...]:
    """Return the latest result of each item that somebody looked into, in the order of the first.

    A step from before results said for whom they speak counts as speaking for neither.
    """
    found: dict[str, Looked] = {}
    for step in steps:
        if step.what == "looked_into":
            speaks = step.detail.get("speaks", "neither")
            found[step.detail["item"]] = Looked(step.detail["item"], step.detail["result"], speaks)
    return tuple(found.values())


def denial_refused(
    connection: psycopg.Connection[Any], claim: Claim, outcome: Outcome
) -> Refusal | None:
    """Return why a claim can't be denied yet, in whole or in part: what is left to look into.

    12 CFR 1026.13(f) and comment 12(b)-3 want a reasonable investigation first.
    """
    if outcome == "corrected":
        return None
    left = unchecked(claim, looked(repository.steps(connection, claim.claim_id)))
    if not left:
        return None
    return Refusal(
        "not_looked_into",
        f"Before a denial everything on the checklist is looked into; left: {'; '.join(left)}.",
    )
