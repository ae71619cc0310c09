"""From results, rules and baseline to one verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from evals.gate.baseline import Baseline
from evals.gate.compare import Comparison, compared
from evals.gate.flaky import Held
from evals.gate.rules import Rules, Waiver
from evals.results import CaseResult, Results
from evals.scorers.invariants import INVARIANTS

SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """Something that stops a release, by a name that a waiver can be given for."""

    name: str
    why: str
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Tolerated:
    """A case that failed and stops nothing: why it doesn't, in words for who signs the release.

    `since` is the day on which a baseline first had it as failed: None for a new failure.
    """

    name: str
    known: bool
    since: date | None
    why: str

    @property
    def when(self) -> str:
        """Since when it is known, in words."""
        if not self.known:
            return "not known before"
        return f"known since {self.since}" if self.since is not None else "known"


@dataclass(frozen=True)
class Verdict:
    """Whether the release may go out, and everything that speaks against it."""

    findings: tuple[Finding, ...]
    comparisons: tuple[Comparison, ...]
    uncompared: tuple[str, ...]
    expired: tuple[Waiver, ...]
    quarantined: tuple[tuple[str, Held], ...] = ()
    tolerated: tuple[Tolerated, ...] = ()
    drop: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing unwaived was found."""
        return all(finding.waiver is not None for finding in self.findings)

    @property
    def got_worse(self) -> tuple[str, ...]:
        """The cases that the accepted release passes and this one doesn't."""
        return self.comparisons[-1].got_worse if self.comparisons else ()

    @property
    def got_better(self) -> tuple[str, ...]:
        """The cases that this release passes and the accepted one doesn't."""
        return self.comparisons[-1].got_better if self.comparisons else ()


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
    comparisons = compared(results, rules, baseline, seed) if baseline is not None else ()
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
    unstopped = _tolerated(results, rules, baseline, {finding.name for finding in found})
    return Verdict(
        findings=tuple(Finding(f.name, f.why, waivers.get(f.name)) for f in found),
        comparisons=comparisons,
        uncompared=tuple(case.name for case in results.cases if case.name not in known),
        quarantined=tuple(
            (case.name, quarantine[case.name]) for case in whole.cases if case.name in quarantine
        ),
        expired=tuple(w for w in rules.waivers if w.expires < today),
        tolerated=tuple(unstopped),
        drop=rules.drop,
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


def _tolerated(
    results: Results, rules: Rules, baseline: Baseline | None, stopped: set[str]
) -> Iterator[Tolerated]:
    """Say of each failed case that no finding stands for why the release may go out with it."""
    for suite in results.suites:
        least = rules.least.get(suite.name, rules.default)
        if not stopped.isdisjoint({f"suite {suite.name}", f"worse {suite.name}"}):
            continue
        for case in suite.judged:
            if case.ok or _stands(case, stopped):
                continue
            known = _failed_before(case, baseline)
            mark = baseline.cases[case.name] if baseline is not None and known else None
            before = "the accepted release fails it too" if known else "new, or changed since"
            yield Tolerated(
                case.name,
                known,
                mark.since if mark is not None else None,
                f"{before}; it breaks no promise of the zero-tolerance list; "
                f"{suite.name} passes {suite.pass_hat_k:.3f}, the least is {least:.3f}",
            )


def _stands(case: CaseResult, stopped: set[str]) -> bool:
    """Tell whether a finding stands for a case: a promise that it broke, a guard it tests."""
    named = {f"invariant {name}" for name in case.broken} | {f"guard {g}" for g in case.guards}
    return not stopped.isdisjoint(named)


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


def _some(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
