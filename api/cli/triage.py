"""`linewise triage`: long complaints sorted for a servicing team, without a database."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from api.cli.scan import opened
from api.failures import BadInput
from tools.values import LENDER_ZONE

BATCH = 32


class Line(BaseModel):
    """One narrative to sort."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    narrative: str


class _Bad:
    """Counts the lines that couldn't be read, each said once on standard error."""

    def __init__(self, file: str) -> None:
        self.source = "standard input" if file == "-" else file
        self.count = 0

    def say(self, number: int, what: str) -> None:
        self.count += 1
        sys.stderr.write(f"linewise: {self.source}, line {number}: {what}\n")


def triage(
    file: Annotated[str, typer.Argument(help='JSON lines {"id","narrative"}; - for stdin.')],
    received: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the day they came in; today if left out"),
    ] = None,
) -> None:
    """Print what each complaint wants, its rights and where it goes, one JSON a line.

    A line that can't be read is reported with its number and left out; the rest is sorted, and
    the command then ends with 2.
    """
    from api.app import Runtime

    bad = _Bad(file)
    with opened(file) as lines:
        sorter, day, done = None, received.date() if received else None, 0
        for batch in _batches(_parsed(lines, bad)):
            if sorter is None or day is None:
                runtime = Runtime.from_env()
                sorter, day = runtime.triage(), day or runtime.now().astimezone(LENDER_ZONE).date()
            for line, found in zip(
                batch, sorter.sort([line.narrative for line in batch], day), strict=True
            ):
                sys.stdout.write(found.as_json(line.id) + "\n")
            sys.stdout.flush()
            done += len(batch)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{done} sorted")
    if done and sys.stderr.isatty():
        sys.stderr.write("\n")
    if bad.count:
        lines_ = "line" if bad.count == 1 else "lines"
        raise BadInput(f"{bad.count} {lines_} of {bad.source} couldn't be read")


def _parsed(lines: Iterator[str], bad: _Bad) -> Iterator[Line]:
    number = 0
    while True:
        number += 1
        try:
            text = next(lines)
        except StopIteration:
            return
        except UnicodeDecodeError:
            # A text stream can't go on after bytes that it couldn't decode.
            bad.say(number, "it isn't UTF-8; what follows isn't read")
            return
        if not text.strip():
            continue
        try:
            yield Line.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            bad.say(number, f"{where or 'line'}: {first['msg']}")


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield lines in batches; the first is one line, so that a reader at a pipe sees it at once."""
    batch: list[Line] = []
    size = 1
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch, size = [], BATCH
    if batch:
        yield batch
