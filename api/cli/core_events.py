"""`linewise core events`: what the books tell the outside, who hears it, and what got stuck."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from api.background import Events

LIMIT = 20
Found = TypeVar("Found")

app = typer.Typer(help="Events for other systems.", no_args_is_help=True)
EventId = Annotated[str, typer.Argument(help="The event's id, for example e-a-0001-000002.")]


def _with(do: "Callable[[Events], Found]") -> Found:
    async def run() -> Found:
        from api.app import Runtime
        from api.background import Events
        from api.cli.terminal import progress

        async with Runtime.from_env(progress()) as runtime:
            events = Events(await runtime.books_pool())
            return await asyncio.to_thread(do, events)

    return asyncio.run(run())


def table(rows: Sequence[Sequence[object]], none: str) -> None:
    """Print rows with their columns aligned, the first as heading; `none` if it is the only one."""
    if len(rows) == 1:
        sys.stdout.write(none + "\n")
        return
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


@app.command()
def subscribe(
    url: Annotated[str, typer.Argument(help="Where to: https, or http on this machine.")],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind; may be repeated.")
    ] = None,
) -> None:
    """Have events sent to an address from now on; prints the secret, this once."""
    made = _with(lambda events: events.subscribe(url, kind or ()))
    sys.stdout.write(f"{made.subscription_id} hears {', '.join(made.kinds) or 'every kind'}\n")
    sys.stdout.write(f"secret {made.secret}\n")
    sys.stdout.write("Keep the secret: it checks the signatures, and isn't shown again.\n")


@app.command()
def unsubscribe(subscription_id: Annotated[str, typer.Argument(help="Which.")]) -> None:
    """End a subscription, with its dead letters."""
    _with(lambda events: events.unsubscribe(subscription_id))
    sys.stdout.write(f"{subscription_id} hears nothing any more\n")


@app.command()
def subscriptions() -> None:
    """Print who hears what."""
    found = _with(lambda events: events.subscriptions())
    rows = [(one.subscription_id, one.url, ", ".join(one.kinds) or "every kind") for one in found]
    table([("subscription", "to", "kinds"), *rows], "nobody is subscribed")


@app.command("list")
def recent(
    account: Annotated[str | None, typer.Option(help="Only this account's.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = LIMIT,
) -> None:
    """Print the newest events, newest first."""
    found = _with(lambda events: events.recent(account, limit))
    rows = [(one.event_id, one.kind, f"{one.recorded_at:%Y-%m-%d %H:%M:%S}Z") for one in found]
    table([("event", "kind", "recorded"), *rows], "there are no events yet")


@app.command()
def dead() -> None:
    """Print the events given up on; each holds its account's later ones back."""
    found = _with(lambda events: events.dead())
    rows = [
        (one.event_id, one.kind, one.subscription_id, one.attempts, one.last_error, one.waiting)
        for one in found
    ]
    heading = ("event", "kind", "subscription", "attempts", "last error", "waiting behind")
    table([heading, *rows], "there are no dead letters")


@app.command()
def show(event_id: EventId) -> None:
    """Print an event as it is sent, and how each subscription stands with it."""
    event, standing = _with(lambda events: events.show(event_id))
    sys.stdout.write(json.dumps(event, indent=2) + "\n")
    rows = [
        (one.subscription_id, one.url, one.state, one.attempts, one.last_error or "")
        for one in standing
    ]
    heading = ("subscription", "to", "state", "attempts", "last error")
    table([heading, *rows], "nobody is subscribed")


@app.command()
def replay(event_id: EventId) -> None:
    """Have a dead letter tried again, then what waits behind it."""
    count = _with(lambda events: events.replay(event_id))
    sys.stdout.write(f"{event_id} is to be tried again for {count} subscription(s)\n")


@app.command()
def skip(event_id: EventId) -> None:
    """Let a dead letter go, and go on with what waits behind it."""
    count = _with(lambda events: events.skip(event_id))
    sys.stdout.write(f"{event_id} is let go for {count} subscription(s)\n")


@app.command()
def deliver() -> None:
    """Deliver what is due now; a running server does so by itself."""
    count = _with(lambda events: events.deliver())
    sys.stdout.write(f"{count} delivered\n")
