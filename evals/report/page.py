"""A run as one HTML file that opens from disk without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from evals.cases import Suite
from evals.gate import Verdict
from evals.report.plots import comparison_plot, suites_plot, time_plot
from evals.results import CaseResult, Results
from evals.run.journal import Entry, Run
from evals.run.mutated import Mutations


@dataclass(frozen=True)
class _Case:
    """One case as it is shown."""

    result: CaseResult
    about: str
    outcome: str
    entries: tuple[Entry, ...]


def page(
    run: Run,
    suites: Sequence[Suite],
    results: Results,
    verdict: Verdict,
    against: str | None,
    mutations: Mutations | None = None,
) -> str:
    """Return the page: verdict, plots, comparison, every transcript with filters.

    `against` is the release compared with, or None; `mutations` what `prove` found last.
    Whatever people or models wrote is escaped.
    """
    environment = Environment(
        loader=DictLoader({"page": files("evals.report").joinpath("page.html").read_text("utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    about = {(suite.name, case.id): case.about for suite in suites for case in suite.cases}
    shown = [
        _Case(result, about[result.suite, result.case], _outcome(result), _entries(run, result))
        for result in results.cases
    ]
    return environment.get_template("page").render(
        header=run.header,
        results=results,
        verdict=verdict,
        against=against,
        mutations=mutations,
        k=results.suites[0].k if results.suites else 1,
        suites_plot=suites_plot(results.suites),
        comparison_plot=comparison_plot(verdict.comparisons),
        time_plot=time_plot([e.ms for entry in run.entries for e in entry.seen.exchanges]),
        tags=sorted({tag for case in results.cases for tag in case.tags}),
        cases=sorted(shown, key=lambda one: one.outcome == "passed"),
    )


def _outcome(result: CaseResult) -> str:
    if not result.trials:
        return "lost"
    if result.flaky:
        return "flaky"
    return "passed" if result.ok else "failed"


def _entries(run: Run, result: CaseResult) -> tuple[Entry, ...]:
    found = [e for e in run.entries if e.seen.suite == result.suite and e.seen.case == result.case]
    return tuple(sorted(found, key=lambda entry: entry.seen.trial))
