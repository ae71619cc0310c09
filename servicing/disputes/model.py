"""A claim: a right, the charges it is about, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from servicing.money import ZERO, Money, total

State = Literal[
    "received",
    "acknowledged",
    "investigating",
    "resolved_corrected",
    "resolved_explained",
    "partial",
    "withdrawn",
    "rebilled",
]
OPEN = frozenset({"received", "acknowledged", "investigating"})
FILED_AS = frozenset({"unauthorized_use", "billing_error"})
"""The rights under which charges are disputed; `kinds.yaml` has what is behind each."""


@dataclass(frozen=True, slots=True)
class ClaimedCharge:
    """A disputed amount: `aside` of it was set aside, `paid` had been paid before.

    `credited` was found for the borrower, `refunded` given back by the merchant, `provisional`
    credited before it was decided; a credit that was decided takes a provisional one in.
    """

    transaction_id: str
    amount: Money
    aside: Money
    paid: Money
    credited: Money = ZERO
    refunded: Money = ZERO
    provisional: Money = ZERO

    @property
    def open_amount(self) -> Money:
        """What of it is still to be decided."""
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands.

    `pay_by` is when an amount owed after all has to be paid; `related` the interest and fees
    taken off with what was credited, None as long as nobody has worked them out.
    """

    claim_id: str
    right_id: str
    reference: str
    kind: str
    state: State
    received_at: datetime
    acknowledge_by: date
    resolve_by: date
    charges: tuple[ClaimedCharge, ...]
    decided_on: date | None = None
    pay_by: date | None = None
    related: Money | None = None

    @property
    def amount(self) -> Money:
        """What is disputed in all."""
        return total(charge.amount for charge in self.charges)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be decided."""
        return self.state in OPEN

    def bars_late_report(self, on: date) -> bool:
        """Whether nothing of it may be reported as late or threatened to be, on a day.

        While it is open (12 CFR 1026.13(d)(2)), and afterwards until the time to pay what is
        owed after all has passed (1026.13(g)(3)).
        """
        return self.is_open or (self.pay_by is not None and on <= self.pay_by)
