"""Who works at the desk, what they may decide, and what goes on record of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args

Role = Literal["agent", "lead", "ops"]
ROLES: tuple[Role, ...] = get_args(Role)
Limit = Literal["credit", "plan_balance"]
LIMITS: tuple[Limit, ...] = get_args(Limit)


@dataclass(frozen=True)
class Staff:
    """Who is at work, from their token and nothing else.

    `limits` are the most that they may approve, in dollars: `credit` to a borrower's account,
    `plan_balance` what is owed on a line that goes into a plan. What is not named is not theirs
    to approve at all.
    """

    staff_id: str
    name: str
    role: Role
    scopes: frozenset[str]
    limits: Mapping[Limit, Decimal]

    def may_approve(self, limit: Limit, amount: Decimal) -> bool:
        """Tell whether an amount is within this person's limit."""
        return amount <= self.limits.get(limit, Decimal(-1))


@dataclass(frozen=True)
class StaffAct:
    """What a member of staff did, for the record. `refused` is why it wasn't done, if it wasn't."""

    what: str
    item_id: str
    borrower_id: str
    staff_id: str
    role: Role
    at: datetime
    content_sha256: str | None = None
    reasons: tuple[str, ...] = ()
    refused: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
