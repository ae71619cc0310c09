"""`linewise core backpost | reage | scra`: what servicing people put right on a line.

Each shows what it would do and writes nothing; with --confirm it is done, once, and recorded with
who did it.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.core_events import table
from api.failures import BadInput

if TYPE_CHECKING:
    from api.corrections import Asked, Desk


class Kind(StrEnum):
    """What can count from a past day."""

    PAYMENT = "payment"
    PURCHASE = "purchase"
    DRAW = "draw"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


Handle = Annotated[str, typer.Argument(help="Whose line, for example steady.")]
By = Annotated[str, typer.Option("--by", help="Who does it, for example st-201.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Do it; without, it is only shown.")]
Key = Annotated[
    str | None,
    typer.Option("--key", help="Done once under this key; by itself, once a day as asked."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the record.")]


def backpost(
    handle: Handle,
    kind: Annotated[Kind, typer.Argument(help="What is posted.")],
    amount: Annotated[str, typer.Argument(help="How much, in dollars.")],
    on: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it counts from.")
    ],
    by: By,
    reason: Reason,
    confirm: Confirm = False,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Post something that counts from a past day, and correct interest and fees since."""
    dollars = _amount(amount)
    _run(
        handle,
        (by, confirm, key),
        lambda desk, asked: desk.backpost(asked, kind.value, dollars, on.date(), reason),
        as_json,
    )


def reage(
    handle: Handle,
    by: By,
    reason: Reason,
    confirm: Confirm = False,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Bring a past due line back to current, within the policy's limits."""
    _run(handle, (by, confirm, key), lambda desk, asked: desk.reage(asked, reason), as_json)


def scra(
    handle: Handle,
    began: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of service.")
    ],
    by: By,
    ended: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Its last day, if it is over."),
    ] = None,
    orders: Annotated[
        str | None, typer.Option("--orders", help="The orders looked at, to verify service.")
    ] = None,
    confirm: Confirm = False,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Credit what was charged above 6% in military service, and cap what is to come."""
    until = ended.date() if ended else None
    _run(
        handle,
        (by, confirm, key),
        lambda desk, asked: desk.scra(asked, began.date(), until, orders),
        as_json,
    )


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.removeprefix("$").replace(",", ""))
    except InvalidOperation as error:
        raise BadInput(f"an amount is written 125.00, not {text!r}") from error
    if not amount.is_finite():
        raise BadInput(f"an amount is written 125.00, not {text!r}")
    return amount


def _run(
    handle: str,
    order: tuple[str, bool, str | None],
    do: "Callable[[Desk, Asked], dict[str, Any]]",
    as_json: bool,
) -> None:
    shown = asyncio.run(_do(handle, order, do))
    if as_json:
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        _print(shown)


async def _do(
    handle: str,
    order: tuple[str, bool, str | None],
    do: "Callable[[Desk, Asked], dict[str, Any]]",
) -> dict[str, Any]:
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.corrections import Asked, Desk

    async with Runtime.from_env(progress()) as runtime:
        who = await runtime.borrower(handle)
        desk = Desk(await runtime.books_pool(), await runtime.clock())
        return await asyncio.to_thread(do, desk, Asked(who.borrower_id, *order))


def _print(shown: dict[str, Any]) -> None:
    write = sys.stdout.write
    if shown["posted"]:
        heading = ("posts", "counts from", "amount", "parts")
        rows = [
            (one["kind"], one["counts_from"], one["amount"], _parts(one["parts"]))
            for one in shown["posted"]
        ]
        table([heading, *rows], "")
    else:
        write("nothing is posted\n")
    if shown["interest"] is not None:
        write(f"interest charged changes by {shown['interest']}, fees by {shown['fees']}\n")
    cycles = [tuple(one.values()) for one in shown["cycles"]]
    if cycles:
        table([("cycle to", "charged", "allowed at 6%", "forgiven"), *cycles], "")
        write(f"credited before {shown['credited_before']}\n")
    if shown["payments_in_a_row"] is not None:
        write(f"minimums paid in a row: {shown['payments_in_a_row']}\n")
    balances = [(name, *both) for name, both in shown["balances"].items() if set(both) != {"0.00"}]
    table([("balance", "before", "after"), *balances], "nothing is owed")
    minimums = [
        (one["due_on"], one["before"], one["after"], _note(one)) for one in shown["minimums"]
    ]
    table([("minimum due", "before", "after", ""), *minimums], "no minimum changes")
    before, after = shown["past_due"]
    days = shown["days_past_due"]
    write(f"past due {before}, {days[0]} days; then {after}, {days[1]} days\n")
    write(_END[shown["made"], shown["repeated"]])


_END = {
    (False, False): "nothing is written; --confirm does it\n",
    (True, False): "done, and on record\n",
    (True, True): "this was done before; nothing is done again\n",
}


def _parts(parts: dict[str, str]) -> str:
    return ", ".join(f"{name} {amount}" for name, amount in parts.items())


def _note(minimum: dict[str, Any]) -> str:
    more = minimum["not_raised_to"]
    return "" if more is None else f"not raised to {more}: what the borrower was told stands"
