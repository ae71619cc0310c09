"""What the contract's shapes have in common."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from servicing.money import Money


def _dollars(value: Any) -> Any:
    return value.dollars if isinstance(value, Money) else value


Dollars = Annotated[Decimal, BeforeValidator(_dollars)]
"""US dollars with two decimals, also read from `Money`; a string in JSON."""
Percent = Annotated[Decimal, Field(description="a percentage: 24.99 is 24.99 %")]


class Shape(BaseModel):
    """A part of the contract. It reads itself from a domain object of like attributes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", from_attributes=True, validate_by_name=True
    )
