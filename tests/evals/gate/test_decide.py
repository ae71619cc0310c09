"""The verdict: what stops a release, and what a waiver can and can't do."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.gate import Baseline, BaselineError, GateError, Rules, decide
from evals.results import Cost, Results
from tests.evals.builders import result, results

TODAY = date(2026, 11, 26)
RULES = Rules.load()


def verdict(found: Results, before: Results | None = None, **changes: Any) -> Any:
    rules = RULES.model_copy(update=changes)
    baseline = Baseline.of("old", before) if before is not None else None
    return decide(found, rules, baseline, TODAY, 1)


def many(passing: int, failing: int = 0, suite: str = "servicing") -> tuple[Any, ...]:
    return (
        *(result(f"{suite}/ok-{n}") for n in range(passing)),
        *(result(f"{suite}/bad-{n}", passed=0) for n in range(failing)),
    )


def test_a_clean_run_may_go_out() -> None:
    assert verdict(results(*many(40))).passed


def test_one_broken_invariant_stops_it_by_name() -> None:
    bad = result("servicing/x", broken=("unconfirmed_write",))
    found = verdict(results(*many(400), bad))
    assert not found.passed
    assert [f.name for f in found.findings] == ["invariant unconfirmed_write"]
    assert "servicing/x" in found.findings[0].why


def test_a_suite_below_its_least_names_the_guards_it_tests() -> None:
    bad = result("rights/es-dispute", passed=1, tags=("guard:rights",))
    found = verdict(results(*many(50, suite="rights"), bad), least={"rights": 1.0})
    assert [f.name for f in found.findings] == ["suite rights"]
    assert "guards tested there: rights" in found.findings[0].why


def test_a_drop_that_the_least_rate_allows_is_seen_by_the_comparison() -> None:
    before = results(*many(300))
    after = results(*(result(f"servicing/ok-{n}", passed=2 if n >= 8 else 0) for n in range(300)))
    found = verdict(after, before, default=0.5)
    assert [f.name for f in found.findings] == ["worse servicing", "worse all together"]
    comparison, together = found.comparisons
    assert together.pairs == comparison.pairs
    assert (comparison.pairs.only_before, comparison.pairs.only_after) == (8, 0)
    assert comparison.interval.high < 0


def test_a_changed_case_is_not_compared() -> None:
    before = results(*many(100))
    after = results(
        *(result(f"servicing/ok-{n}", passed=0, digest="new") for n in range(20)),
        *(result(f"servicing/ok-{n}") for n in range(20, 100)),
    )
    comparison, together = verdict(after, before, default=0.0).comparisons
    assert comparison.pairs.cases == together.pairs.cases == 80


def test_a_drop_spread_over_suites_is_seen_by_all_together_alone() -> None:
    names = [f"s{suite}/c{n}" for suite in range(10) for n in range(30)]
    before = results(*(result(name) for name in names))
    after = results(*(result(name, passed=0 if name.endswith("/c0") else 2) for name in names))
    found = verdict(after, before, default=0.0, least={})
    assert [f.name for f in found.findings] == ["worse all together"]
    *suites, together = found.comparisons
    assert together.detectable < 0.04 < 0.25 < min(one.detectable for one in suites)
    assert together.power > 0.99
    assert len(found.got_worse) == 10


def test_a_known_failure_is_told_with_its_day_and_why_it_stops_nothing() -> None:
    run = results(*many(40), result("servicing/bad", passed=0))
    first = Baseline.of("r1", run, today=date(2026, 11, 3))
    again = Baseline.of("r2", run, after=first, today=TODAY)
    assert again.cases["servicing/bad"].since == date(2026, 11, 3)
    found = decide(run, RULES.model_copy(update={"default": 0.5, "least": {}}), again, TODAY, 1)
    assert found.passed
    (told,) = found.tolerated
    assert (told.name, told.when) == ("servicing/bad", "known since 2026-11-03")
    assert "the accepted release fails it too" in told.why
    assert "the least is 0.500" in told.why


def test_a_failure_that_a_finding_stands_for_is_not_told_as_tolerated() -> None:
    bad = result("servicing/x", passed=0, broken=("silence",))
    new = result("servicing/y", passed=0)
    found = verdict(results(*many(400), bad, new))
    assert [one.name for one in found.tolerated] == ["servicing/y"]
    assert found.tolerated[0].when == "not known before"


def test_a_case_that_was_changed_is_known_from_the_day_it_is_accepted_anew() -> None:
    first = Baseline.of("r1", results(result("s/x", passed=0)), today=date(2026, 11, 3))
    changed = results(result("s/x", passed=0, digest="new"))
    assert Baseline.of("r2", changed, after=first, today=TODAY).cases["s/x"].since == TODAY


def test_releases_that_are_the_same_but_noisy_seldom_raise_an_alarm() -> None:
    draw = np.random.default_rng(20261126)
    alarms = 0
    for _ in range(200):
        runs = []
        for _ in range(2):
            passed = draw.random((6, 45)) < 0.93
            runs.append(
                results(
                    *(
                        result(f"s{s}/c{c}", passed=2 * int(passed[s, c]))
                        for s in range(6)
                        for c in range(45)
                    )
                )
            )
        alarms += not verdict(runs[1], runs[0], default=0.0, least={}).passed
    assert alarms <= 10


def test_lost_trials_pass_nothing() -> None:
    lost = result("servicing/x", passed=0, trials=0, lost=2)
    names = [f.name for f in verdict(results(lost)).findings]
    assert "unjudged servicing" in names
    assert "budget lost_share" in names


def test_no_suite_at_all_is_no_pass() -> None:
    assert not verdict(results()).passed


def test_what_costs_too_much_stops_it() -> None:
    slow = Cost(turns=10, turn_ms=9_000.0, model_calls_per_turn=1.0, tokens=0,
                repeated_questions=0, yardsticks=900.0)  # fmt: skip
    assert [f.name for f in verdict(results(*many(40), cost=slow)).findings] == [
        "budget turn_yardsticks"
    ]


WAIVER = {
    "finding": "invariant silence",
    "name": "Ada Example",
    "reason": "Known since 3.2; the fix is in review.",
}


@pytest.mark.parametrize(("expires", "passes"), [("2026-11-26", True), ("2026-11-25", False)])
def test_a_waiver_holds_until_its_day_and_shows_after_it(expires: str, passes: bool) -> None:
    rules = Rules.model_validate(RULES.model_dump() | {"waivers": [WAIVER | {"expires": expires}]})
    bad = result("servicing/x", broken=("silence",))
    found = decide(results(*many(400), bad), rules, None, TODAY, 1)
    assert found.passed is passes
    assert len(found.expired) == (not passes)


@pytest.mark.parametrize(
    "change",
    [
        {"zero_tolerance": ["no_such"]},
        {"waivers": [WAIVER]},
        {"waivers": [WAIVER | {"expires": "2027-01-01", "reason": "later"}]},
        {"alpha": 0},
        {"unknown": 1},
    ],
)
def test_rules_that_mean_nothing_are_refused(change: dict[str, Any], tmp_path: Path) -> None:
    import yaml

    path = tmp_path / "gate.yaml"
    path.write_text(yaml.safe_dump(RULES.model_dump(mode="json") | change))
    with pytest.raises(GateError, match="gate.yaml"):
        Rules.load(path)


def test_a_baseline_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    made = Baseline.of("r", results(*many(2, 1)))
    made.save(path)
    assert Baseline.load(path) == made


def test_a_damaged_baseline_is_refused_and_a_missing_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert Baseline.load(path) is None
    path.write_text("{")
    with pytest.raises(BaselineError):
        Baseline.load(path)
