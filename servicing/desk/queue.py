"""What waits for people, the most pressing first."""

from datetime import date
from typing import Any

import psycopg

from servicing.answers import repository as answers
from servicing.calendar import BusinessDays
from servicing.desk import repository
from servicing.desk.model import Waiting
from servicing.desk.repository import WaitingDraft
from servicing.disputes import work
from servicing.disputes.clocks import Clock
from servicing.disputes.kinds import claim_kinds
from servicing.disputes.model import Claim
from servicing.money import Money
from servicing.plans.drafts import REVIEW_POLICY

VERSION_DIGITS_MAX = 6
SUBJECTS = {
    "unauthorized_use": "Charges the borrower didn't make",
    "billing_error": "Billing error",
    "complaint": "Complaint",
    "discrimination": "Complaint of discrimination",
    "credit_report_dispute": "Dispute of a credit report",
}


def subject_of(claim: Claim) -> str:
    """Return what a claim is about, as the queue says it."""
    return SUBJECTS.get(claim.kind) or claim_kinds()[claim.kind].title


def waiting(
    connection: psycopg.Connection[Any], today: date, days: BusinessDays
) -> tuple[Waiting, ...]:
    """Return the drafts and claims that wait, by deadline, as far as the session sees them."""
    drafts = [_draft(one, today, days) for one in repository.waiting_drafts(connection)]
    found = (*drafts, *_claims(connection, today, days), *_matters(connection, today, days))
    return tuple(sorted(found, key=lambda one: (one.due_on, one.item_id)))


def draft_item_id(draft_id: str, version: int) -> str:
    """Return the id of a version of a draft as something to decide on."""
    return f"{draft_id}.{version}"


def draft_of(item_id: str) -> tuple[str, int] | None:
    """Return the draft and version that an item's id names, or None."""
    draft_id, dot, version = item_id.rpartition(".")
    short = len(version) <= VERSION_DIGITS_MAX
    return (draft_id, int(version)) if dot and version.isdecimal() and short else None


def _draft(one: WaitingDraft, today: date, days: BusinessDays) -> Waiting:
    clock = Clock("answer", one.answer_by, f"policy:{REVIEW_POLICY}")
    return Waiting(
        item_id=draft_item_id(one.draft_id, one.draft_version),
        kind="plan",
        stage="to_decide",
        account_id=one.account_id,
        borrower_id=one.borrower_id,
        name=one.name,
        subject=one.program,
        amount=Money(one.balance_minor),
        due_on=one.answer_by,
        cite=clock.cite,
        light=work.light(clock, today, days),
        opened_at=one.submitted_at,
        made_by=one.drafted_by,
    )


def _claims(connection: psycopg.Connection[Any], today: date, days: BusinessDays) -> list[Waiting]:
    items = work.queue(connection, today, days)
    proposals = repository.waiting_proposals(connection)
    owners = repository.names(connection, [item.account_id for item in items])
    found = []
    for item in items:
        claim, (borrower_id, name) = item.claim, owners[item.account_id]
        decision_id, made_by = proposals.get(claim.claim_id, (None, "borrower"))
        found.append(
            Waiting(
                item_id=decision_id or claim.claim_id,
                kind="dispute",
                stage="to_check" if decision_id else "to_look_into",
                account_id=item.account_id,
                borrower_id=borrower_id,
                name=name,
                subject=subject_of(claim),
                amount=claim.amount,
                due_on=item.clock.due,
                cite=item.clock.cite,
                light=item.light,
                opened_at=claim.received_at,
                made_by=made_by,
            )
        )
    return found


def _matters(connection: psycopg.Connection[Any], today: date, days: BusinessDays) -> list[Waiting]:
    matters = answers.open_matters(connection)
    drafted = answers.waiting_answers(connection)
    owners = repository.names(connection, [one.account_id for one in matters])
    found = []
    for one in matters:
        clock = one.clock
        if clock is None:
            continue
        answer_id, made_by = drafted.get(one.right_id, (None, "borrower"))
        found.append(
            Waiting(
                item_id=answer_id or one.right_id,
                kind="complaint" if one.is_complaint else "reporting",
                stage="to_check"
                if answer_id
                else "to_tell"
                if one.found_frivolous
                else "to_look_into",
                account_id=one.account_id,
                borrower_id=one.borrower_id,
                name=owners[one.account_id][1],
                subject=SUBJECTS[one.kind],
                amount=None,
                due_on=clock.due,
                cite=clock.cite,
                light=work.light(clock, today, days),
                opened_at=one.received_at,
                made_by=made_by,
            )
        )
    return found
