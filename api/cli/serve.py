"""`linewise serve`: the API and the page."""

import asyncio
import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import BadInput

if TYPE_CHECKING:
    from api.app import Runtime

EXAMPLE_AS = "steady"
EXAMPLE = (
    "hey how much do i owe and when's it due",
    "what happens if i pay late?",
    "pay 75 bucks on november 27",
    "/cancel",
)


def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Open the demo's sign-in.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the API and the page until Ctrl-C."""
    with listen(host, port) as listener:
        # A service manager's SIGTERM ends it as Ctrl-C does, with everything closed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            asyncio.run(_serve(listener, demo))
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `BadInput`."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise BadInput(f"can't listen on {host}:{port}: {error.strerror} (try --port)") from error


async def _serve(listener: socket.socket, demo: bool) -> None:
    import uvicorn

    from api import logs
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.http import build

    logs.configure(logging.INFO)
    async with Runtime.from_env(progress(), running_clock=True) as runtime:
        services = await runtime.services(demo=demo)
        if demo:
            await _example(runtime)
        config = uvicorn.Config(
            build(services), log_config=logs.quiet(), access_log=False, server_header=False
        )
        address, bound = listener.getsockname()[:2]
        sys.stdout.write(f"Serving http://{address}:{bound} (Ctrl-C stops)\n")
        sys.stdout.flush()
        async with runtime.working():
            await uvicorn.Server(config).serve(sockets=[listener])


async def _example(runtime: "Runtime") -> None:
    """Hold a real conversation and print it; it cancels its card, so the books stay as they are."""
    from api.cli.chat import Conversation
    from api.cli.terminal import console, show_turn, show_user

    out = console()
    borrower = await runtime.borrower(EXAMPLE_AS)
    assistant = await runtime.assistant()
    id, opening = await assistant.open(borrower.principal(), "cli")
    conversation = Conversation(assistant, borrower, id)
    out.rule(f"An example, as {borrower.name}")
    out.print(opening.text)
    out.print()
    for text in EXAMPLE:
        show_user(out, text)
        show_turn(out, await conversation.say(text))
    out.rule()
