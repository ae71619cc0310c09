"""How many complaints came each week, of which issue and product, and where they rise.

A week runs from Monday to Sunday in New York. Whole weeks are compared: the one that isn't over
yet is counted and never flagged.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import comb
from typing import Literal

from servicing.answers.taxonomy import Tag

WEEK = timedelta(days=7)
WEEKS = 8
LEAST_TO_FLAG = 3
CHANCE = Fraction(1, 20)
By = Literal["all", "product", "issue"]


@dataclass(frozen=True, slots=True)
class Received:
    """A complaint that came on a day, with what it is about."""

    on: date
    tag: Tag


@dataclass(frozen=True, slots=True)
class Row:
    """Complaints a week, oldest first; the last week isn't over.

    `rises`: the last whole week has more than the weeks before it let expect: at least three,
    and so many by chance in one week of 20 at most.
    """

    by: By
    product: str
    issue: str
    counts: tuple[int, ...]
    rises: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The weeks by their Mondays, and the rows: all, by product, by issue; most first."""

    weeks: tuple[date, ...]
    rows: tuple[Row, ...]


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def trend(complaints: Iterable[Received], today: date, weeks: int = WEEKS) -> Trend:
    """Return how complaints developed over some weeks up to today's."""
    last = week_of(today)
    mondays = tuple(last - WEEK * back for back in reversed(range(weeks)))
    counted: Counter[tuple[By, str, str, date]] = Counter()
    for one in complaints:
        week = week_of(one.on)
        if mondays[0] <= week <= last:
            counted["all", "", "", week] += 1
            counted["product", one.tag.product, "", week] += 1
            counted["issue", one.tag.product, one.tag.issue, week] += 1
    order: dict[By, int] = {"all": 0, "product": 1, "issue": 2}
    nothing: tuple[By, str, str] = ("all", "", "")
    keys = {(by, product, issue) for by, product, issue, _ in counted} | {nothing}
    rows = [_row(key, tuple(counted[(*key, week)] for week in mondays)) for key in keys]
    ordered = sorted(rows, key=lambda r: (order[r.by], -sum(r.counts), r.product, r.issue))
    return Trend(mondays, tuple(ordered))


def _row(key: tuple[By, str, str], counts: tuple[int, ...]) -> Row:
    return Row(*key, counts, rises(counts[:-1]))


def rises(counts: Sequence[int]) -> bool:
    """Whether the last of some whole weeks has more than those before it let expect.

    Were all weeks alike, each complaint would fall into the last one with the same chance as into
    any other: the chance of as many as came or more is exact, no approximation.
    """
    if len(counts) < 2 or counts[-1] < LEAST_TO_FLAG:
        return False
    total, own = sum(counts), Fraction(1, len(counts))
    as_many = sum(
        comb(total, k) * own**k * (1 - own) ** (total - k) for k in range(counts[-1], total + 1)
    )
    return as_many <= CHANCE
