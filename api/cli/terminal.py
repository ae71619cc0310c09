"""Speaking to a person at a terminal: progress on standard error, turns in plain print."""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from agents.turn import Confirmation, Turn
from api.app import Report
from api.lines import Line
from tools.conformance import Finding

WIDTH_MAX = 92
PAYMENTS_SHOWN = 12
_MONEY = re.compile(r"\d+\.\d{2}")


def console(*, error: bool = False) -> Console:
    """Return a console of readable width on standard output or standard error."""
    made = Console(stderr=error, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, WIDTH_MAX)
    return made


def progress() -> Report:
    """Return a reporter to standard error: a bar at a terminal, a line a quarter elsewhere.

    It shows nothing until something is reported, and leaves the terminal when that is done.
    """
    return _Bars() if sys.stderr.isatty() else _Lines()


class _Bars:
    """A bar for each thing under way."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
                TimeElapsedColumn(),
                console=console(error=True),
                transient=True,
            )
            self._bar.start()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)
        if done >= total:
            self._bar.remove_task(self._tasks.pop(what))
        if not self._tasks:
            self._bar.stop()
            self._bar = None


class _Lines:
    """A line at each quarter."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        quarter = 4 * done // max(total, 1)
        if self._told.get(what) != quarter:
            self._told[what] = quarter
            sys.stderr.write(f"{what}: {done} of {total}\n")
            sys.stderr.flush()


def show_user(out: Console, text: str) -> None:
    """Print what the borrower wrote."""
    out.print(Text(f"› {text}", style="bold"))


def show_turn(out: Console, turn: Turn) -> None:
    """Print a turn: the reply, what it rests on, what was recorded, what waits for a button."""
    out.print(Text(turn.reply))
    for right in turn.rights:
        clocks = ", ".join(f"{clock.name} by {clock.due}" for clock in right.clocks)
        said = "Recorded" if right.status == "new" else "On record"
        kind = right.kind.replace("_", " ")
        out.print(Text(f"  {said}: {kind}{f' ({clocks})' if clocks else ''}", style="yellow"))
    for cited in turn.citations:
        source = f"{cited.document}, {cited.section} (version {cited.version})"
        out.print(Text(f"  “{cited.quote}” {source}", style="dim"))
    on_card = turn.confirmation.disclosures if turn.confirmation is not None else ()
    for shown in (s for s in turn.disclosures if s not in on_card):
        out.print(Text(f"  {shown.text}", style="dim italic"))
    if turn.confirmation is not None:
        out.print(_card(turn.confirmation))
    if turn.handoff is not None:
        out.print(Text(f"  A person takes over: {turn.handoff.queue}", style="cyan"))
    show_choices(out, turn.quick_replies)
    out.print()


def show_choices(out: Console, choices: tuple[str, ...]) -> None:
    """Print quick replies on one line."""
    if choices:
        out.print(Text("  " + "  ·  ".join(choices), style="cyan"))


def _written(value: str) -> str:
    """Return a card's canonical value as a person writes it: money in dollars."""
    return f"${Decimal(value):,}" if _MONEY.fullmatch(value) else value


def _card(card: Confirmation) -> Panel:
    lines = [Text(card.summary, style="bold")]
    lines += [
        Text(f"{name.capitalize()}: {_written(value)}") for name, value in card.fields.items()
    ]
    lines += [Text(shown.text, style="dim") for shown in card.disclosures]
    lines.append(Text("/confirm or /cancel", style="green"))
    return Panel(Group(*lines), expand=False)


def show_line(out: Console, line: Line) -> None:
    """Print the books' view of a line."""
    out.print(
        f"{line.holder} ({line.handle}), {line.terms.product.name}, {line.as_of}", style="bold"
    )
    sections: dict[str, list[str]] = {
        "Terms": [
            f"limit ${line.terms.credit_limit}",
            f"purchases {line.terms.purchase_apr}%, draws {line.terms.draw_apr}%",
            f"autopay {line.terms.autopay.kind if line.terms.autopay else 'off'}",
        ],
        "Balances": [f"{name} ${amount}" for name, amount in line.balances],
        "Standing": [f"{name.replace('_', ' ')} {value}" for name, value in line.standing or ()],
        "Payments": [
            f"{p.on} ${p.amount} {p.status} {p.return_code or ''}".rstrip()
            for p in line.payments[:PAYMENTS_SHOWN]
        ],
        "Plans": [f"{p.program}, ${p.payment}, month {p.month} of {p.months}" for p in line.plans],
        "Flags": list(line.flags),
        "Rights": [
            f"{r.kind} since {r.received_at:%Y-%m-%d} ({r.reference}): "
            + ", ".join(f"{clock.name} by {clock.due} [{clock.cite}]" for clock in r.clocks)
            for r in line.rights
        ],
    }
    for title, rows in sections.items():
        if rows:
            out.print(title, style="cyan")
            for row in rows:
                out.print(f"  {row}")


def show_findings(out: Console, findings: Sequence[Finding]) -> None:
    """Print what a suite of checks found: a table, then the count."""
    table = Table("check", "what holds", "", box=None, pad_edge=False)
    for one in findings:
        table.add_row(one.id, one.title, one.status, style=_FINDING[one.status])
        if one.detail:
            table.add_row("", f"  {one.detail}", "", style="dim")
    out.print(table)
    counted = Counter(one.status for one in findings)
    out.print(", ".join(f"{number} {status}" for status, number in counted.items()))


_FINDING = {"pass": "", "fail": "bold red", "skip": "dim", "unanswered": "yellow"}
