"""`linewise evals prove`: take the assistant's parts out, one by one."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.terminal import console
from api.failures import CheckFailed
from api.settings import Settings
from evals.agents import WITHOUT_GUARD, WITHOUT_TOOL
from evals.cases import Suite
from evals.cli.files import read_suites, write_file
from evals.cli.options import CORES, Processes
from evals.mutations import GUARDS, TOOLS, cases_calling, cases_of
from evals.report.terminal import show_mutations
from evals.results import sum_up
from evals.run.runner import Plan, run


def prove(
    processes: Processes = CORES,
    tools: Annotated[bool, typer.Option(help="Take the tools out too, one by one.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the table.")] = None,
) -> None:
    """Take out each guard and tool in turn, and see that a case notices. Exits with 1 if none."""
    suites, settings = read_suites([]), Settings.from_env()
    mutations = [(f"{WITHOUT_GUARD}{name}", cases_of(name, suites)) for name in GUARDS]
    if tools:
        mutations += [(f"{WITHOUT_TOOL}{name}", cases_calling(name, suites)) for name in TOOLS]
    rows = []
    for name, cases in mutations:
        rows.append(_mutated(name, cases, settings, processes))
        console(error=True).print(f"{name}: {rows[-1]['noticed'] or 'nobody noticed'}")
    show_mutations(console(), rows)
    if json_file is not None:
        write_file(json_file, json.dumps(rows, indent=1) + "\n")
    if not all(row["noticed"] for row in rows):
        raise CheckFailed("a part can be taken out without a case noticing")


def _mutated(
    name: str, suites: tuple[Suite, ...], settings: Settings, processes: int
) -> dict[str, Any]:
    path = settings.data_dir / "evals" / "mutation.jsonl"
    path.unlink(missing_ok=True)
    cases = sum(len(suite.cases) for suite in suites)
    if not cases:
        return {"part": name, "cases": 0, "noticed": []}
    found = sum_up(suites, run(Plan(suites, processes=processes, agent=name), settings, path), 1)
    failed = [case.name for case in found.cases if case.trials and not case.ok]
    return {"part": name, "cases": cases, "noticed": failed}
