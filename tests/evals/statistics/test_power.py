"""What the comparison can see."""

import numpy as np
import pytest
from scipy import stats

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


@pytest.mark.parametrize("discordant", range(200))
def test_the_chance_of_a_false_alarm_is_at_most_alpha_however_noisy_cases_are(
    discordant: int,
) -> None:
    """Under no change losses are Binomial(discordant, 1/2): the chance is summed, not drawn."""
    alarm = sum(
        stats.binom.pmf(lost, discordant, 0.5)
        for lost in range(discordant + 1)
        if mcnemar_worse(Pairs(0, lost, discordant - lost, 0)) <= ALPHA
    )
    assert alarm <= ALPHA
    assert discordant < 5 or alarm > 0.0075  # a test that never alarms would hold it, too


def test_power_is_scipys_tail_on_20_designs() -> None:
    draw = np.random.default_rng(31)
    for cases, drop in zip(draw.integers(5, 600, 20), draw.uniform(0.005, 0.2, 20), strict=True):
        needed = next(
            n for n in range(1, 60)
            if stats.binomtest(n, n, 0.5, alternative="greater").pvalue <= ALPHA
        )  # fmt: skip
        wanted = stats.binom.sf(needed - 1, int(cases), drop)
        assert power_of_drop(int(cases), float(drop), ALPHA) == pytest.approx(wanted, abs=1e-9)
