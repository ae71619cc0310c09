"""`linewise core complaints`: how many complaints came each week, of what, and what rises."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.core_events import table

if TYPE_CHECKING:
    from tools.desk.views import ComplaintTrend

WEEKS_MAX = 53
NAMES = {"all": "all complaints", "product": "product", "issue": "issue"}


def complaints(
    weeks: Annotated[int, typer.Option(min=2, max=WEEKS_MAX, help="How many weeks back.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print complaints a week by product and issue; a rise against the weeks before is marked.

    The last week isn't over, so it is counted and never marked.
    """
    found = asyncio.run(_trend(weeks))
    if as_json:
        sys.stdout.write(found.model_dump_json() + "\n")
        return
    heading = ("", "of", *(f"{week:%m-%d}" for week in found.weeks), "in all", "")
    rows = [
        (NAMES[row.by], row.issue or row.product, *row.counts, row.total, _mark(row.rises))
        for row in found.rows
    ]
    table([heading, *rows], "No complaint is on record.")


def _mark(rises: bool) -> str:
    return "rises" if rises else ""


async def _trend(weeks: int) -> "ComplaintTrend":
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        return await (await runtime.desk()).complaint_trend(weeks)
