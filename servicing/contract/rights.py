"""Rights on record, as they are shown."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from servicing.contacts import rights
from servicing.contract.shape import Shape


class Clock(Shape):
    """A legal or policy deadline that a right started."""

    name: str
    due: date
    cite: str


class RightRecord(Shape):
    """A right that was invoked, as it stands in the books."""

    id: str = Field(validation_alias="right_id")
    kind: str
    status: Literal["new", "known"]
    received_at: datetime
    reference: str
    clocks: tuple[Clock, ...]


def right(one: rights.RightRecord) -> RightRecord:
    """Return a right with its clocks."""
    return RightRecord.model_validate(one)
