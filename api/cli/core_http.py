"""`linewise core serve | token | openapi | verify`: the books over HTTP, and cores that conform."""

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from typing import Annotated

import typer

from api.cli.serve import listen
from api.failures import BadInput, CheckFailed, DependencyDown

Handle = Annotated[str, typer.Option("--as", help="Whose line, for example steady.")]


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8010,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the books alone, under /core/v1, until Ctrl-C."""
    with listen(host, port) as listener:
        # A service manager's SIGTERM ends it as Ctrl-C does, with everything closed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            asyncio.run(_serve(listener))
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")


async def _serve(listener: socket.socket) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from api import logs
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.http import CORE

    logs.configure(logging.INFO)
    async with Runtime.from_env(progress(), running_clock=True) as runtime:
        app = Starlette(routes=[Mount(CORE, await runtime.core())])
        config = uvicorn.Config(app, log_config=logs.quiet(), access_log=False, server_header=False)
        address, bound = listener.getsockname()[:2]
        sys.stdout.write(f"Serving http://{address}:{bound}{CORE} (Ctrl-C stops)\n")
        sys.stdout.flush()
        async with runtime.working():
            await uvicorn.Server(config).serve(sockets=[listener])


def token(handle: Handle) -> None:
    """Print a token that opens a demo borrower's books at our core, good for an hour."""
    asyncio.run(_token(handle))


async def _token(handle: str) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.core import core_token

    async with Runtime.from_env(progress()) as runtime:
        borrower = await runtime.borrower(handle)
        made = core_token(runtime.settings.core_signing_secret(), borrower.borrower_id)
    sys.stdout.write(made + "\n")


def openapi() -> None:
    """Print the OpenAPI document of the books over HTTP: what a lender's own core has to be."""
    from api.core import core_document

    sys.stdout.write(json.dumps(core_document(), indent=2) + "\n")


def verify(
    base_url: Annotated[str, typer.Option(help="The core, for example http://…/core/v1.")],
    token: Annotated[str, typer.Option(help="A borrower's bearer token.")],
    other_token: Annotated[
        str | None, typer.Option(help="Another borrower's, to try that they stay apart.")
    ] = None,
    secret: Annotated[
        str | None,
        typer.Option(help="The core's secret, to try expired tokens (LINEWISE_CORE_SECRET)."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Quote, pay a little and cancel it, file a complaint.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one check a line.")] = False,
) -> None:
    """Hold a core to the contract, check by check.

    Exit code 1 if a check fails, 3 if the core doesn't answer.
    """
    asyncio.run(_verify(base_url, token, other_token, secret, write, as_json))


async def _verify(
    base_url: str,
    token: str,
    other_token: str | None,
    secret: str | None,
    write: bool,
    as_json: bool,
) -> None:
    import httpx
    import jwt

    from api.core import http_client, new_key, signer
    from tools.clients.http import HttpBooks, Wire
    from tools.conformance import Subject, run

    secret = secret or os.environ.get("LINEWISE_CORE_SECRET") or None
    try:
        client = http_client(base_url)
        sign = None if secret is None else signer(secret, token)
    except (httpx.InvalidURL, jwt.InvalidTokenError) as error:
        raise BadInput(f"the address or the token can't be used: {error}") from error
    if client.base_url.scheme not in {"http", "https"}:
        raise BadInput(f"--base-url {base_url} isn't an http(s) address")
    async with client:
        wire = Wire(client, lambda: token, new_key)
        other = None
        if other_token is not None:
            other = HttpBooks(Wire(client, lambda: other_token, new_key))
        subject = Subject(HttpBooks(wire), new_key, wire, other, sign, write)
        findings = await run(subject)
    if as_json:
        for one in findings:
            sys.stdout.write(json.dumps(vars(one)) + "\n")
    else:
        from api.cli.terminal import console, show_findings

        show_findings(console(), findings)
    counted = {status: sum(one.status == status for one in findings) for status in _STATUSES}
    if counted["fail"]:
        raise CheckFailed(f"{counted['fail']} of {len(findings)} checks fail")
    if counted["unanswered"]:
        raise DependencyDown(f"the core left {counted['unanswered']} checks unanswered")


_STATUSES = ("pass", "fail", "skip", "unanswered")
