"""A product as data: every rule reads it from here, none knows a product by name."""

from datetime import time
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from servicing.money import Money

Dollars = Annotated[Money, BeforeValidator(Money.of)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Limit(_Part):
    """Credit limits the product may be opened with."""

    minimum: Dollars
    maximum: Dollars


class Cycle(_Part):
    """Monthly cycles that close `days_to_due` days before the fixed due day."""

    days_to_due: int = Field(ge=21, le=25)


class Tier(_Part):
    """Annual rates in percent of one price tier."""

    name: str
    purchase_apr: Decimal
    draw_apr: Decimal


class Pricing(_Part):
    """What borrowing costs."""

    tiers: tuple[Tier, ...]
    purchase_grace: bool


class MinimumPayment(_Part):
    """max(floor, percent of principal + interest + fees) + past due, at most the balance."""

    floor: Dollars
    percent_of_principal: Decimal


class Draws(_Part):
    """Cash draws to the linked bank."""

    minimum: Dollars


class Payments(_Part):
    """How money comes in. `cut_off` is New York time."""

    minimum: Dollars
    cut_off: time
    pending_cap: int
    schedule_horizon_days: int
    cancel_lead_days: int
    hold_business_days: int


class AutopayRules(_Part):
    """The standing instruction."""

    lead_business_days: int


class Fees(_Part):
    """Penalty fees, within the safe harbours of 12 CFR 1026.52(b)(1)(ii)."""

    first: Dollars
    repeat: Dollars
    repeat_window_cycles: int


class PayoffRules(_Part):
    """How far ahead a payoff is computed."""

    horizon_days: int


class ChargeOff(_Part):
    """When a line is charged off."""

    days_past_due: int


class Quotes(_Part):
    """How long a quote may be confirmed."""

    valid_minutes: int


class Product(_Part):
    """A product definition, complete."""

    id: str
    name: str
    kind: Literal["revolving", "draw_line"]
    card_access: bool
    limit: Limit
    cycle: Cycle
    pricing: Pricing
    minimum_payment: MinimumPayment
    draws: Draws
    payments: Payments
    autopay: AutopayRules
    fees: Fees
    payoff: PayoffRules
    charge_off: ChargeOff
    quotes: Quotes

    def tier(self, name: str) -> Tier:
        """Return a tier by name; raises `KeyError`."""
        return {tier.name: tier for tier in self.pricing.tiers}[name]


def load_product(text: str) -> Product:
    """Read a definition; raises `pydantic.ValidationError` naming what is wrong or missing."""
    return Product.model_validate(yaml.safe_load(text))


def load_products() -> dict[str, Product]:
    """Read the definitions that ship with the package, by id."""
    folder = files("servicing.products")
    found = [load_product(path.read_text()) for path in folder.iterdir() if path.suffix == ".yaml"]  # type: ignore[attr-defined]
    return {product.id: product for product in found}
