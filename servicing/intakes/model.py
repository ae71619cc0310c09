"""What a borrower says when asking for hardship help."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from servicing.plans.model import Intake

Circumstance = Literal[
    "health", "caring", "bereavement", "household_change", "disaster", "benefits", "new_child"
]
"""What people who review a request should handle with care. It decides nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said so far; None is "not said yet".

    `unsure` names what was asked and isn't known, so that it isn't asked again. `preferred_day`
    is the day of the month on which paying would suit, `contact` how people should reach them.
    """

    intake: Intake = field(default_factory=Intake)
    since: date | None = None
    preferred_day: int | None = None
    contact: str | None = None
    circumstances: tuple[Circumstance, ...] = ()
    unsure: tuple[str, ...] = ()
