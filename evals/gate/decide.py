"""From results, rules and baseline to one verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from evals.gate.baseline import Baseline
from evals.gate.flaky import Held
from evals.gate.rules import Rules, Waiver
from evals.results import CaseResult, Results, SuiteResult
from evals.scorers.invariants import INVARIANTS
from evals.statistics import (
    Interval,
    Pairs,
    bootstrap_difference,
    holm,
    mcnemar_worse,
    minimum_detectable_drop,
    power_of_drop,
)

SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """Something that stops a release, by a name that a waiver can be given for."""

    name: str
    why: str
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Comparison:
    """A suite against the baseline, on the cases that both have unchanged.

    `p` is Holm's, over all suites; `interval` that of the mean difference in score.
    """

    suite: str
    pairs: Pairs
    p: float
    interval: Interval
    detectable: float
    power: float
    got_worse: tuple[str, ...]
    got_better: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether the release may go out, and everything that speaks against it."""

    findings: tuple[Finding, ...]
    comparisons: tuple[Comparison, ...]
    uncompared: tuple[str, ...]
    expired: tuple[Waiver, ...]
    quarantined: tuple[tuple[str, Held], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing unwaived was found."""
        return all(finding.waiver is not None for finding in self.findings)


def decide(
    results: Results,
    rules: Rules,
    baseline: Baseline | None,
    today: date,
    seed: int,
    quarantine: Mapping[str, Held] = MappingProxyType({}),
) -> Verdict:
    """Judge a run. Without a baseline nothing is compared, and the other rules decide.

    What is in quarantine isn't counted, but for the promises that nothing may break and the cost.
    """
    whole, results = results, _counted(results, quarantine)
    comparisons = _compared(results, rules, baseline, seed) if baseline is not None else ()
    known = set(baseline.cases) if baseline is not None else set()
    found = (
        *_broken(whole, rules),
        *_unguarded(results, baseline),
        *_below(results, rules),
        *_worse(comparisons, rules),
        *_over(whole, rules),
        *_empty(whole),
        *_apart(results),
    )
    waivers = {w.finding: w for w in rules.waivers if w.expires >= today}
    return Verdict(
        findings=tuple(Finding(f.name, f.why, waivers.get(f.name)) for f in found),
        comparisons=comparisons,
        uncompared=tuple(case.name for case in results.cases if case.name not in known),
        quarantined=tuple(
            (case.name, quarantine[case.name]) for case in whole.cases if case.name in quarantine
        ),
        expired=tuple(w for w in rules.waivers if w.expires < today),
    )


def _counted(results: Results, quarantine: Mapping[str, Held]) -> Results:
    """Return results without the cases in quarantine; a suite of which nothing is left goes."""
    if not quarantine:
        return results
    kept = (
        replace(suite, cases=tuple(c for c in suite.cases if c.name not in quarantine))
        for suite in results.suites
    )
    return replace(results, suites=tuple(suite for suite in kept if suite.cases))


def _broken(results: Results, rules: Rules) -> Iterator[Finding]:
    for name, cases in results.broken.items():
        if name in rules.zero_tolerance:
            why = f"{INVARIANTS[name]}; broken in {_some(cases)}"
            yield Finding(f"invariant {name}", why)


def _unguarded(results: Results, baseline: Baseline | None) -> Iterator[Finding]:
    """Name each guard that a case found missing: one failed case is enough, whatever its suite.

    A case that the accepted release failed already, as it stands, says nothing of this one.
    """
    found: dict[str, list[str]] = {}
    for case in results.cases:
        if case.trials and not case.passed and not _failed_before(case, baseline):
            for guard in case.guards:
                found.setdefault(guard, []).append(case.name)
    for guard, cases in sorted(found.items()):
        yield Finding(f"guard {guard}", f"it didn't hold in {_some(cases)}")


def _failed_before(case: CaseResult, baseline: Baseline | None) -> bool:
    mark = baseline.cases.get(case.name) if baseline is not None else None
    return mark is not None and mark.digest == case.digest and not mark.passed


def _below(results: Results, rules: Rules) -> Iterator[Finding]:
    for suite in results.suites:
        least = rules.least.get(suite.name, rules.default)
        if suite.pass_hat_k >= least:
            continue
        failed = [case for case in suite.judged if not case.ok]
        guards = sorted({guard for case in failed for guard in case.guards})
        named = f"; guards tested there: {', '.join(guards)}" if guards else ""
        why = (
            f"pass^{suite.k} is {suite.pass_hat_k:.3f}, the least is {least:.3f}; "
            f"failed {_some([case.name for case in failed])}{named}"
        )
        yield Finding(f"suite {suite.name}", why)


def _apart(results: Results) -> Iterator[Finding]:
    for gap in results.gaps:
        if not gap.same:
            yield Finding(f"pair {gap.pair}", f"twins were treated apart: {gap.told}")


def _worse(comparisons: tuple[Comparison, ...], rules: Rules) -> Iterator[Finding]:
    for comparison in comparisons:
        if comparison.p <= rules.alpha:
            why = (
                f"{comparison.pairs.only_before} of {comparison.pairs.cases} cases got worse, "
                f"{comparison.pairs.only_after} better (p {comparison.p:.4f}): "
                f"{_some(comparison.got_worse)}"
            )
            yield Finding(f"worse {comparison.suite}", why)


def _over(results: Results, rules: Rules) -> Iterator[Finding]:
    cost, budgets = results.cost, rules.budgets
    trials = sum(case.trials + case.lost for case in results.cases)
    lost = sum(suite.lost for suite in results.suites)
    tokens = cost.tokens / cost.turns if cost.turns else 0.0
    amounts = (
        ("turn_yardsticks", cost.yardsticks, budgets.turn_yardsticks),
        ("model_calls_per_turn", cost.model_calls_per_turn, budgets.model_calls_per_turn),
        ("tokens_per_turn", tokens, budgets.tokens_per_turn),
        ("lost_share", lost / trials if trials else 0.0, budgets.lost_share),
    )
    for name, amount, most in amounts:
        if amount > most:
            yield Finding(f"budget {name}", f"{amount:.3f} is over {most:.3f}")


def _empty(results: Results) -> Iterator[Finding]:
    """Refuse a run that judged nothing: an empty one passes every other rule."""
    for suite in results.suites:
        if not suite.judged:
            yield Finding(f"unjudged {suite.name}", "no trial could be judged")
    if not results.suites:
        yield Finding("unjudged", "there is no suite")


def _compared(
    results: Results, rules: Rules, baseline: Baseline, seed: int
) -> tuple[Comparison, ...]:
    paired = [(suite, _pairs(suite, baseline)) for suite in results.suites]
    paired = [(suite, cases) for suite, cases in paired if cases]
    tables = {
        suite.name: Pairs.of([baseline.cases[c.name].passed for c in cases], [c.ok for c in cases])
        for suite, cases in paired
    }
    adjusted = holm({name: mcnemar_worse(pairs) for name, pairs in tables.items()})
    level = rules.alpha / max(1, len(tables))
    return tuple(
        Comparison(
            suite=suite.name,
            pairs=tables[suite.name],
            p=adjusted[suite.name],
            interval=bootstrap_difference(
                [baseline.cases[c.name].share for c in cases],
                [round(c.share, 4) for c in cases],
                seed=seed,
            ),
            detectable=minimum_detectable_drop(len(cases), level),
            power=power_of_drop(len(cases), rules.drop, level),
            got_worse=tuple(c.name for c in cases if baseline.cases[c.name].passed and not c.ok),
            got_better=tuple(c.name for c in cases if c.ok and not baseline.cases[c.name].passed),
        )
        for suite, cases in paired
    )


def _pairs(suite: SuiteResult, baseline: Baseline) -> list[CaseResult]:
    """Return the cases that both runs judged and that still ask the same."""
    return [
        case
        for case in suite.judged
        if case.name in baseline.cases and baseline.cases[case.name].digest == case.digest
    ]


def _some(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
