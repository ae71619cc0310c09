"""`linewise triage`: long complaints sorted for a servicing team, without a database."""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from api.cli.scan import opened
from api.failures import BadInput
from tools.values import LENDER_ZONE

if TYPE_CHECKING:
    from agents.triage import Finding, Triage

BATCH = 16
# Embedding lets go of the interpreter, so that another batch's rules run beside it.
WORKERS_MAX = 4


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

    bad, done = _Bad(file), 0
    with opened(file) as lines:
        batches = _batches(_parsed(lines, bad))
        first = next(batches, None)
        if first is not None:
            runtime = Runtime.from_env()
            day = received.date() if received else runtime.now().astimezone(LENDER_ZONE).date()
            for batch, findings in _sorted(runtime.triage(), first, batches, day):
                for line, found in zip(batch, findings, strict=True):
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


def _sorted(
    triage: "Triage", first: list[Line], rest: Iterable[list[Line]], day: date
) -> Iterator[tuple[list[Line], "list[Finding]"]]:
    """Yield each batch with its findings, in order, a few batches at work at once.

    The first is done before the next line is read, so that a reader at a pipe sees it at once.
    """

    def sort(batch: list[Line]) -> "list[Finding]":
        return triage.sort([line.narrative for line in batch], day)

    yield first, sort(first)
    workers = min(os.cpu_count() or 1, WORKERS_MAX)
    running: deque[tuple[list[Line], Future[list[Finding]]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for batch in rest:
            running.append((batch, pool.submit(sort, batch)))
            if len(running) > workers:
                oldest, future = running.popleft()
                yield oldest, future.result()
        for batch, future in running:
            yield batch, future.result()


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
