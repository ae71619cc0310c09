"""The bench commands."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.app import Runtime, ledger_ratios, plan_ratios
from api.cli.terminal import progress
from evals.bench import agentdojo as dojo
from evals.bench import guardrails as rails
from evals.bench import load as many
from evals.bench import retrieval as finding
from evals.bench import triage as sorting
from evals.bench.measure import Timing
from evals.bench.turn import bench_turn

ATTACKS = list(dojo.ATTACKS)
app = typer.Typer(help="Measure speeds, as ratios within one run.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure speeds, as ratios within one run."""


@app.command()
def turn(runs: int = typer.Option(50, min=20, help="how many turns of each kind")) -> None:
    """Measure a warm turn in process, from message to verified and recorded reply."""

    async def go() -> list[Timing]:
        async with Runtime.from_env() as runtime:
            return await bench_turn(runtime, runs)

    show(asyncio.run(go()))


@app.command()
def retrieval() -> None:
    """Measure what the library finds of our own cases' questions, beside plain full text."""

    async def go() -> tuple[list[finding.Quality], list[Timing]]:
        async with Runtime.from_env(progress()) as runtime:
            library = await runtime.library()
            return await finding.bench_retrieval(
                library, await runtime.pool(), await runtime.today()
            )

    qualities, timings = asyncio.run(go())
    table = Table("what", "questions", "hit@1", "hit@3", f"hit@{finding.DEPTH}", "MRR")
    for one in qualities:
        shares = (one.hit_at_1, one.hit_at_3, one.hit_at_10, one.mean_reciprocal_rank)
        table.add_row(one.name, str(one.questions), *(f"{share:.2f}" for share in shares))
    Console().print(table)
    show(timings)


@app.command()
def load(
    turns: Annotated[int, typer.Option(min=4, help="Turns of each borrower.")] = 12,
) -> None:
    """Measure chat turns over HTTP with 1, 4 and 16 borrowers at once, beside /healthz."""

    async def go() -> tuple[list[many.Level], Timing]:
        async with Runtime.from_env(progress()) as runtime:
            # The books are seeded before the server starts, so that it waits for nothing.
            tokens = await many.tokens(runtime, max(many.LEVELS))
            with many.serving() as address:
                return await many.bench_load(address, tokens, turns)

    try:
        levels, health = asyncio.run(go())
    except many.ServerDown as error:
        typer.echo(f"The server under load: {error}.", err=True)
        raise typer.Exit(3) from None
    table = Table("borrowers", "turns", "errors", "turns/s", "p50 ms", "p95 ms", "× /healthz")
    for one in levels:
        times = (one.turns_per_s, one.p50_ms, one.p95_ms, one.p50_ms / health.p50_ms)
        counts = (one.borrowers, one.turns, one.errors)
        table.add_row(*map(str, counts), *(f"{value:.1f}" for value in times))
    Console().print(table)
    show([health])
    if any(one.errors for one in levels):
        raise typer.Exit(1)


@app.command()
def guardrails() -> None:
    """Measure each rail and all together, in one core's time, beside Presidio where installed."""
    rails.on_one_core()
    names = rails.presidio()
    timings = rails.bench_guardrails(Runtime.from_env().ears, names)
    show(timings)
    whole = next(row for row in timings if row.name == rails.TOGETHER)
    within = "within" if whole.p50_ms <= rails.BUDGET_MS else "over"
    console = Console()
    console.print(f"All rails: {whole.p50_ms:.1f} ms a turn, {within} {rails.BUDGET_MS:.0f} ms.")
    if names is None:
        console.print("Presidio isn't installed (the extra `privacy`): no yardstick in this run.")


@app.command()
def triage() -> None:
    """Measure the sorting of long complaints, in one core's time, beside their embedding."""
    rails.on_one_core()
    runtime = Runtime.from_env()
    timings = sorting.bench_triage(runtime.triage(), runtime.embedder.embed)
    show(timings)
    Console().print(f"Two cores: {sorting.a_second(timings[0], 2):.0f} narratives a second.")


@app.command()
def ledger() -> None:
    """Measure postings, balances of past days and statement runs beside their yardsticks."""
    error = Console(stderr=True)
    found = asyncio.run(ledger_ratios(lambda what: error.print(f"measuring {what} …")))
    show_ratios([one.cells for one in found])


@app.command()
def plans(
    lines: Annotated[int, typer.Option(min=200, help="Lines to scan.")] = 10_000,
) -> None:
    """Measure hardship planning: all options for one line, and an eligibility scan of many."""
    show_ratios([one.cells for one in asyncio.run(plan_ratios(progress(), lines))])


@app.command()
def agentdojo(
    attack: Annotated[list[str], typer.Option(help="attack families, repeatable")] = ATTACKS,
) -> None:
    """Attack AgentDojo's bank through the tool guard, with an agent that obeys every text."""
    try:
        rows = dojo.bench_bank(attack)
    except dojo.BenchUnavailable:
        typer.echo("AgentDojo isn't installed here: `make agentdojo` sees to it.", err=True)
        raise typer.Exit(3) from None
    table = Table("attack", "guard", "cases", "attacks succeeded", "tasks done", "cards a task")
    for row in rows:
        table.add_row(
            row.attack or "none",
            "on" if row.defended else "off",
            str(row.cases),
            str(row.attacks_succeeded) if row.attack else "-",
            str(row.tasks_succeeded),
            f"{row.cards / row.cases:.2f}",
        )
    Console().print(table)
    if not all(row.passes for row in rows):
        raise typer.Exit(1)


def show(timings: list[Timing]) -> None:
    """Print a table; the ratio is to the last row, the yardstick."""
    base = timings[-1].p50_ms
    table = Table("what", "runs", "p50 ms", "p95 ms", "× yardstick")
    for row in timings:
        ratio = f"{row.p50_ms / base:.2g}"
        table.add_row(row.name, str(row.runs), f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", ratio)
    Console().print(table)


def show_ratios(rows: Sequence[Sequence[str]]) -> None:
    """Print measured figures beside their yardsticks and promises."""
    table = Table("what", "measured", "yardstick", "value", "promised", "", "bounded by")
    for row in rows:
        table.add_row(*row)
    Console(width=150).print(table)
