"""Dollar thresholds that move with prices, by the day they hold for (`thresholds.yaml`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from servicing.money import Money


class NoThreshold(LookupError):
    """The day lies before the first amount on record."""


@dataclass(frozen=True, slots=True)
class SafeHarbour:
    """Penalty fees that need no cost study: the first of a type, and a repeat."""

    first: Money
    repeat: Money


def safe_harbour(day: date) -> SafeHarbour:
    """Return the penalty-fee safe harbours of a day (12 CFR 1026.52(b)(1)(ii)).

    From 2022 on they are the last operative amounts, $30 and $41: the $8, $32 and $43 that the
    eCFR still prints were vacated. Raises `NoThreshold` before the rule took effect.
    """
    row = _in_force("penalty_fees", day)
    return SafeHarbour(Money.of(row["first"]), Money.of(row["repeat"]))


def exemption_threshold(day: date) -> Money:
    """Return the amount of credit above which Regulation Z doesn't apply (comment 3(b)-3)."""
    return Money.of(_in_force("exemption", day)["amount"])


def is_exempt(commitment: Money, day: date) -> bool:
    """Whether a firm commitment made on a day takes the line out of Regulation Z.

    It has to exceed the threshold of that day (12 CFR 1026.3(b), comment 3(b)-4.i.B).
    """
    return commitment > exemption_threshold(day)


def minimum_interest_threshold(day: date) -> Money:
    """Return above what a minimum interest charge is disclosed (12 CFR 1026.6(b)(2)(iii))."""
    return Money.of(_in_force("minimum_interest", day)["amount"])


def _in_force(table: str, day: date) -> dict[str, Any]:
    rows = [row for row in _tables()[table] if row["from"] <= day]
    if not rows:
        raise NoThreshold(f"{table} on {day}")
    return rows[-1]


@cache
def _tables() -> dict[str, Sequence[dict[str, Any]]]:
    text = files("servicing.billing").joinpath("thresholds.yaml").read_text()
    found: dict[str, Sequence[dict[str, Any]]] = yaml.safe_load(text)
    return found
