"""`linewise evals run`, `gate` and `report`."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import console, progress
from api.failures import BadInput, CheckFailed
from api.settings import Settings
from evals.agents import known_agent
from evals.cases import Suite
from evals.cases.model import simulated
from evals.cli.files import read_baseline, read_journal, read_rules, read_suites, write_file
from evals.cli.options import (
    ASSISTANT,
    CORES,
    LATEST,
    SEED,
    AgentName,
    JudgeName,
    JUnitFile,
    MarkdownFile,
    Processes,
    Resume,
    Seed,
    Trials,
    UserModel,
)
from evals.gate import Baseline, Rules, Verdict, decide
from evals.gate.baseline import BASELINE
from evals.gate.flaky import Held, Record, keep, quarantined, read_history
from evals.judging.agreement import agreement, labelled
from evals.judging.judge import RagasJudge, judge_of, judged
from evals.judging.offline import NoRagas, metrics
from evals.report.junit import junit
from evals.report.markdown import markdown
from evals.report.page import page
from evals.report.terminal import show_metrics, show_mutations, show_results, show_verdict
from evals.results import Results, sum_up
from evals.run.journal import (
    Entry,
    JournalError,
    Run,
    case_digest,
    read_run,
    release_digest,
    rewrite,
)
from evals.run.mutated import Mutations, read_mutations
from evals.run.runner import Plan, run
from knowledge.embeddings import MiniLM


def run_suites(
    suite: Annotated[list[str] | None, typer.Argument(help="Suites by name; none: all.")] = None,
    trials: Trials = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results here.")
    ] = None,
    seed: Seed = SEED,
    resume: Resume = False,
    processes: Processes = CORES,
    agent: AgentName = ASSISTANT,
    judge: JudgeName = None,
    user_model: UserModel = None,
) -> None:
    """Run suites and print what they came to. Exits with 1 where a case failed."""
    if not known_agent(agent):
        raise BadInput(f"no agent is called {agent!r}; --help names them")
    plan = Plan((), trials or 1, seed, processes, agent, user_model)
    results, played = _run(suite or [], plan, resume, judge)
    _show(results, played)
    if json_file is not None:
        write_file(json_file, json.dumps(_as_json(results), indent=1) + "\n")
    if not all(case.ok for case in results.cases):
        raise CheckFailed("cases failed")


def gate(
    baseline: Annotated[Path, typer.Option(help="What to compare with.")] = BASELINE,
    accept_baseline: Annotated[
        bool, typer.Option("--accept-baseline", help="Keep this run as the new baseline.")
    ] = False,
    seed: Seed = SEED,
    resume: Resume = False,
    processes: Processes = CORES,
    junit_file: JUnitFile = None,
    markdown_file: MarkdownFile = None,
    judge: JudgeName = None,
    user_model: UserModel = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Judge a part: cases with this tag, or of this name."),
    ] = None,
) -> None:
    """Decide whether the release may go out: exit code 0 or 1, with reasons."""
    if only and accept_baseline:
        raise BadInput("a part of the cases is no baseline: leave out --only")
    rules, before = read_rules(), read_baseline(baseline)
    plan = Plan((), rules.trials, seed, processes, user_model=user_model)
    results, played = _run([], plan, resume, judge, frozenset(only or ()))
    today = datetime.now(UTC).date()
    held = _held(results, rules, before, today, record=not only)
    verdict = decide(results, rules, before, today, seed, held)
    out = console()
    _show(results, played)
    show_verdict(out, verdict)
    _files(results, verdict, junit_file, markdown_file)
    if accept_baseline:
        made = Baseline.of(release_digest(), results, held, after=before, today=today)
        made.save(baseline)
        out.print(f"the baseline is now this run: {baseline}")
    if not verdict.passed:
        raise CheckFailed("the gate is shut")


def report(
    html: Annotated[Path | None, typer.Option(help="Write one HTML file.")] = None,
    run_file: Annotated[
        Path | None, typer.Option("--run", help="Which run; the latest where none is named.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Another run to compare with, instead of the baseline.")
    ] = None,
    junit_file: JUnitFile = None,
    markdown_file: MarkdownFile = None,
) -> None:
    """Report the latest run: at the terminal, and into the files named."""
    read = read_journal(run_file or Settings.from_env().data_dir / "evals" / LATEST)
    played = {entry.seen.suite for entry in read.entries}
    suites = tuple(suite for suite in read_suites([]) if suite.name in played)
    results = sum_up(suites, _current(read, suites), read.header.trials)
    before = (
        read_baseline(BASELINE) if against is None else _as_baseline(read_journal(against), suites)
    )
    today = datetime.now(UTC).date()
    rules = read_rules()
    held = _held(results, rules, read_baseline(BASELINE), today, record=False)
    verdict = decide(results, rules, before, today, read.header.seed, held)
    _show(results, read)
    found = _mutations()
    if found is not None:
        show_mutations(console(), found)
    show_verdict(console(), verdict)
    _files(results, verdict, junit_file, markdown_file)
    if html is not None:
        name = before.release if before is not None else None
        write_file(html, page(read, suites, results, verdict, name, _mutations()))


def _held(
    results: Results, rules: Rules, baseline: Baseline | None, today: date, *, record: bool
) -> dict[str, Held]:
    """Return the cases in quarantine; `record` adds this run to those that decide about it."""
    folder = Settings.from_env().data_dir / "evals"
    if record:
        made = Record.of(today, release_digest(), results, rules.zero_tolerance)
        records = keep(folder, made)
    else:
        records = read_history(folder)
    before = baseline.quarantine if baseline is not None else {}
    return quarantined(records, before, rules.flaky, today)


def _playable(suites: tuple[Suite, ...], user_model: str | None) -> tuple[Suite, ...]:
    """Leave out, aloud, what only a simulated borrower can play, where there is none."""
    if user_model is not None:
        return suites
    kept = tuple(
        suite.model_copy(update={"cases": tuple(c for c in suite.cases if not simulated(c.user))})
        for suite in suites
    )
    left = sum(len(suite.cases) for suite in suites) - sum(len(suite.cases) for suite in kept)
    if left:
        console(error=True).print(f"{left} cases left out: they need --user-model")
    return tuple(suite for suite in kept if suite.cases)


def _current(run: Run, suites: tuple[Suite, ...]) -> tuple[Entry, ...]:
    """Return the trials of cases that still stand as they were played."""
    now = {(suite.name, case.id): case_digest(case) for suite in suites for case in suite.cases}
    return tuple(
        entry
        for entry in run.entries
        if now.get((entry.seen.suite, entry.seen.case)) == entry.case_digest
    )


def _as_baseline(run: Run, suites: tuple[Suite, ...]) -> Baseline:
    results = sum_up(suites, _current(run, suites), run.header.trials)
    return Baseline.of(run.header.release, results)


def _files(
    results: Results, verdict: Verdict, junit_file: Path | None, markdown_file: Path | None
) -> None:
    if junit_file is not None:
        write_file(junit_file, junit(results))
    if markdown_file is not None:
        write_file(markdown_file, markdown(results, verdict, _mutations()))


def _mutations() -> Mutations | None:
    return read_mutations(Settings.from_env().data_dir / "evals")


def judge(
    name: Annotated[str, typer.Argument(help="openai:NAME; OPENAI_* say where it is.")],
) -> None:
    """Ask a judge about replies that people have labelled, and print how far they agree."""
    least = read_rules().judge["faithfulness"]
    found = agreement(_judge(name), labelled(), least)
    console().print(
        f"{found.same} of {found.rows} the same ({found.share:.0%}), kappa {found.kappa:.2f}; "
        f"{found.lost} without an opinion"
    )
    if found.lost:
        raise CheckFailed("the judge gave no opinion on some")


def _judge(name: str) -> RagasJudge:
    return judge_of(name, MiniLM.load(Settings.from_env().cache_dir))


def _show(results: Results, played: Run) -> None:
    out = console()
    show_results(out, results)
    try:
        show_metrics(out, metrics(played.entries))
    except NoRagas as error:
        out.print(f"{error}; its scores are left out")


def _part(suites: tuple[Suite, ...], only: frozenset[str]) -> tuple[Suite, ...]:
    """Keep the cases with one of the tags or names; all where nothing is named."""
    if not only:
        return suites
    kept = tuple(
        suite.model_copy(
            update={
                "cases": tuple(
                    c for c in suite.cases if only & {*c.tags, c.id, f"{suite.name}/{c.id}"}
                )
            }
        )
        for suite in suites
    )
    return tuple(suite for suite in kept if suite.cases)


def _run(
    names: list[str],
    plan: Plan,
    resume: bool,
    judge: str | None,
    only: frozenset[str] = frozenset(),
) -> tuple[Results, Run]:
    """Play a plan over the suites named, and have the replies judged where a judge is named."""
    settings = Settings.from_env()
    suites = _playable(_part(read_suites(names), only), plan.user_model)
    asked = None if judge is None else _judge(judge)
    path = settings.data_dir / "evals" / LATEST
    if not resume:
        path.unlink(missing_ok=True)
    report = progress()
    plan = replace(plan, suites=suites)
    try:
        entries = run(plan, settings, path, lambda done, all_: report("Playing cases", done, all_))
        if asked is not None:
            entries = judged(entries, asked, read_rules().judge)
            rewrite(path, entries)
        return sum_up(suites, entries, plan.trials), read_run(path)
    except JournalError as error:
        raise BadInput(f"{error}; leave out --resume to begin anew") from error


def _as_json(results: Results) -> dict[str, object]:
    return {
        "suites": {
            suite.name: {
                "cases": len(suite.cases),
                "passed": suite.passed,
                "pass_rate": suite.pass_rate,
                f"pass^{suite.k}": suite.pass_hat_k,
                "interval": [suite.interval.low, suite.interval.high],
                "lost": suite.lost,
            }
            for suite in results.suites
        },
        "cases": {
            case.name: {
                "trials": case.trials,
                "passed": case.passed,
                "lost": case.lost,
                "share": case.share,
                "broken": case.broken,
                "why": case.why,
            }
            for case in results.cases
        },
    }
