"""`linewise core advance | bank`: nights run on command, what the bank was sent and said."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Event
from typing import Annotated

import typer

from api.cli.core_events import table
from api.failures import BadInput, Stopped

LIMIT = 20
_ENDS = (signal.SIGTERM, signal.SIGINT)
_FILES = ("banking day", "kind", "reference", "entries", "debits", "credits")
_ENTRIES = ("sent", "trace", "for", "amount", "answer", "answered", "why", "in the books")


def advance(
    to: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="The new today.")],
) -> None:
    """Run the demo's nights up to a date: cycles, due dates, autopay, bank files, clocks.

    SIGTERM and Ctrl-C stop it between two transactions (exit code 143 or 130); run again, it goes
    on from there, to the same books.
    """
    asyncio.run(_advance(to.date()))


async def _advance(to: date) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        await runtime.today()  # the database is up from here on: what is stopped are the nights
        with _heeding() as (stop, heard):
            try:
                refused = await runtime.bookkeeping.advance(to, stop)
            except Stopped as error:
                error.exit_code = 128 + heard[0]
                raise
    sys.stdout.write(f"the books are at {to}\n")
    for why in refused:
        sys.stderr.write(f"a file of the bank was refused: {why}\n")


@contextmanager
def _heeding() -> Iterator[tuple[Event, list[int]]]:
    """Turn signals that end a process into an event; which were heard is in the list."""
    loop, stop, heard = asyncio.get_running_loop(), Event(), list[int]()

    def hear(number: int) -> None:
        heard.append(number)
        stop.set()

    for number in _ENDS:
        loop.add_signal_handler(number, hear, number)
    try:
        yield stop, heard
    finally:
        for number in _ENDS:
            loop.remove_signal_handler(number)


def bank(
    handle: Annotated[
        str | None, typer.Argument(help="Whose bank, for example steady; all files without.")
    ] = None,
    returns: Annotated[
        str | None,
        typer.Option("--returns", help="Demo only: let the next entry come back, as R01."),
    ] = None,
    after_days: Annotated[
        int | None,
        typer.Option("--after-days", min=1, max=60, help="Days from settlement (R07, R10, R29)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = LIMIT,
) -> None:
    """Print the files exchanged with the bank, or a borrower's entries and what came back.

    With --returns, a demo only: let the next payment from a borrower's bank (or draw into it)
    come back.
    """
    if returns is None:
        if after_days is not None:
            raise BadInput("--after-days goes with --returns")
        rows = asyncio.run(_look(handle, limit))
        heading, none = (
            (_FILES, "no file went to the bank yet")
            if handle is None
            else (_ENTRIES, f"nothing was asked of {handle}'s bank yet")
        )
        table([heading, *rows], none)
        return
    if handle is None:
        raise BadInput("--returns needs to know whose bank, for example steady")
    asyncio.run(_bank(handle, returns.upper(), after_days))
    sys.stdout.write(f"the next entry for {handle} comes back with {returns.upper()}\n")


async def _look(handle: str | None, limit: int) -> list[tuple[str, ...]]:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        if handle is None:
            return await runtime.bookkeeping.bank_files(limit)
        return await runtime.bookkeeping.bank_entries(handle, limit)


async def _bank(handle: str, code: str, after_days: int | None) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        await runtime.bookkeeping.return_next(handle, code, after_days)
