"""`linewise replay`: a recorded turn, run again; of a case, by the command that evals add."""

import asyncio
import difflib
import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from api.failures import BadInput, CheckFailed


class Release(StrEnum):
    """Whose outputs the turn is run with."""

    recorded = "recorded"
    current = "current"


def replay(
    ctx: typer.Context,
    turn_id: Annotated[
        str,
        typer.Argument(
            help="The turn's id, from a Turn or the audit export; or a case of the latest run of "
            "evals, as suite/case."
        ),
    ],
    release: Annotated[
        Release,
        typer.Option(help="recorded: its own outputs, byte for byte; current: today's engine."),
    ] = Release.recorded,
) -> None:
    """Run a recorded turn again from its record; print what differs (exit code 1)."""
    if "/" in turn_id:
        _case(ctx, turn_id, release)
    else:
        asyncio.run(_replay(turn_id, release))


def _case(ctx: typer.Context, name: str, release: Release) -> None:
    """Have the plug-in that knows cases run one again. Raises `BadInput` where there is none."""
    root: Any = ctx.find_root().command
    evals = root.get_command(ctx, "evals")
    if evals is None:
        raise BadInput(f"{name!r} is no turn, and cases need the evals, which aren't installed")
    arguments = ["replay", name, "--release", release.value]
    evals.main(arguments, prog_name="linewise evals", standalone_mode=False)


async def _replay(turn_id: str, release: Release) -> None:
    from agents.borrower.rerun import NoReplay, rerun
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.records import find

    async with Runtime.from_env(progress()) as runtime:
        async with runtime.auditing() as pool:
            stored = await find(pool, turn_id)
        if stored is None:
            raise BadInput(f"there is no turn {turn_id!r}")
        record = json.loads(stored)
        services = (await runtime.assistant()).services
        try:
            found = await rerun(services, record, release.value)
        except NoReplay as error:
            raise BadInput(str(error)) from error
    for name in found.missing:
        sys.stderr.write(f"asked, but not in the record: {name}\n")
    if found.turn is None:
        raise CheckFailed("the turn broke off: it asks for what the record doesn't hold")
    changes = difference(record["turn"], found.turn.model_dump(mode="json"))
    sys.stdout.write(changes)
    if changes:
        raise CheckFailed("the turn isn't the same")
    sys.stdout.write(f"the same, byte for byte: {turn_id}\n")


def difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Return a unified difference of two Turns as indented JSON; empty where they are the same."""
    old, new = (json.dumps(t, indent=1, ensure_ascii=False).splitlines() for t in (before, after))
    lines = difflib.unified_diff(old, new, "recorded", "replayed", lineterm="", n=1)
    return "".join(f"{line}\n" for line in lines)
