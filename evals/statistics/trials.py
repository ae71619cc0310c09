"""How often a case passes every one of k trials."""

from math import comb


def pass_hat_k(trials: int, passed: int, k: int) -> float:
    """Return the chance that k trials drawn from `trials` all passed: C(c, k) / C(n, k).

    Unbiased for the chance that k fresh trials all pass (the tau-bench estimator). Trials lost to
    infrastructure aren't trials: leave them out of both counts. Raises `ValueError` unless
    0 <= passed <= trials and 1 <= k <= trials.
    """
    if not 0 <= passed <= trials:
        raise ValueError(f"{passed} of {trials} trials can't have passed")
    if not 1 <= k <= trials:
        raise ValueError(f"pass^{k} needs at least {k} trials; there are {trials}")
    return comb(passed, k) / comb(trials, k)
