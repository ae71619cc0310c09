"""What a comparison can see: the power against a drop, and the smallest drop it would catch."""

from math import comb

from evals.statistics.paired import Pairs, mcnemar_worse

STEP = 0.005


def power_of_drop(cases: int, drop: float, alpha: float) -> float:
    """Return the chance that the paired test reports a true drop, as a share of all cases.

    The drop takes passing cases only (a case that failed before can't get worse), and nothing
    else changes: each of `cases` is lost with probability `drop`, independently. Raises
    `ValueError` unless 0 <= drop <= 1.
    """
    if not 0 <= drop <= 1:
        raise ValueError(f"a drop is a share between 0 and 1, not {drop}")
    needed = _losses_needed(alpha)
    missed = sum(
        comb(cases, lost) * drop**lost * (1 - drop) ** (cases - lost)
        for lost in range(min(needed, cases + 1))
    )
    return max(0.0, 1 - missed)


def minimum_detectable_drop(cases: int, alpha: float, power: float = 0.8) -> float:
    """Return the smallest drop caught with the given power, to half a point; 1.0 if none is."""
    steps = round(1 / STEP)
    for step in range(1, steps + 1):
        if power_of_drop(cases, step * STEP, alpha) >= power:
            return step * STEP
    return 1.0


def _losses_needed(alpha: float) -> int:
    """Return how many losses without a gain make the test report."""
    lost = 1
    while mcnemar_worse(Pairs(both=0, only_before=lost, only_after=0, neither=0)) > alpha:
        lost += 1
    return lost
