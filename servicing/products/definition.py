"""A product as data: every rule reads it from here, none knows a product by name.

A lender adds a product by writing one YAML file. What is left out of a definition doesn't
exist on the product: no `subscription`, no monthly fee; no price tiers, no interest; no `fees`,
no penalty fees. `load_product` also refuses what contradicts itself or a rule that reaches it.
"""

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from servicing.calendar import Period
from servicing.money import Money


def _dollars(text: object) -> Money:
    """Read an amount written in quotes: YAML's bare numbers are binary fractions."""
    if not isinstance(text, str | Decimal):
        raise ValueError('write an amount in quotes, in dollars: "25.00"')
    try:
        return Money.of(text)
    except ArithmeticError:
        raise ValueError(f"not an amount in dollars: {text!r}") from None


Dollars = Annotated[Money, BeforeValidator(_dollars)]
Rate = Annotated[Decimal, Field(ge=0, le=400)]
Percentage = Annotated[Decimal, Field(ge=0, le=100)]
Event = Literal["late_payment", "returned_payment"]
DrawBlock = Literal["past_due", "plan", "recent_return"]
AutopayKind = Literal["minimum", "statement", "current", "fixed", "fee"]
Paid = Literal["interest", "fees", "purchase", "draw"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Limit(_Part):
    """Credit limits the product may be opened with, in steps from the smallest."""

    minimum: Dollars
    maximum: Dollars
    step: Dollars


class Cycle(_Part):
    """How often a cycle closes, and how many days later its payment is due.

    Cycles of half a month and of a month end `days_to_due` days before a fixed due day (1 to
    28; half-monthly ones before that day and the 14th day after it too, so the due day is at
    most 14); cycles of two weeks count from the day the line was opened.
    """

    every: Period
    days_to_due: int = Field(ge=14, le=25)


class Tier(_Part):
    """Annual rates in percent of one price tier; a product without a card has no purchases."""

    name: str
    purchase_apr: Rate | None
    draw_apr: Rate


class Pricing(_Part):
    """What borrowed money costs by the day. Without tiers nothing bears interest."""

    tiers: tuple[Tier, ...] = ()
    purchase_grace: bool = False


class Band(_Part):
    """A subscription's fee for credit limits up to and with an amount."""

    limit_up_to: Dollars
    fee: Dollars


class Subscription(_Part):
    """A fee per cycle, used or not.

    It is posted on the day the cycle closes (and stands on that statement), or on the day it
    opens. The first `free_cycles` bear none. It ends when the line is closed or charged off.
    """

    bands: tuple[Band, ...] = Field(min_length=1)
    charged_when: Literal["cycle_closes", "cycle_opens"]
    free_cycles: int = Field(ge=0)
    during_plan: bool
    while_past_due: bool

    def fee(self, limit: Money) -> Money:
        """Return the fee of a credit limit: that of the first band that holds it."""
        return next(band.fee for band in self.bands if limit <= band.limit_up_to)


class DrawFee(_Part):
    """A fee per draw, added to the balance: a percentage of the draw, at least `minimum`."""

    percent: Percentage
    minimum: Dollars


class MinimumPayment(_Part):
    """What a statement asks for; past due amounts come on top, and never more than the balance.

    The greater of `floor`, `percent_of_limit`, and `percent_of_principal` + the cycle's interest
    and fees. With `whole_balance` a statement asks for all that is owed. `cap` bounds the sum
    before past due amounts.
    """

    floor: Dollars
    percent_of_principal: Percentage
    percent_of_limit: Percentage = Decimal(0)
    whole_balance: bool = False
    cap: Dollars | None = None


class Draws(_Part):
    """Cash draws to the linked bank. `cut_off` is New York time.

    `open_at_once` is how many draws may be unpaid at one time (left out: as many as the limit
    holds). A draw asked for until the cut-off of a business day goes out that day.
    """

    minimum: Dollars
    step: Dollars
    open_at_once: Literal[1] | None = None
    fee: DrawFee | None = None
    cut_off: time
    undo_business_days: int = Field(ge=0)
    blocked_by: tuple[DrawBlock, ...]
    blocked_days_after_return: int = Field(0, ge=0)


class Cards(_Part):
    """How card authorisations go.

    One that isn't captured within `authorisation_days` expires. A capture may exceed it by the
    percentage that stands for the merchant's category (a tip), elsewhere by nothing.
    """

    authorisation_days: int = Field(ge=1, le=30)
    over_capture_percent: dict[str, Decimal] = {}


class Retries(_Part):
    """Whether a debit that lacked the money is tried again, and how much later.

    At most twice (NACHA), which with these bounds is within the 180 days that it allows.
    """

    count: int = Field(ge=0, le=2)
    after_business_days: int = Field(ge=1, le=30)


class Payments(_Part):
    """How money comes in. `cut_off` is New York time; `order` is how the minimum is used up."""

    minimum: Dollars
    cut_off: time
    pending_cap: int
    schedule_horizon_days: int
    cancel_lead_days: int
    hold_business_days: int
    retries: Retries
    order: tuple[Paid, ...]


class AutopayRules(_Part):
    """The standing instruction: what it may cover, and on which days."""

    covers: tuple[AutopayKind, ...] = Field(min_length=1)
    lead_business_days: int
    most_days_before_due: int = Field(ge=0, le=10)


class DueDateChange(_Part):
    """Moving the due day: how often, how far, and how long nothing may be waiting."""

    months_apart: int = Field(ge=0)
    within_days: int = Field(ge=1, le=15)
    clear_business_days: int = Field(ge=0)


class LimitRequests(_Part):
    """Asking for a higher limit: who may, how often, and when the lender answers.

    Reg B allows 30 days to answer (12 CFR 1002.9(a)(1)(i)).
    """

    open_months: int = Field(ge=0)
    months_apart: int = Field(ge=0)
    no_late_months: int = Field(ge=0)
    answer_business_days: int = Field(ge=1, le=20)


class Fees(_Part):
    """Penalty fees; on a card line within 12 CFR 1026.52(b)(1)(ii).

    A late fee comes `days_after_due` days after the due date has passed unmet. One is taken off
    on request when no other fell within `late_waived_once_in_months` before it.
    """

    charged_for: tuple[Event, ...] = Field(min_length=1)
    days_after_due: int = Field(0, ge=0)
    first: Dollars
    repeat: Dollars
    repeat_window_cycles: int = Field(ge=0)
    capped_at_minimum: bool
    late_waived_once_in_months: int | None = Field(None, ge=1)


class PayoffRules(_Part):
    """How far ahead a payoff is computed."""

    horizon_days: int


class ChargeOff(_Part):
    """When a line is charged off."""

    days_past_due: int


class Quotes(_Part):
    """How long a quote may be confirmed."""

    valid_minutes: int


class Reporting(_Part):
    """What the credit bureaus hear: how many of them, and from when a line counts as late."""

    bureaus: int = Field(ge=0)
    late_from_days: int = Field(ge=30)


class Disputes(_Part):
    """Whether a message in the chat is a written billing-error notice (comment 13(b)-2)."""

    chat_counts_as_writing: bool


class Product(_Part):
    """A product definition, complete. `kind` is a word for people; no rule reads it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    kind: str
    card_access: bool
    limit: Limit
    cycle: Cycle
    pricing: Pricing
    subscription: Subscription | None = None
    minimum_payment: MinimumPayment
    draws: Draws
    cards: Cards | None = None
    payments: Payments
    autopay: AutopayRules
    due_date_change: DueDateChange | None = None
    limit_requests: LimitRequests | None = None
    fees: Fees | None = None
    payoff: PayoffRules
    charge_off: ChargeOff
    quotes: Quotes
    reporting: Reporting
    disputes: Disputes

    @property
    def bears_interest(self) -> bool:
        """Whether anything on it costs interest."""
        return bool(self.pricing.tiers)

    @property
    def penalty_fees(self) -> bool:
        """Whether a late or returned payment costs a fee."""
        return self.fees is not None

    @property
    def whole_balance_due(self) -> bool:
        """Whether a statement asks for all that is owed."""
        return self.minimum_payment.whole_balance

    @property
    def autopay_covers(self) -> tuple[AutopayKind, ...]:
        """What the standing instruction may pay."""
        return self.autopay.covers

    def tier(self, name: str) -> Tier:
        """Return a tier by name; raises `KeyError`."""
        return {tier.name: tier for tier in self.pricing.tiers}[name]

    def penalty(self, event: Event) -> Fees | None:
        """Return the fee schedule of an event, or None where it bears no fee."""
        return self.fees if self.fees is not None and event in self.fees.charged_for else None
