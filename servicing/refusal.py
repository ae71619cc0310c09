"""What the books won't do, and why, in words a borrower could read."""

from dataclasses import dataclass
from datetime import date

from servicing.money import Money


def spell(day: date) -> str:
    """Write a date as the refusals' English words do."""
    return f"{day:%B} {day.day}, {day.year}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that isn't carried out.

    `code` is stable. `limit` and `on` are the figures that `message` names; `policy` is the
    policy document behind it, when there is one.
    """

    code: str
    message: str
    limit: Money | None = None
    on: date | None = None
    policy: str | None = None
