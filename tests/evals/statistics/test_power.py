"""What the comparison can see."""

import numpy as np
import pytest

from evals.statistics import Pairs, mcnemar_worse, minimum_detectable_drop, power_of_drop

ALPHA = 0.05


def test_power_is_the_share_of_simulated_drops_that_are_reported() -> None:
    draw = np.random.default_rng(5)
    cases, drop = 250, 0.03
    reported = 0
    for lost in draw.binomial(cases, drop, 4_000):
        pairs = Pairs(both=cases - int(lost), only_before=int(lost), only_after=0, neither=0)
        reported += mcnemar_worse(pairs) <= ALPHA
    assert power_of_drop(cases, drop, ALPHA) == pytest.approx(reported / 4_000, abs=0.03)


def test_the_smallest_drop_caught_is_caught_and_a_smaller_one_is_not() -> None:
    found = minimum_detectable_drop(250, ALPHA)
    assert power_of_drop(250, found, ALPHA) >= 0.8
    assert power_of_drop(250, found - 0.005, ALPHA) < 0.8


def test_too_few_cases_catch_nothing() -> None:
    assert minimum_detectable_drop(3, ALPHA) == 1.0
    assert power_of_drop(3, 1.0, ALPHA) == 0


def test_identical_releases_with_noisy_cases_seldom_raise_an_alarm() -> None:
    draw = np.random.default_rng(23)
    alarms = 0
    for _ in range(200):
        before, after = draw.random((2, 250)) < 0.9
        alarms += mcnemar_worse(Pairs.of(before.tolist(), after.tolist())) <= ALPHA
    assert alarms <= 0.05 * 200 * 1.6
