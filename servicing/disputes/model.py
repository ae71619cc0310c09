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
FiledKind = Literal[
    "unauthorized_use",
    "billing_error",
    "unauthorized_extension",
    "not_identified",
    "not_delivered",
    "credit_not_posted",
    "computational",
    "clarification",
    "statement_not_sent",
    "quality",
    "identity_theft",
    "fee_or_interest",
    "posting",
]
"""The kinds of claim that are filed; `kinds.yaml` has the law of each."""
FILED_AS = frozenset({"unauthorized_use", "billing_error"})
"""The rights under which charges are disputed as billing errors."""


@dataclass(frozen=True, slots=True)
class ClaimedCharge:
    """A disputed amount: `aside` of it was set aside, `paid` had been paid before.

    `credited` was found for the borrower, `refunded` given back by the merchant, `provisional`
    credited before it was decided; a credit that was decided takes a provisional one in.
    `corrected` went when the charge itself was put right meanwhile.
    """

    transaction_id: str
    amount: Money
    aside: Money
    paid: Money
    credited: Money = ZERO
    refunded: Money = ZERO
    provisional: Money = ZERO
    corrected: Money = ZERO

    @property
    def open_amount(self) -> Money:
        """What of it is still to be decided."""
        return self.amount - self.refunded - self.corrected


@dataclass(frozen=True, slots=True)
class Told:
    """What a borrower told of a claim; None is what wasn't said.

    `amount` and `on` are those of a payment or credit that is missing; of an error of computation
    `on` is a day by which its statement had closed. `expected_by`: when goods should have come.
    `asked_merchant` and `tried_to_return`: whether they tried to settle it. `what` and `who` are
    their own words: what was wrong or missing, and who promised or sent it.
    """

    amount: Money | None = None
    on: date | None = None
    expected_by: date | None = None
    asked_merchant: bool | None = None
    tried_to_return: bool | None = None
    what: str | None = None
    who: str | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands.

    One without charges is about what was `told`; `withheld` was set aside for a payment that is
    missing, and counts from `told.on` if it is found; of a claim to the `whole_line` it is all that
    was owed when it was filed, or in the end when it was decided, and `credited` what was found for
    the borrower. `pay_by` is when an amount owed after all has to be paid; `related` the interest
    and fees taken off with what was credited, None as long as nobody has worked them out.
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
    told: Told = NOTHING_TOLD
    withheld: Money = ZERO
    whole_line: bool = False
    credited: Money = ZERO

    @property
    def misses_payment(self) -> bool:
        """Whether it is about a payment of a known sum that isn't on the line."""
        return self.kind == "credit_not_posted" and not self.charges and bool(self.told.amount)

    @property
    def withholds(self) -> bool:
        """Whether something is set aside for it that no charge of it is."""
        return self.misses_payment or (self.kind == "posting" and self.told.on is not None)

    @property
    def amount(self) -> Money:
        """What is disputed in all; without charges, the sum that was told, or the whole line."""
        if self.whole_line:
            return self.withheld
        if not self.charges:
            return self.told.amount or ZERO
        return total(charge.amount for charge in self.charges)

    @property
    def is_open(self) -> bool:
        """Whether it still has to be decided."""
        return self.state in OPEN
