"""`linewise core plans`: how hardship plans go, who could have one, and what if."""

import asyncio
import json
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from api.cli.core_events import table
from api.failures import BadInput

if TYPE_CHECKING:
    from api.plans import Answer, Plans

Found = TypeVar("Found")
_RANGE = re.compile(r"\$?(\d+(?:\.\d{1,2})?)(?:(?:-|:|\.\.)\$?(\d+(?:\.\d{1,2})?))?")
_STATES = ("active", "completed", "ended", "left", "broken", "stopped")

_HEADING = ("due", "payment", "interest", "fees", "balance")

app = typer.Typer(help="Hardship plans.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Range = Annotated[str | None, typer.Option(help="A month, as 1800 or 1800-2000.")]


def _with(do: "Callable[[Plans], Found]") -> Found:
    async def run() -> Found:
        from api.app import Runtime
        from api.cli.terminal import progress
        from api.plans import Plans

        async with Runtime.from_env(progress()) as runtime:
            plans = Plans(await runtime.books_pool(), await runtime.clock())
            return await asyncio.to_thread(do, plans)

    return asyncio.run(run())


@app.callback()
def plans(context: typer.Context, as_json: Json = False) -> None:
    """Print the plans there are: by state, payments kept, lines lost to charge-off."""
    if context.invoked_subcommand is not None:
        return
    found = _with(lambda desk: desk.portfolio())
    if as_json:
        rows = [
            {
                "program": one.program,
                "states": dict(one.states),
                "kept": one.kept,
                "missed": one.missed,
                "cured": one.cured,
                "kept_rate": _text(one.kept_rate),
                "charged_off": one.charged_off,
                "charge_off_rate": _text(one.charge_off_rate),
            }
            for one in found.programs
        ]
        waiting = {"waiting": found.waiting, "overdue": found.overdue}
        sys.stdout.write(json.dumps({"programs": rows, "drafts": waiting}) + "\n")
        return
    heading = ("programme", *_STATES, "kept", "missed", "cured", "kept rate", "charged off")
    table(
        [
            heading,
            *(
                (
                    one.program,
                    *(one.states.get(state, 0) for state in _STATES),
                    one.kept,
                    one.missed,
                    one.cured,
                    _percent(one.kept_rate),
                    f"{one.charged_off} ({_percent(one.charge_off_rate)})",
                )
                for one in found.programs
            ),
        ],
        "there are no plans",
    )
    sys.stdout.write(f"{found.waiting} drafts wait for a decision, {found.overdue} too long\n")


@app.command()
def scan(as_json: Json = False) -> None:
    """Look at every line: which programmes it could have, going by the books alone."""
    from api.cli.terminal import progress

    report = progress()
    found = _with(lambda desk: desk.scan(lambda n, all_: report("Looking at lines", n, all_)))
    if as_json:
        sys.stdout.write(
            json.dumps(
                {
                    "lines": found.lines,
                    "without": found.without,
                    "routes": found.routes,
                    "eligible": found.eligible,
                    "why_not": [
                        {"program": program, "code": code, "lines": lines}
                        for (program, code), lines in sorted(found.why_not.items())
                    ],
                }
            )
            + "\n"
        )
        return
    sys.stdout.write(f"{found.lines} lines, {found.without} of them could have no programme\n")
    table([("programme", "lines"), *found.eligible.most_common()], "no programme is open to any")
    table([("route", "lines"), *found.routes.most_common()], "")
    reasons = sorted((program, code, n) for (program, code), n in found.why_not.items())
    table([("programme", "why not", "lines"), *reasons], "")


@app.command("what-if")
def what_if(
    handle: Annotated[str, typer.Argument(help="Whose line, for example job-loss.")],
    program: Annotated[str, typer.Option(help="For example reduced-payment-6.")],
    payment: Annotated[str | None, typer.Option(help="Another payment than its own.")] = None,
    income: Range = None,
    essentials: Range = None,
    other_debt: Range = None,
    can_pay: Range = None,
    lasts: Annotated[
        int | None, typer.Option(min=0, max=120, help="Months it is expected to last.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="On books projected to a day; today's."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Work out a programme for a line, hypothetically: nothing is drafted or written."""
    answer = asyncio.run(
        _what_if(
            handle,
            program,
            None if payment is None else _ends(payment)[0],
            {
                "income": _range(income),
                "essentials": _range(essentials),
                "other_debt": _range(other_debt),
                "can_pay": _range(can_pay),
            },
            lasts,
            on.date() if on else None,
        )
    )
    if as_json:
        sys.stdout.write(json.dumps(_as_json(answer), default=str) + "\n")
    else:
        _show(answer)


async def _what_if(
    handle: str,
    program: str,
    payment: Decimal | None,
    ranges: dict[str, tuple[Decimal, Decimal] | None],
    lasts: int | None,
    on: date | None,
) -> "Answer":
    from api.app import Runtime
    from api.cli.terminal import progress
    from api.plans import Plans, Said

    async with Runtime.from_env(progress()) as runtime:
        who = await runtime.borrower(handle)
        desk = Plans(await runtime.books_pool(), await runtime.clock())
        said = Said(**ranges, lasts_months=lasts)
        return await asyncio.to_thread(desk.what_if, who.borrower_id, program, payment, said, on)


def _range(text: str | None) -> tuple[Decimal, Decimal] | None:
    return None if text is None else _ends(text)


def _ends(text: str) -> tuple[Decimal, Decimal]:
    found = _RANGE.fullmatch(text.replace(",", "").strip())
    if found is None:
        raise BadInput(f"an amount is written 1800 or 1800-2000, not {text!r}")
    return Decimal(found[1]), Decimal(found[2] or found[1])


def _as_json(answer: "Answer") -> dict[str, Any]:
    terms = answer.terms
    schedule = [one._asdict() for one in terms.schedule] if terms else []
    return answer._asdict() | {"terms": terms and terms._asdict() | {"schedule": schedule}}


def _show(answer: "Answer") -> None:
    terms = answer.terms
    write = sys.stdout.write
    if terms is None:
        write(f"{answer.program} can't be had on {answer.as_of}: {answer.why} ({answer.code})\n")
        write(f"the team that helps: {answer.route}\n")
        return
    margin = "" if terms.margin is None else f", ${terms.margin} a month left"
    write(
        f"{terms.name} on the books of {answer.as_of}: ${terms.payment} at {terms.apr}% for"
        f" {terms.months} months, {terms.first_due_on} to {terms.ends_on}{margin}\n"
    )
    table([_HEADING, *terms.schedule], "")
    write(
        f"interest and fees until nothing is owed ${terms.cost}; by the minimum"
        f" ${answer.minimum_cost}; paying nothing until charge-off ${answer.nothing_cost}\n"
    )


def _text(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)


def _percent(rate: Decimal | None) -> str:
    return "-" if rate is None else f"{rate}%"
