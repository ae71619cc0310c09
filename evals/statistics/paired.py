"""Comparing two releases on the same cases.

The cases are the same, so what counts is where the two differ: a paired test sees a drop that
two separate shares would hide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from evals.statistics.intervals import Interval

RESAMPLES = 5_000


@dataclass(frozen=True)
class Pairs:
    """Counts of cases by outcome: before and after."""

    both: int
    only_before: int
    only_after: int
    neither: int

    @classmethod
    def of(cls, before: Sequence[bool], after: Sequence[bool]) -> "Pairs":
        """Count pairs. Raises `ValueError` for sequences of unlike length."""
        pairs = list(zip(before, after, strict=True))
        return cls(
            both=pairs.count((True, True)),
            only_before=pairs.count((True, False)),
            only_after=pairs.count((False, True)),
            neither=pairs.count((False, False)),
        )

    @property
    def cases(self) -> int:
        """How many pairs there are."""
        return self.both + self.only_before + self.only_after + self.neither

    @property
    def difference(self) -> float:
        """The share that passes after, less the share that passed before; 0 for no pairs."""
        return (self.only_after - self.only_before) / self.cases if self.cases else 0.0


def mcnemar_worse(pairs: Pairs) -> float:
    """Return the exact one-sided p-value that the release got worse.

    McNemar's test, conditional on the discordant pairs: under no change each is as likely to
    go either way, so the losses follow Binomial(discordant, 1/2). Without any, p is 1.
    """
    discordant = pairs.only_before + pairs.only_after
    ways = sum(comb(discordant, lost) for lost in range(pairs.only_before, discordant + 1))
    return float(ways / 2**discordant)


def bootstrap_difference(
    before: Sequence[float],
    after: Sequence[float],
    *,
    seed: int,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Interval:
    """Return the percentile interval of the mean difference, cases resampled in pairs.

    The same seed gives the same interval. Raises `ValueError` for unlike lengths; (0, 0) for
    no cases.
    """
    differences = np.array([b - a for a, b in zip(before, after, strict=True)], dtype=float)
    if differences.size == 0:
        return Interval(0.0, 0.0)
    drawn = np.random.default_rng(seed).integers(
        0, differences.size, size=(resamples, differences.size)
    )
    means = differences[drawn].mean(axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(low), float(high))
