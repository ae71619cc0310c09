"""`linewise audit`: the hash chains of turn records, and of what staff did and decided."""

import asyncio
import json
import sys
from typing import Annotated

import typer

from api.failures import BadInput, CheckFailed

app = typer.Typer(help="The record of turns and decisions.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """Walk every chain, turns and staff's acts; name what doesn't hold first (exit code 1)."""
    asyncio.run(_verify())


async def _verify() -> None:
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.records import ActBreak, Anchor, verify_acts
    from api.records import verify as walk

    async with Runtime.from_env(progress()) as runtime, runtime.auditing() as pool:
        found, acts = await walk(pool), await verify_acts(pool)
        decided, steps, amiss = await runtime.bookkeeping.decisions()
    if not isinstance(found, Anchor):
        turn = f" (turn {found.turn_id})" if found.turn_id else ""
        raise CheckFailed(
            f"conversation {found.conversation_id}, record {found.position}{turn}: {found.reason}"
        )
    if isinstance(acts, ActBreak):
        raise CheckFailed(f"staff's act {acts.position}: {acts.reason}")
    if amiss is not None:
        raise CheckFailed(f"{amiss} aren't whole and unchanged")
    if not acts.decisions <= set(decided):
        raise CheckFailed("a decision that staff made is missing in the books")
    sys.stdout.write(
        f"ok: {found.conversations} conversations, {found.records} records, anchor {found.sha256}\n"
        f"ok: {acts.acts} acts of staff, {len(decided)} decisions on plans, {steps} steps of"
        f" disputes and answers, anchor {acts.head}\n"
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
