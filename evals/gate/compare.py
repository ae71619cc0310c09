"""A release against the accepted one: paired, by suite and over all cases together.

A suite alone has too few cases to see a small drop; all together have enough. So half of the
gate's alpha is spent on all cases at once, the other half on the suites, by Holm: whatever the
suites share, the chance of a false alarm stays below alpha.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.gate.baseline import Baseline
from evals.gate.rules import Rules
from evals.results import CaseResult, Results, SuiteResult
from evals.statistics import (
    Interval,
    Pairs,
    bootstrap_difference,
    holm,
    mcnemar_worse,
    minimum_detectable_drop,
    power_of_drop,
)

TOGETHER = "all together"
SHARE = 0.5


@dataclass(frozen=True)
class Comparison:
    """A suite against the baseline, on the cases that both have unchanged; or all suites.

    `p` is adjusted for everything that is tested, to be held against the gate's alpha;
    `interval` is that of the mean difference in score; `detectable` the smallest drop that is
    caught four times in five, `power` the chance to catch the drop that the rules name.
    """

    suite: str
    pairs: Pairs
    p: float
    interval: Interval
    detectable: float
    power: float
    got_worse: tuple[str, ...]
    got_better: tuple[str, ...]


def compared(
    results: Results, rules: Rules, baseline: Baseline, seed: int
) -> tuple[Comparison, ...]:
    """Compare every suite that shares cases with the baseline, and last all of them together."""
    paired = [(suite.name, _shared(suite, baseline)) for suite in results.suites]
    paired = [(name, cases) for name, cases in paired if cases]
    if not paired:
        return ()
    adjusted = holm({name: mcnemar_worse(_pairs(cases, baseline)) for name, cases in paired})
    level = rules.alpha * SHARE / len(paired)
    suites = (
        _comparison(name, cases, baseline, adjusted[name], level, rules.drop, seed)
        for name, cases in paired
    )
    every = [case for _, cases in paired for case in cases]
    p = mcnemar_worse(_pairs(every, baseline))
    return (
        *suites,
        _comparison(TOGETHER, every, baseline, p, rules.alpha * SHARE, rules.drop, seed),
    )


def _comparison(
    name: str,
    cases: Sequence[CaseResult],
    baseline: Baseline,
    p: float,
    level: float,
    drop: float,
    seed: int,
) -> Comparison:
    before = [baseline.cases[case.name] for case in cases]
    both = list(zip(before, cases, strict=True))
    return Comparison(
        suite=name,
        pairs=_pairs(cases, baseline),
        p=min(1.0, p / SHARE),
        interval=bootstrap_difference(
            [mark.share for mark in before], [round(case.share, 4) for case in cases], seed=seed
        ),
        detectable=minimum_detectable_drop(len(cases), level),
        power=power_of_drop(len(cases), drop, level),
        got_worse=tuple(case.name for mark, case in both if mark.passed and not case.ok),
        got_better=tuple(case.name for mark, case in both if case.ok and not mark.passed),
    )


def _pairs(cases: Sequence[CaseResult], baseline: Baseline) -> Pairs:
    return Pairs.of([baseline.cases[c.name].passed for c in cases], [c.ok for c in cases])


def _shared(suite: SuiteResult, baseline: Baseline) -> list[CaseResult]:
    """Return the cases that both runs judged and that still ask the same."""
    return [
        case
        for case in suite.judged
        if case.name in baseline.cases and baseline.cases[case.name].digest == case.digest
    ]
