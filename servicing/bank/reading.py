"""Taking a file apart, and trusting nothing of it that doesn't add up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from servicing.bank.ach import (
    BLOCK,
    CODES,
    RECORD,
    RETURN_ADDENDA,
    AchFile,
    Batch,
    Entry,
    Party,
    Return,
    Totals,
    julian,
)
from servicing.bank.numbers import is_routing
from servicing.money import Money

_PADDING = "9" * RECORD


class BadFile(Exception):
    """A file that can't be trusted; nothing of it counts. Says which record and why."""


@dataclass(frozen=True, slots=True)
class _Record:
    number: int
    text: str

    def part(self, start: int, width: int) -> str:
        """Return a field by its position in the standard, counted from 1."""
        return self.text[start - 1 : start - 1 + width]

    def digits(self, start: int, width: int, what: str) -> int:
        field = self.part(start, width)
        if not re.fullmatch("[0-9]+", field):
            raise self.bad(f"{what} isn't a number: {field!r}")
        return int(field)

    def day(self, start: int, what: str) -> date:
        field = self.part(start, 6)
        try:
            return datetime.strptime(field, "%y%m%d").date()  # noqa: DTZ007  # a date, no time
        except ValueError as error:
            raise self.bad(f"{what} isn't a date: {field!r}") from error

    def bad(self, why: str) -> BadFile:
        return BadFile(f"record {self.number}: {why}")


def parse(text: str) -> AchFile:
    """Return the file, or raise `BadFile` for the first thing that is wrong with it.

    Every control total is added up again: records, routing numbers, debits and credits, of each
    batch and of the file. A trace number may occur once.
    """
    records = _records(text)
    header, control = records[0], records[-1]
    _expect(header, "1", "a file header")
    if header.part(35, 6) != "094101":
        raise header.bad("not of 94 characters in blocks of ten, format 1")
    _expect(control, "9", "a file control")
    left = iter(records[1:-1])
    batches = tuple(_batches(left))
    entries = tuple(entry for batch in batches for entry in batch.entries)
    if control.digits(2, 6, "the number of batches") != len(batches):
        raise control.bad(f"{len(batches)} batches, and the file says {control.part(2, 6)}")
    _check(control, Totals.of(entries), at=(14, 22, 32, 44), count_width=8)
    traces = [entry.trace for entry in entries]
    if len(set(traces)) < len(traces):
        twice = next(trace for trace in traces if traces.count(trace) > 1)
        raise BadFile(f"trace number {twice} occurs twice")
    return AchFile(
        destination=Party(header.part(5, 9).strip(), header.part(41, 23).strip()),
        origin=Party(header.part(15, 9).strip(), header.part(64, 23).strip()),
        company=_company(records),
        created_on=header.day(24, "the day of its making"),
        modifier=header.part(34, 1),
        reference=header.part(87, 8).strip(),
        batches=batches,
    )


def _records(text: str) -> list[_Record]:
    lines = text.split("\n")
    if lines.pop() != "" or not lines:
        raise BadFile("the file is cut off")
    records = [_Record(number, line) for number, line in enumerate(lines, 1)]
    for record in records:
        if len(record.text) != RECORD or not record.text.isascii():
            raise record.bad(f"{len(record.text)} characters, not {RECORD} plain ones")
    if len(records) % BLOCK:
        raise BadFile(f"{len(records)} records don't fill whole blocks of {BLOCK}")
    while records and records[-1].text == _PADDING:
        records.pop()
    if len(records) < 2:
        raise BadFile("the file holds nothing")
    blocks = len(lines) // BLOCK
    if records[-1].part(1, 1) == "9" and records[-1].digits(8, 6, "blocks") != blocks:
        raise records[-1].bad(f"{blocks} blocks, and the file says {records[-1].part(8, 6)}")
    return records


def _batches(left: Iterator[_Record]) -> Iterator[Batch]:
    for number, header in enumerate(left, 1):
        _expect(header, "5", "a batch header")
        sec = header.part(51, 3)
        if sec not in {"PPD", "WEB"}:
            raise header.bad(f"entries of a class we don't use: {sec!r}")
        if header.digits(88, 7, "the batch's number") != number:
            raise header.bad(f"batch {header.part(88, 7)} stands where batch {number} should")
        entries, control = _entries(left, header)
        if not entries:
            raise control.bad("a batch without entries")
        if control.part(2, 3) != header.part(2, 3) or control.part(45, 10) != header.part(41, 10):
            raise control.bad("its control is of another batch")
        _check(control, Totals.of(entries), at=(5, 11, 21, 33), count_width=6)
        effective = header.day(70, "the effective day")
        yield Batch(
            sec=sec,  # type: ignore[arg-type]
            description=header.part(54, 10).strip(),
            effective_on=effective,
            entries=tuple(entries),
            settled_on=_settlement(header, effective),
        )


def _entries(left: Iterator[_Record], header: _Record) -> tuple[list[Entry], _Record]:
    """Return a batch's entries and its control record."""
    entries: list[Entry] = []
    for record in left:
        if record.part(1, 1) == "8":
            return entries, record
        _expect(record, "6", "an entry or the end of its batch")
        entries.append(_entry(record, left))
    raise header.bad("the batch doesn't end")


def _entry(record: _Record, left: Iterator[_Record]) -> Entry:
    code, routing, trace = record.part(2, 2), record.part(4, 9), record.part(80, 15)
    if code not in CODES:
        raise record.bad(f"a transaction code we don't use: {code!r}")
    if not is_routing(routing):
        raise record.bad(f"routing number {routing!r} fails its check digit")
    record.digits(80, 15, "the trace number")
    amount = record.digits(30, 10, "the amount")
    if not amount:
        raise record.bad("an amount of nothing")
    returned = None
    if record.part(79, 1) == "1":
        returned = _addendum(record, next(left, None))
    return Entry(
        code=code,
        routing=routing,
        account=record.part(13, 17).strip(),
        amount=Money(amount),
        individual=record.part(40, 15).strip(),
        name=record.part(55, 22).strip(),
        trace=trace,
        returned=returned,
    )


def _addendum(entry: _Record, record: _Record | None) -> Return:
    if record is None or record.part(1, 3) != f"7{RETURN_ADDENDA}":
        raise entry.bad("its addendum is missing")
    code = record.part(4, 3)
    if not re.fullmatch("R[0-9]{2}", code):
        raise record.bad(f"a return code that is none: {code!r}")
    record.digits(7, 15, "the returned trace number")
    if record.part(80, 15) != entry.part(80, 15):
        raise record.bad("an addendum of another entry")
    return Return(code, record.part(7, 15))


def _settlement(header: _Record, effective: date) -> date | None:
    """Return the day that the bank settled on, the first such day from the effective one on."""
    field = header.part(76, 3)
    if field == julian(None):
        return None
    number = header.digits(76, 3, "the settlement day")
    for days in range(366):
        day = effective + timedelta(days=days)
        if day.timetuple().tm_yday == number:
            return day
    raise header.bad(f"the settlement day is none: {field!r}")


def _check(record: _Record, total: Totals, at: tuple[int, int, int, int], count_width: int) -> None:
    """Compare a control record with what was added up."""
    count, hash_, debit, credit = at
    for start, width, found, what in (
        (count, count_width, total.count, "entries"),
        (hash_, 10, total.hash, "the sum of routing numbers"),
        (debit, 12, total.debit, "cents of debits"),
        (credit, 12, total.credit, "cents of credits"),
    ):
        said = record.digits(start, width, what)
        if said != found:
            raise record.bad(f"{what}: {found} added up, and the file says {said}")


def _expect(record: _Record, kind: str, what: str) -> None:
    if record.part(1, 1) != kind:
        raise record.bad(f"{what} should stand here")


def _company(records: Sequence[_Record]) -> str:
    return next((r.part(5, 16).strip() for r in records if r.part(1, 1) == "5"), "")
