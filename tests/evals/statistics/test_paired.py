"""The paired tests, against scipy's."""

import numpy as np
import pytest
from scipy import stats

from evals.statistics import Pairs, bootstrap_difference, holm, mcnemar_worse, pass_hat_k, wilson


def tables() -> list[Pairs]:
    draw = np.random.default_rng(20261126)
    made = [Pairs(*(int(n) for n in draw.integers(0, high, 4))) for high in (3, 10, 60, 200) * 5]
    return [*made, Pairs(250, 0, 0, 0)]


@pytest.mark.parametrize("pairs", tables())
def test_mcnemar_is_the_exact_binomial_test(pairs: Pairs) -> None:
    discordant = pairs.only_before + pairs.only_after
    if discordant == 0:
        assert mcnemar_worse(pairs) == 1
        return
    wanted = stats.binomtest(pairs.only_before, discordant, 0.5, alternative="greater").pvalue
    assert mcnemar_worse(pairs) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(("passed", "cases"), [(0, 5), (5, 5), (3, 7), (190, 200), (1, 1)])
def test_wilson_is_scipys(passed: int, cases: int) -> None:
    wanted = stats.binomtest(passed, cases).proportion_ci(0.95, method="wilson")
    found = wilson(passed, cases)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_wilson_of_nothing_says_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def test_bootstrap_holds_the_true_difference_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(7)
    held = 0
    for seed in range(200):
        before = draw.normal(0.8, 0.1, 60)
        after = before - 0.05 + draw.normal(0, 0.05, 60)
        found = bootstrap_difference(before.tolist(), after.tolist(), seed=seed, resamples=1_000)
        held += found.low <= -0.05 <= found.high
    assert 180 <= held <= 199


def test_bootstrap_is_scipys_on_20_tables() -> None:
    draw = np.random.default_rng(41)
    for seed in range(20):
        before, after = draw.uniform(0, 1, (2, 40))
        found = bootstrap_difference(before.tolist(), after.tolist(), seed=seed)
        wanted = stats.bootstrap(
            (after - before,), np.mean, n_resamples=5_000, method="percentile", rng=seed
        ).confidence_interval
        assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=0.02)


def test_wilson_is_scipys_on_20_tables() -> None:
    draw = np.random.default_rng(43)
    for cases in draw.integers(1, 400, 20):
        passed = int(draw.integers(0, cases + 1))
        wanted = stats.binomtest(passed, int(cases)).proportion_ci(0.95, method="wilson")
        found = wilson(passed, int(cases))
        assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_bootstrap_is_the_same_for_the_same_seed() -> None:
    before, after = [0.2, 0.9, 1.0, 0.4], [0.3, 0.8, 1.0, 0.1]
    assert bootstrap_difference(before, after, seed=3) == bootstrap_difference(
        before, after, seed=3
    )


def test_holm_rejects_what_closed_testing_rejects() -> None:
    draw = np.random.default_rng(11)
    for _ in range(50):
        p = {f"s{n}": float(value) for n, value in enumerate(draw.uniform(0, 0.12, 6))}
        adjusted = holm(p)
        ordered = sorted(p, key=lambda name: p[name])
        stopped = False
        for place, name in enumerate(ordered):
            stopped = stopped or p[name] > 0.05 / (len(p) - place)
            assert (adjusted[name] <= 0.05) is not stopped


@pytest.mark.parametrize(
    ("trials", "passed", "k", "wanted"),
    [(4, 4, 4, 1), (4, 3, 4, 0), (4, 3, 2, 0.5), (8, 6, 1, 0.75)],
)
def test_pass_hat_k(trials: int, passed: int, k: int, wanted: float) -> None:
    assert pass_hat_k(trials, passed, k) == pytest.approx(wanted)


@pytest.mark.parametrize(("trials", "passed", "k"), [(2, 3, 1), (2, 1, 3), (2, 1, 0)])
def test_pass_hat_k_refuses_nonsense(trials: int, passed: int, k: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        pass_hat_k(trials, passed, k)
