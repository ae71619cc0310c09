"""Rights as they were invoked and recorded, and the clocks that they started."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from tools.values import View


class Clock(View):
    """A legal or policy deadline that a right started."""

    name: str
    due: date
    cite: str


class RightRecord(View):
    """A right that was invoked, as it stands in the books."""

    id: str
    kind: str
    status: Literal["new", "known"]
    received_at: datetime
    reference: str
    clocks: tuple[Clock, ...]


class RightsPage(View):
    """The rights on record, newest first."""

    records: tuple[RightRecord, ...]


class Detail(View):
    """A right's particulars as the detector found them: all optional, all still unverified."""

    span: str = ""
    amount: Decimal | None = None
    merchant: str | None = None
    transaction_ids: tuple[str, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict)
