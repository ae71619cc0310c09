"""A run at a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.gate import Verdict
from evals.judging.offline import Metric
from evals.results import Results
from evals.run.mutated import Mutations

FAILED_SHOWN = 40
NAMES_SHOWN = 2


def show_results(out: Console, results: Results) -> None:
    """Print a table of suites, and why each failed case failed."""
    k = results.suites[0].k if results.suites else 1
    over_trials = [f"pass^{k}"] if k > 1 else []  # with one trial it is pass^1 again
    table = Table(
        "suite", "cases", "passed", "pass^1", *over_trials, "95 % interval", "lost", box=None
    )
    for suite in results.suites:
        interval = f"{suite.interval.low:.3f} to {suite.interval.high:.3f}"
        table.add_row(
            suite.name,
            str(len(suite.cases)),
            str(suite.passed),
            f"{suite.pass_rate:.3f}",
            *([f"{suite.pass_hat_k:.3f}"] if k > 1 else []),
            interval,
            str(suite.lost),
        )
    out.print(table)
    cost = results.cost
    out.print(
        f"{cost.turns} turns, median {cost.turn_ms:.0f} ms ({cost.yardsticks:.1f} yardsticks), "
        f"{cost.model_calls_per_turn:.2f} model calls a turn, {cost.tokens} tokens, "
        f"{cost.repeated_questions} questions asked twice"
    )
    if cost.user_errors:
        out.print(f"simulated borrowers got {cost.user_errors} things wrong: see the transcripts")
    for gap in results.gaps:
        out.print(f"twins of {gap.pair}: {gap.summary}")
    failed = [case for case in results.cases if case.trials and not case.ok]
    for case in failed[:FAILED_SHOWN]:
        mark = "flaky" if case.flaky else "failed"
        out.print(f"{mark} {case.name}: {'; '.join(case.why[:3])}")
    if len(failed) > FAILED_SHOWN:
        out.print(f"and {len(failed) - FAILED_SHOWN} more")


def show_metrics(out: Console, metrics: Sequence[Metric]) -> None:
    """Print ragas' scores on a line."""
    if metrics:
        told = ", ".join(f"{one.name} {one.mean:.3f} ({one.turns} turns)" for one in metrics)
        out.print(f"ragas: {told}")


def show_mutations(out: Console, found: Mutations) -> None:
    """Print which cases noticed that a part was taken out."""
    table = Table("taken out", "played", "noticed by", "promises broken", box=None)
    for row in found.rows:
        names = ", ".join(row.noticed[:NAMES_SHOWN]) or "nobody"
        more = f" and {len(row.noticed) - NAMES_SHOWN} more"
        names += more if len(row.noticed) > NAMES_SHOWN else ""
        table.add_row(row.part, str(row.played), names, ", ".join(row.broken))
    out.print(table)
    caught = len(found.rows) - len(found.unnoticed)
    out.print(f"{caught} of {len(found.rows)} parts are missed where they are taken out")
    if found.gold:
        gold = Table("gold", "played", "as it must", "not", box=None)
        for one in found.gold:
            right = one.played - len(one.wrong)
            gold.add_row(one.fault, str(one.played), str(right), ", ".join(one.wrong))
        out.print(gold)


def show_verdict(out: Console, verdict: Verdict) -> None:
    """Print the comparison with the baseline, what was found, and the one word."""
    if verdict.comparisons:
        table = Table(
            "suite", "pairs", "worse", "better", "difference, 95 %", "p", "sees", "power",
            box=None,
        )  # fmt: skip
        for one in verdict.comparisons:
            table.add_row(
                one.suite,
                str(one.pairs.cases),
                str(one.pairs.only_before),
                str(one.pairs.only_after),
                f"{one.interval.low:+.3f} {one.interval.high:+.3f}",
                f"{one.p:.3f}",
                f"{one.detectable:.1%}" if one.detectable < 1 else "nothing",
                f"{one.power:.2f}",
            )
        out.print(table)
        out.print(
            f"p: for getting worse, adjusted for {len(verdict.comparisons)} tests; sees: the "
            "smallest drop caught four times in five; power: the chance to catch a drop of "
            f"{verdict.drop:.0%}"
        )
    else:
        out.print("no baseline: nothing to compare with")
    if verdict.uncompared and verdict.comparisons:
        out.print(f"{len(verdict.uncompared)} cases are new to the baseline")
    for name, held in verdict.quarantined:
        out.print(
            f"quarantined {name} until {held.until}: {held.disagreements} disagreements; "
            "played, not counted"
        )
    for waiver in verdict.expired:
        out.print(f"the waiver for {waiver.finding!r} by {waiver.name} expired {waiver.expires}")
    if verdict.tolerated:
        out.print(f"{len(verdict.tolerated)} cases failed and stop nothing:")
    for case in verdict.tolerated:
        out.print(f"  {case.name}, {case.when}: {case.why}")
    for finding in verdict.findings:
        out.print(f"✗ {finding.name}: {finding.why}")
        if finding.waiver is not None:
            waiver = finding.waiver
            out.print(f"  waived by {waiver.name} until {waiver.expires}: {waiver.reason}")
    out.print("the release may go out" if verdict.passed else "the release may not go out")
