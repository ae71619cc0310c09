"""`linewise audit`: the hash chain of turn records."""

import asyncio
import json
import sys
from typing import Annotated

import typer

from api.failures import BadInput, CheckFailed

app = typer.Typer(help="The record of turns.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """Walk every chain; name the first record that doesn't hold (exit code 1)."""
    asyncio.run(_verify())


async def _verify() -> None:
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.records import Anchor
    from api.records import verify as walk

    async with Runtime.from_env(progress()) as runtime, runtime.auditing() as pool:
        found = await walk(pool)
    if not isinstance(found, Anchor):
        turn = f" (turn {found.turn_id})" if found.turn_id else ""
        raise CheckFailed(
            f"conversation {found.conversation_id}, record {found.position}{turn}: {found.reason}"
        )
    sys.stdout.write(
        f"ok: {found.conversations} conversations, {found.records} records, anchor {found.sha256}\n"
    )


@app.command()
def export(
    conversation: Annotated[str, typer.Option(help="The conversation's id.")],
) -> None:
    """Print a conversation as it is stored, one JSON a line, for checking elsewhere."""
    asyncio.run(_export(conversation))


async def _export(conversation: str) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.records import export as read

    async with Runtime.from_env(progress()) as runtime, runtime.auditing() as pool:
        found = await read(pool, conversation)
    if found is None:
        raise BadInput(f"there is no conversation {conversation!r}")
    for entry in found:
        sys.stdout.write(json.dumps(entry, sort_keys=True) + "\n")
