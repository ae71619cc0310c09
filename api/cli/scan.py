"""`linewise scan`: what the input rails see in each message, without a database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from api.failures import BadInput


class Line(BaseModel):
    """One message to scan."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    text: str
    channel: Literal["user", "document", "tool"] = "user"


def scan(
    file: Annotated[str, typer.Argument(help='JSON lines {"id","text","channel"}; - for stdin.')],
) -> None:
    """Print rights, intents, injection and personal data of each message, one JSON a line."""
    from api.app import Runtime

    with opened(file) as lines:
        scanner = None
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            line = _parsed(text, file, number)
            scanner = scanner or Runtime.from_env().scanner()
            seen = scanner.scan(line.text, line.channel)
            sys.stdout.write(seen.as_json(line.id) + "\n")


@contextmanager
def opened(file: str) -> Iterator[TextIO]:
    """Open a file of JSON lines, or standard input for "-"; raises `BadInput`."""
    if file == "-":
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8"
        raise BadInput(f"can't read {file}: {reason}") from error


def _parsed(text: str, file: str, number: int) -> Line:
    try:
        return Line.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        place = f"{'standard input' if file == '-' else file}, line {number}"
        raise BadInput(f"{place}: {where or 'line'}: {first['msg']}") from error
