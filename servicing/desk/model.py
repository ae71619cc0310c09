"""Who is at work, what waits for them, and what they did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

import psycopg

from servicing.disputes.work import Light
from servicing.money import Money
from servicing.session import StaffScope

Kind = Literal["plan", "dispute", "complaint", "reporting"]
Stage = Literal["to_decide", "to_look_into", "to_check", "to_tell"]
What = Literal[
    "plan.approve",
    "plan.decline",
    "plan.edit",
    "dispute.propose",
    "dispute.approve",
    "dispute.decline",
    "dispute.acknowledge",
    "dispute.look_into",
    "dispute.place_refund",
    "dispute.open_evidence",
    "dispute.place_evidence",
    "answer.acknowledge",
    "answer.tag",
    "answer.extend",
    "answer.draft",
    "answer.approve",
    "answer.decline",
    "answer.told",
    "complaint.record",
    "line.backpost",
    "line.reage",
    "line.scra",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at work, from their token. A limit that is None lets them approve nothing of it."""

    staff_id: str
    role: StaffScope
    credit: Money | None = None
    plan_balance: Money | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a decision, by its deadline.

    `item_id` names the exact content to decide on: a draft's version, or a proposal. It is an
    open claim's own id while nothing was proposed. `made_by` made what is to be checked.
    """

    item_id: str
    kind: Kind
    stage: Stage
    account_id: str
    borrower_id: str
    name: str
    subject: str
    amount: Money | None
    due_on: date
    cite: str
    light: Light
    opened_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did, or was refused (`refused` is the refusal's code), for the record."""

    what: What
    item_id: str
    account_id: str
    borrower_id: str
    by: Person
    at: datetime
    content_sha256: str | None = None
    reasons: tuple[str, ...] = ()
    refused: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


class Witness(Protocol):
    """Keeps the record of staff's acts, in the transaction that carries them out."""

    def __call__(self, connection: psycopg.Connection[Any], act: Act) -> None:
        """Put an act on record; what raises here undoes the act."""
        ...
