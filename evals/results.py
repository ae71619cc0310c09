"""What a run came to: by case, by suite, by promise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from evals.cases import Suite
from evals.fairness import Gap, gaps
from evals.run.journal import Entry
from evals.scorers.measures import Measures
from evals.statistics import Interval, pass_hat_k, wilson

GUARD = "guard:"


@dataclass(frozen=True)
class CaseResult:
    """One case over its trials. `lost` trials count for nothing."""

    suite: str
    case: str
    digest: str
    tags: tuple[str, ...]
    trials: int
    passed: int
    lost: int
    share: float
    broken: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def name(self) -> str:
        """Suite and case."""
        return f"{self.suite}/{self.case}"

    @property
    def ok(self) -> bool:
        """Whether every trial that could be judged passed, and at least one could."""
        return self.trials > 0 and self.passed == self.trials

    @property
    def flaky(self) -> bool:
        """Whether the same case passed and failed in one run: quarantined, never counted out."""
        return 0 < self.passed < self.trials

    @property
    def guards(self) -> tuple[str, ...]:
        """The guards whose work the case tests, by its tags."""
        return tuple(tag.removeprefix(GUARD) for tag in self.tags if tag.startswith(GUARD))


@dataclass(frozen=True)
class SuiteResult:
    """One suite: shares of its judged cases that passed, at once and every time."""

    name: str
    cases: tuple[CaseResult, ...]
    k: int

    @property
    def judged(self) -> tuple[CaseResult, ...]:
        """The cases with a trial that could be judged."""
        return tuple(case for case in self.cases if case.trials)

    @property
    def passed(self) -> int:
        """How many cases passed every trial."""
        return sum(case.ok for case in self.judged)

    @property
    def pass_rate(self) -> float:
        """The mean over cases of the share of trials that passed (pass^1)."""
        return _mean(pass_hat_k(case.trials, case.passed, 1) for case in self.judged)

    @property
    def pass_hat_k(self) -> float:
        """The mean over cases of pass^k; a case that lost trials is judged at what it has."""
        return _mean(
            pass_hat_k(case.trials, case.passed, min(self.k, case.trials)) for case in self.judged
        )

    @property
    def interval(self) -> Interval:
        """Wilson's interval of the share of cases that passed."""
        return wilson(self.passed, len(self.judged))

    @property
    def lost(self) -> int:
        """How many trials were lost to infrastructure."""
        return sum(case.lost for case in self.cases)


@dataclass(frozen=True)
class Cost:
    """What a run's turns cost: at the median, the 95th percentile and in all."""

    turns: int
    turn_ms: float
    model_calls_per_turn: float
    tokens: int
    repeated_questions: int
    yardsticks: float = field(default=0.0)
    user_errors: int = 0


@dataclass(frozen=True)
class Results:
    """A run, summed up."""

    suites: tuple[SuiteResult, ...]
    cost: Cost
    gaps: tuple[Gap, ...] = ()

    @property
    def cases(self) -> tuple[CaseResult, ...]:
        """Every case."""
        return tuple(case for suite in self.suites for case in suite.cases)

    @property
    def broken(self) -> Mapping[str, tuple[str, ...]]:
        """Invariants that were broken, and by which cases."""
        found: dict[str, list[str]] = {}
        for case in self.cases:
            for name in case.broken:
                found.setdefault(name, []).append(case.name)
        return {name: tuple(cases) for name, cases in found.items()}


def sum_up(suites: Sequence[Suite], entries: Iterable[Entry], trials: int) -> Results:
    """Return a run's results, suites and cases in their own order."""
    by_case: dict[tuple[str, str], list[Entry]] = {}
    played = tuple(entries)
    for entry in played:
        by_case.setdefault((entry.seen.suite, entry.seen.case), []).append(entry)
    made = tuple(
        SuiteResult(
            suite.name,
            tuple(
                _case(suite.name, case.id, case.tags, by_case.get((suite.name, case.id), []))
                for case in suite.cases
            ),
            trials,
        )
        for suite in suites
    )
    cost = _cost([entry for found in by_case.values() for entry in found])
    return Results(made, cost, gaps(suites, played))


def _case(suite: str, case: str, tags: tuple[str, ...], entries: list[Entry]) -> CaseResult:
    judged = [entry for entry in entries if entry.score.lost is None]
    failed = [check for entry in judged for check in entry.score.checks if not check.passed]
    return CaseResult(
        suite=suite,
        case=case,
        digest=entries[0].case_digest if entries else "",
        tags=tags,
        trials=len(judged),
        passed=sum(entry.score.passed for entry in judged),
        lost=len(entries) - len(judged),
        share=_mean(entry.score.share for entry in judged),
        broken=tuple(dict.fromkeys(c.invariant for c in failed if c.invariant is not None)),
        why=tuple(
            dict.fromkeys(
                f"{check.name}: {check.why}" + (f" (step {check.step})" if check.step else "")
                for check in failed
            )
        ),
    )


def _cost(entries: list[Entry]) -> Cost:
    measures: list[Measures] = [entry.score.measures for entry in entries]
    turns = sum(m.turns for m in measures)
    times = [exchange.ms for entry in entries for exchange in entry.seen.exchanges]
    turn_ms = median(times) if times else 0.0
    yardsticks = [entry.yardstick_ms for entry in entries if entry.yardstick_ms]
    return Cost(
        turns=turns,
        turn_ms=turn_ms,
        model_calls_per_turn=sum(m.model_calls for m in measures) / turns if turns else 0.0,
        tokens=sum(m.tokens for m in measures),
        repeated_questions=sum(m.repeated_questions for m in measures),
        user_errors=sum(len(entry.seen.user_errors) for entry in entries),
        yardsticks=turn_ms / median(yardsticks) if yardsticks else 0.0,
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
