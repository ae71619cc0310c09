"""`linewise evals replay`: cases of a saved run, again."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer

from agents.borrower import Services
from agents.borrower.rerun import NoReplay
from api.cli.replay import Release
from api.failures import BadInput, CheckFailed
from api.settings import Settings
from evals.agents import cast_of
from evals.cases import Case
from evals.cli.files import read_journal, read_suites
from evals.cli.options import LATEST
from evals.gold import is_gold
from evals.run.again import Again, anew, from_records, services_of
from evals.run.journal import Entry, Run, case_digest
from evals.run.world import Workshop


def replay(
    names: Annotated[
        list[str], typer.Argument(help="Cases by suite and name (payments/pay-today), or suites.")
    ],
    release: Annotated[
        Release,
        typer.Option(
            help="recorded: each turn from its record, byte for byte; current: the case played "
            "anew over its own books by today's code, with the difference."
        ),
    ] = Release.recorded,
    trial: Annotated[int, typer.Option(min=0, help="Which of the case's trials.")] = 0,
    run_file: Annotated[
        Path | None, typer.Option("--run", help="Which run; the latest where none is named.")
    ] = None,
) -> None:
    """Run cases of a saved run again; print what differs (exit code 1)."""
    settings = Settings.from_env()
    run = read_journal(run_file or settings.data_dir / "evals" / LATEST)
    if run.header.agent == "idle" or is_gold(run.header.agent):
        raise BadInput(f"{run.header.agent} played this run: there is nothing of it to run again")
    chosen = tuple(_chosen(run, names, trial))
    if release is Release.current:
        for entry, case in chosen:
            if case_digest(case) != entry.case_digest:
                name = f"{entry.seen.suite}/{case.id}"
                raise BadInput(f"{name} asks for something else since: what differs would be that")
    differ = asyncio.run(_replay(settings, run.header.agent, chosen, release))
    if differ:
        raise CheckFailed(f"{differ} of {len(chosen)} cases aren't the same")


def _chosen(run: Run, names: Sequence[str], trial: int) -> Iterator[tuple[Entry, Case]]:
    """Yield the trials that are meant, with their cases. Raises `BadInput`."""
    suites = sorted({name.partition("/")[0] for name in names})
    cases = {(suite.name, case.id): case for suite in read_suites(suites) for case in suite.cases}
    for name in names:
        found = [
            entry
            for entry in run.entries
            if name in (entry.seen.suite, f"{entry.seen.suite}/{entry.seen.case}")
            and entry.seen.trial == trial
        ]
        if not found:
            raise BadInput(f"the run holds no trial {trial} of {name}")
        for entry in found:
            case = cases.get((entry.seen.suite, entry.seen.case))
            if case is None:
                raise BadInput(f"there is no case {entry.seen.suite}/{entry.seen.case} any more")
            yield entry, case


async def _replay(
    settings: Settings, agent: str, chosen: Sequence[tuple[Entry, Case]], release: Release
) -> int:
    """Run each trial again and say what came of it; return how many aren't the same."""
    differ = 0
    async with Workshop(settings) as workshop, AsyncExitStack() as stack:
        services: Services | None = None
        for entry, case in chosen:
            told = f"{entry.seen.suite}/{case.id}"
            cast = cast_of(agent, entry.seen.suite, case)
            try:
                if release is Release.current:
                    steps, score = await anew(workshop, entry, case, cast)
                    then, now = _outcome(entry.score.passed), _outcome(score.passed)
                    told = f"{told} ({then} then, {now} now)"
                else:
                    if services is None:
                        made = services_of(workshop, case, cast)
                        services = await stack.enter_async_context(made)
                    steps = await from_records(services, entry)
            except NoReplay as error:
                raise BadInput(f"{told}: {error}") from error
            differ += not all(step.same for step in steps)
            _say(told, steps, release)
    return differ


def _outcome(passed: bool) -> str:
    return "passed" if passed else "failed"


def _say(told: str, steps: Sequence[Again], release: Release) -> None:
    for step in steps:
        if step.same:
            continue
        sys.stdout.write(f"{told}, {step.step}\n{step.changes}")
        for name in step.missing:
            sys.stderr.write(f"asked, but not in the record: {name}\n")
    if not steps:
        sys.stdout.write(f"{told}: no turn on record\n")
        return
    same = sum(step.same for step in steps)
    how = "the same, byte for byte" if release is Release.recorded else "the same"
    sys.stdout.write(f"{told}: {same} of {len(steps)} steps {how}\n")
