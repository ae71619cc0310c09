"""`linewise core`: the books' own view of a line, the nights, the books over HTTP."""

import asyncio
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli import (
    core_complaints,
    core_corrections,
    core_events,
    core_http,
    core_nights,
    core_plans,
)
from api.failures import BadInput, CheckFailed

FINDINGS_SHOWN = 20

app = typer.Typer(help="The books.", no_args_is_help=True)
app.command("serve")(core_http.serve)
app.command("token")(core_http.token)
app.command("openapi")(core_http.openapi)
app.command("verify")(core_http.verify)
app.command("advance")(core_nights.advance)
app.command("bank")(core_nights.bank)
app.command("complaints")(core_complaints.complaints)
app.command("backpost")(core_corrections.backpost)
app.command("reage")(core_corrections.reage)
app.command("scra")(core_corrections.scra)
app.add_typer(core_events.app, name="events")
app.add_typer(core_plans.app, name="plans")


class Form(StrEnum):
    """What a statement can come as."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"


@app.command()
def show(
    handle: Annotated[str, typer.Argument(help="Whose line, for example steady.")],
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Balances on; the books' today."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print a line: terms, balances, payments, plan, flags, rights with their clocks."""
    asyncio.run(_show(handle, as_of.date() if as_of else None, json))


async def _show(handle: str, as_of: date | None, as_json: bool) -> None:
    from api.app import Runtime
    from api.cli.terminal import console, progress, show_line

    async with Runtime.from_env(progress()) as runtime:
        line = await runtime.bookkeeping.line(handle, as_of)
    if as_json:
        sys.stdout.write(line.model_dump_json() + "\n")
    else:
        show_line(console(), line)


@app.command()
def reconcile() -> None:
    """Print the trial balance and check everything against the journal (exit 1 on a finding)."""
    asyncio.run(_reconcile())


async def _reconcile() -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        sums, checks = await runtime.bookkeeping.reconciliation()
    width = max(len(checked.name) for checked in checks)
    sys.stdout.write("trial balance\n")
    for name, amount in sums:
        sys.stdout.write(f"  {name:<{width}}  {amount!s:>15}\n")
    sys.stdout.write("checks\n")
    for checked in checks:
        found = f"{len(checked.findings)} findings" if checked.findings else "ok"
        sys.stdout.write(f"  {checked.name:<{width}}  {checked.looked_at:>15,}  {found}\n")
        for finding in checked.findings[:FINDINGS_SHOWN]:
            sys.stdout.write(f"    {finding.subject}: {finding.detail}\n")
    findings = sum(len(checked.findings) for checked in checks)
    if findings:
        raise CheckFailed(f"the books disagree with the journal in {findings} places")


@app.command()
def statement(
    handle: Annotated[str, typer.Argument(help="Whose line, for example steady.")],
    closing: Annotated[
        datetime | None,
        typer.Option(
            "--closing",
            formats=["%Y-%m-%d"],
            help="The one that closed on or last before this day; the latest.",
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="What it comes as.")] = Form.JSON,
    out: Annotated[Path | None, typer.Option("--out", help="Write to a file.")] = None,
) -> None:
    """Print a line's periodic statement, or write it to a file."""
    if form is Form.PDF and out is None and sys.stdout.isatty():
        raise BadInput("a PDF is no text: name a file with --out")
    content = asyncio.run(_statement(handle, closing.date() if closing else None, form))
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise BadInput(f"can't write {out}: {error.strerror}") from error
    sys.stdout.write(f"{out}\n")


async def _statement(handle: str, closing: date | None, form: Form) -> bytes:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        return await runtime.bookkeeping.statement(handle, closing, form.value)
