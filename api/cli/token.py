"""`linewise token`: a bearer token to try the API with."""

import asyncio
import sys
from typing import Annotated

import typer


def token(
    handle: Annotated[str, typer.Option("--as", help="Whose line, for example steady.")],
) -> None:
    """Print a demo borrower's bearer token, good for eight hours."""
    asyncio.run(_token(handle))


async def _token(handle: str) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        borrower = await runtime.borrower(handle)
        made, _ = runtime.tokens().issue(borrower.principal(), now=runtime.now())
    sys.stdout.write(made + "\n")
