"""Quarantine: by the rule, for a time, never for a broken promise."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from evals.gate import Baseline, Rules, decide
from evals.gate.flaky import FlakyRule, Held, Outcome, Record, keep, quarantined, read_history
from evals.report.markdown import markdown
from tests.evals.builders import result, results

DAY = date(2026, 11, 26)
RULE = FlakyRule(disagreements=2, runs=5, days=14)
RULES = Rules.load()


def record(passed: int, failed: int, day: int = 0, release: str = "r", **more: Any) -> Record:
    outcome = Outcome(digest="d", passed=passed, failed=failed)
    cases = {"s/one": outcome.model_copy(update=more)}
    return Record(day=DAY + timedelta(days=day), release=release, cases=cases)


def held(*records: Record, on: int = 0, before: dict[str, Held] | None = None) -> dict[str, Held]:
    return quarantined(records, before or {}, RULE, DAY + timedelta(days=on))


def test_trials_of_one_run_that_disagree_often_enough() -> None:
    assert held(record(3, 1)) == {}
    found = held(record(2, 2))["s/one"]
    assert (found.since, found.until, found.disagreements) == (DAY, DAY + timedelta(days=14), 2)


def test_runs_of_one_release_that_disagree() -> None:
    once = [record(1, 0), record(0, 1, 1), record(1, 0, 2)]
    assert held(*once, on=2) == {}
    assert list(held(*once, record(0, 1, 3), on=3)) == ["s/one"]


def test_what_got_worse_or_better_between_releases_is_not_flaky() -> None:
    runs = [record(1, 0, n, "before") for n in range(2)] + [
        record(0, 1, n, "after") for n in (2, 3)
    ]
    assert held(*runs, on=3) == {}


def test_only_the_last_runs_count() -> None:
    old = [record(1, 0), record(0, 1)]
    calm = [record(1, 0, 1) for _ in range(RULE.runs)]
    assert held(*old, *calm, record(0, 1, 2), on=2) == {}


def test_it_ends_on_its_day_and_old_disagreements_put_nothing_back() -> None:
    first = record(2, 2)
    assert held(first, on=14)
    assert held(first, on=15) == {}
    assert held(first, record(3, 1, 15), on=15) == {}
    assert held(first, record(2, 2, 15), on=15)["s/one"].since == DAY + timedelta(days=15)


def test_a_changed_case_counts_again() -> None:
    assert held(record(2, 2), record(4, 0, 1, digest="other"), on=1) == {}


def test_a_broken_promise_is_never_quarantined_and_ends_a_quarantine() -> None:
    assert held(record(2, 2, broken=True)) == {}
    assert held(record(2, 2), record(3, 1, 1, broken=True), on=1) == {}


def test_a_case_in_quarantine_is_shown_and_not_counted() -> None:
    flaky = result("servicing/x", passed=1, tags=("guard:rights",))
    found = results(*(result(f"servicing/ok-{n}") for n in range(4)), flaky)
    stand = Held(digest="d", since=DAY, until=DAY, disagreements=2)
    assert not decide(found, RULES, None, DAY, 1).passed
    verdict = decide(found, RULES, None, DAY, 1, {"servicing/x": stand})
    assert verdict.passed
    assert verdict.quarantined == (("servicing/x", stand),)
    assert "`servicing/x` is in quarantine until 2026-11-26" in markdown(found, verdict)


def test_a_broken_promise_stops_the_release_even_in_quarantine() -> None:
    bad = result("servicing/x", passed=1, broken=("unconfirmed_write",))
    stand = Held(digest="d", since=DAY, until=DAY, disagreements=2)
    found = results(*(result(f"servicing/ok-{n}") for n in range(4)), bad)
    verdict = decide(found, RULES, None, DAY, 1, {"servicing/x": stand})
    assert [f.name for f in verdict.findings] == ["invariant unconfirmed_write"]


def test_a_flaky_agent_is_found_from_its_own_runs(tmp_path: Path) -> None:
    """An agent that answers one case by the toss of a coin, run after run of one release."""
    tosses = (2, 1, 2, 0, 2)
    records: tuple[Record, ...] = ()
    for passed in tosses:
        run = results(result("s/one", passed=passed), result("s/firm"))
        records = keep(tmp_path, Record.of(DAY, "r", run, RULES.zero_tolerance))
    assert list(quarantined(records, {}, RULE, DAY)) == ["s/one"]
    assert read_history(tmp_path) == records


def test_a_record_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    keep(tmp_path, record(1, 0))
    path = tmp_path / "history.jsonl"
    path.write_text(path.read_text() + '{"day": "2026-')
    assert len(read_history(tmp_path)) == 1


def test_a_quarantine_outlives_a_checkout_in_the_baseline(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    stand = held(record(2, 2))
    Baseline.of("r", results(result("s/one")), stand).save(path)
    kept = Baseline.load(path)
    assert kept is not None
    assert held(record(0, 1, 3), on=3, before=dict(kept.quarantine)) == stand
