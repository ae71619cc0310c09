"""Every open right by the clock of it that runs out first: nothing expires in silence.

Claims have a queue of their own (`work.queue`), where two people decide them; a right that no
claim is open under, such as a dispute of a credit report, is watched here until somebody closes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from servicing.calendar import BusinessDays
from servicing.disputes import repository
from servicing.disputes.clocks import Clock
from servicing.disputes.notices import strictest
from servicing.disputes.work import Light, light


@dataclass(frozen=True, slots=True)
class OpenRight:
    """A right on record with all its clocks, soonest first."""

    account_id: str
    right_id: str
    kind: str
    reference: str
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """An open right and how pressing it is."""

    right: OpenRight
    clock: Clock
    light: Light


def watched(
    connection: psycopg.Connection[Any], today: date, days: BusinessDays
) -> tuple[Watched, ...]:
    """Return the open rights with a clock that no claim is open under, the most pressing first."""
    rows = [OpenRight(*row) for row in repository.unclaimed_rights(connection)]
    return tuple(sorted(_lit(rows, today, days), key=lambda w: (w.clock.due, w.right.right_id)))


def _lit(rights: Sequence[OpenRight], today: date, days: BusinessDays) -> Sequence[Watched]:
    return [
        Watched(right, clock, light(clock, today, days))
        for right in rights
        if (clock := strictest(right.clocks)) is not None
    ]
