"""What is made once and stays: a closed cycle's statement and snapshot, steps in delinquency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from servicing.accounts.parts import Autopay, Bank, Plan
from servicing.accounts.state import State
from servicing.ledger.model import Bucket
from servicing.money import Money

LineStatus = Literal["open", "charged_off", "closed"]


@dataclass(frozen=True, slots=True)
class InterestLine:
    """Interest of one balance type on a statement (12 CFR 1026.7(b)(6))."""

    bucket: Bucket
    apr: Decimal
    average_daily_balance: Money
    days: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """A periodic statement; its sums are of what was posted from opening to closing day."""

    opening_on: date
    closing_on: date
    due_on: date
    previous_balance: Money
    payments: Money
    credits: Money
    purchases: Money
    draws: Money
    fees: Money
    interest: Money
    new_balance: Money
    minimum_due: Money
    fees_year_to_date: Money
    interest_year_to_date: Money
    interest_lines: tuple[InterestLine, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cycle's charges were computed under when it closed, and what its statement tells."""

    aprs: Mapping[Bucket, Decimal]
    status: LineStatus
    plan: Plan | None
    flags: Mapping[str, bool]
    credit_limit: Money
    autopay: Autopay | None
    bank: Bank | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A line just after a cycle closed: where rebuilding a later day starts from.

    `under_way` is what each payment received but not settled was to pay by then.
    """

    closing_on: date
    sequence: int
    state: State
    terms: Terms
    under_way: Mapping[str, Mapping[Bucket, Money]]


@dataclass(frozen=True, slots=True)
class Roll:
    """A step from one delinquency bucket to another."""

    on: date
    before: str
    after: str
    days_past_due: int
    past_due: Money


@dataclass(frozen=True, slots=True)
class PlanMark:
    """Whether a plan's payment was made by its due date, or made good later."""

    plan_id: str
    due_on: date
    mark: Literal["kept", "missed", "cured"]
    marked_on: date
