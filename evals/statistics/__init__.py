"""The arithmetic of a release: pass^k, paired tests, corrections for many suites, power."""

from evals.statistics.intervals import Interval, wilson
from evals.statistics.paired import Pairs, bootstrap_difference, mcnemar_worse
from evals.statistics.power import minimum_detectable_drop, power_of_drop
from evals.statistics.several import holm
from evals.statistics.trials import pass_hat_k

__all__ = [
    "Interval",
    "Pairs",
    "bootstrap_difference",
    "holm",
    "mcnemar_worse",
    "minimum_detectable_drop",
    "pass_hat_k",
    "power_of_drop",
    "wilson",
]
