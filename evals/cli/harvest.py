"""`linewise evals harvest`: from recorded turns to candidate cases."""

import asyncio
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import console, progress
from api.failures import BadInput
from evals.cli.files import write_file
from evals.harvest import NAMES, Candidate, candidates, written


def harvest(
    since: Annotated[
        str | None, typer.Option(help="From this day on (YYYY-MM-DD); all where none is named.")
    ] = None,
    why: Annotated[
        list[str] | None, typer.Option(help=f"Only turns that were {', '.join(NAMES)}.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the candidates here instead of printing them.")
    ] = None,
) -> None:
    """Turn recorded turns that went wrong into candidate cases, for a person to finish."""
    unknown = set(why or ()) - set(NAMES)
    if unknown:
        raise BadInput(f"there is no reason {min(unknown)!r}; there are {', '.join(NAMES)}")
    found = asyncio.run(_harvest(_day(since), frozenset(why or NAMES)))
    text = written(found)
    if out is None:
        sys.stdout.write(text)
    else:
        write_file(out, text)
    counts = Counter(one.partition(":")[0] for candidate in found for one in candidate.why)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    console(error=True).print(f"{len(found)} candidates" + (f": {told}" if told else ""))


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no day like 2026-11-20") from error


async def _harvest(since: date | None, reasons: frozenset[str]) -> tuple[Candidate, ...]:

    from api.app import Runtime
    from api.demo.directory import DemoDirectory
    from api.records import acted, recorded

    async with Runtime.from_env(progress()) as runtime:
        async with runtime.auditing() as pool:
            records = [json.loads(text) for text in await recorded(pool)]
            acts = [json.loads(text) for text in await acted(pool)]
        demo = await DemoDirectory(await runtime.directory()).borrowers()
    handles = {borrower.borrower_id: borrower.handle for borrower in demo}
    found = candidates(records, handles, reasons, acts)
    return tuple(one for one in found if since is None or one.at[:10] >= since.isoformat())
