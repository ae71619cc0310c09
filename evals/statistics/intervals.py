"""Intervals around a share."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float


def wilson(passed: int, cases: int, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share; (0, 1) for no cases.

    It stays inside 0 and 1 and says something at 0 of n and n of n, where the normal interval
    has no width. Raises `ValueError` unless 0 <= passed <= cases and 0 < confidence < 1.
    """
    if not 0 <= passed <= cases:
        raise ValueError(f"{passed} of {cases} cases can't have passed")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    if cases == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, spread = passed / cases, z * z / cases
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / cases + spread / cases / 4)
    low = 0.0 if passed == 0 else middle - half
    high = 1.0 if passed == cases else middle + half
    return Interval(low, high)
