"""The bank's files, read: each once, whole or not at all."""

from datetime import date
from typing import Any, Literal

import psycopg

from servicing.bank import repository
from servicing.bank.ach import DEBITS, RETURNED_CREDIT, RETURNED_DEBIT, AchFile, Entry
from servicing.bank.numbers import LENDER
from servicing.bank.reading import BadFile, parse
from servicing.bank.repository import AnswerKind, Asked


def read(connection: psycopg.Connection[Any], text: str, day: date) -> Literal["read", "known"]:
    """Take a file of the bank in on a banking day: what it says is to be applied line by line.

    The same file again is "known" and changes nothing. Raises `BadFile`, and has changed
    nothing, when it doesn't add up or isn't for us, another file came under its name, or an
    entry in it was never sent, is of another amount, or was answered before.
    """
    file = parse(text)
    before = repository.known_sha256(connection, file.reference)
    if before == repository.sha256(text):
        return "known"
    if before is not None:
        raise BadFile(f"{file.reference}: another file came under this name")
    if file.destination.routing != LENDER.routing:
        raise BadFile(f"{file.reference}: it is for {file.destination.routing}, not for us")
    kind = _kind(file)
    said = [(_trace(entry), entry) for entry in file.entries]
    traces = [trace for trace, _ in said]
    sent = repository.asked(connection, traces)
    for trace, entry in said:
        _check(trace, entry, sent.get(trace))
    again = repository.answered(connection, kind, traces)
    if again:
        raise BadFile(f"{file.reference}: entry {min(again)} was {kind} in an earlier file")
    repository.add_file(connection, file, kind, day, text)
    repository.add_answers(
        connection,
        file.reference,
        day,
        [(sent[trace], entry.returned.code if entry.returned else None) for trace, entry in said],
    )
    return "read"


def _kind(file: AchFile) -> AnswerKind:
    """Return what the file is: all of it settlements, or all of it returns."""
    if all(entry.returned is not None for entry in file.entries):
        return "returned"
    if any(entry.returned is not None for entry in file.entries):
        raise BadFile(f"{file.reference}: settlements and returns in one file")
    if any(batch.settled_on is None for batch in file.batches):
        raise BadFile(f"{file.reference}: a batch without its settlement day")
    return "settled"


def _trace(entry: Entry) -> str:
    return entry.trace if entry.returned is None else entry.returned.trace


def _check(trace: str, entry: Entry, sent: Asked | None) -> None:
    if sent is None:
        raise BadFile(f"entry {trace} was never sent")
    if sent.amount != entry.amount:
        raise BadFile(f"entry {trace} was sent for {sent.amount}, not {entry.amount}")
    if (sent.draw_id is None) != (entry.code in DEBITS):
        raise BadFile(f"entry {trace} was sent the other way")
    if (entry.returned is not None) != (entry.code in {RETURNED_DEBIT, RETURNED_CREDIT}):
        raise BadFile(f"entry {trace}: its code doesn't fit what it says")
