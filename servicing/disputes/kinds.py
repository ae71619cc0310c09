"""What a claim can be, read from `kinds.yaml`: its law, its limits, what to look into."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from servicing.money import Money

BILLING_ERROR = "12 CFR 1026.13(a)"
About = Literal["charge", "charge_or_payment", "charge_or_line", "payment", "statement", "line"]


class ClaimKind(BaseModel):
    """The law of one kind of claim.

    `above` and `within_miles` are the conditions of claims and defences (12 CFR
    1026.12(c)(3)(i)); `liability_cap` that of unauthorised use (1026.12(b)(1)).
    `provisional_business_days`: when policy credits what had been paid, undecided. `about`: what a
    claim of the kind names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    right: str
    cites: tuple[str, ...] = Field(min_length=1)
    notice_days: int | None
    card: bool
    sets_aside: bool
    about: About = "charge"
    checklist: tuple[str, ...] = Field(min_length=1)
    liability_cap: Decimal | None = None
    above: Decimal | None = None
    within_miles: int | None = None
    provisional_business_days: int | None = Field(None, gt=0)

    @property
    def is_billing_error(self) -> bool:
        """Whether it is one of the seven kinds, with their clocks and finality (1026.13(a))."""
        return BILLING_ERROR in self.cites

    @property
    def takes_charges(self) -> bool:
        """Whether a claim of the kind can name charges."""
        return self.about in {"charge", "charge_or_payment", "charge_or_line"}

    @property
    def needs_charges(self) -> bool:
        """Whether a claim of the kind has to name a charge."""
        return self.about == "charge"

    def reaches(self, *, card_access: bool) -> bool:
        """Whether the kind applies to a product, by whether a card accesses the line."""
        return card_access or not self.card


@cache
def claim_kinds() -> Mapping[str, ClaimKind]:
    """Return every kind of claim by name, in the order of the file."""
    text = files("servicing.disputes").joinpath("kinds.yaml").read_text("utf-8")
    return {name: ClaimKind.model_validate(one) for name, one in yaml.safe_load(text).items()}


def defence_reaches(
    purchase: Money, same_state: bool, miles: int | None, merchant_is_ours: bool = False
) -> bool:
    """Whether a quality claim may be asserted against the lender.

    The purchase has to be above $50, in the borrower's state or within 100 miles of their
    address (12 CFR 1026.12(c)(3)(i)); neither counts where the merchant is the lender's own or
    was mailed by it (1026.12(c)(3)(ii)). A distance that nobody knows doesn't shut anybody out:
    a person looks at it.
    """
    kind = claim_kinds()["quality"]
    if merchant_is_ours:
        return True
    if kind.above is None or kind.within_miles is None:
        raise ValueError("quality claims have no conditions in kinds.yaml")
    near = same_state or miles is None or miles <= kind.within_miles
    return purchase > Money.of(kind.above) and near
