"""The file format between a lender and its bank: NACHA, 94 characters a record.

`write` makes a file and `servicing.bank.reading` takes one apart; what is written reads back as
it was. Amounts are cents, never negative: whether an entry is a debit or a credit is its code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.money import Money

RECORD = 94
BLOCK = 10
DEBIT, CREDIT = "27", "22"
"""To take from, or pay into, a checking account."""
RETURNED_DEBIT, RETURNED_CREDIT = "26", "21"
DEBITS = frozenset({DEBIT, RETURNED_DEBIT})
CODES = DEBITS | {CREDIT, RETURNED_CREDIT}
MIXED, CREDITS_ONLY, DEBITS_ONLY = "200", "220", "225"
RETURN_ADDENDA = "99"
RETRY = "RETRY PYMT"
"""What a batch of re-presented debits must be called (NACHA, reinitiated entries)."""

SecCode = Literal["PPD", "WEB"]


@dataclass(frozen=True, slots=True)
class Party:
    """An end of the exchange: its routing number of nine digits, and its name."""

    routing: str
    name: str


@dataclass(frozen=True, slots=True)
class Return:
    """Why an entry came back: the code and the trace number of the entry that it answers."""

    code: str
    trace: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One debit or credit. `trace` is its number; `individual` is what the lender calls it."""

    code: str
    routing: str
    account: str
    amount: Money
    individual: str
    name: str
    trace: str
    returned: Return | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one purpose. `settled_on` is filled in by the bank, in what it sends back."""

    sec: SecCode
    description: str
    effective_on: date
    entries: tuple[Entry, ...]
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class AchFile:
    """A whole file. `reference` names it for good; `modifier` tells apart files of one day."""

    destination: Party
    origin: Party
    company: str
    created_on: date
    modifier: str
    reference: str
    batches: tuple[Batch, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order."""
        return tuple(entry for batch in self.batches for entry in batch.entries)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a control record adds up: records, routing numbers, cents."""

    count: int
    hash: int
    debit: int
    credit: int

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Totals":
        """Add up entries; an addendum counts as a record of its own."""
        count = hash_ = debit = credit = 0
        for entry in entries:
            count += 1 if entry.returned is None else 2
            hash_ += int(entry.routing[:8])
            debit += entry.amount.minor if entry.code in DEBITS else 0
            credit += 0 if entry.code in DEBITS else entry.amount.minor
        return cls(count, hash_ % 10**10, debit, credit)


def write(file: AchFile) -> str:
    """Return the file's text: records by line, filled up with nines to whole blocks."""
    records = [_file_header(file)]
    for number, batch in enumerate(file.batches, 1):
        records += _batch(file, number, batch)
    total = Totals.of(file.entries)
    blocks = -(-(len(records) + 1) // BLOCK)
    records.append(
        f"9{len(file.batches):06}{blocks:06}{total.count:08}{total.hash:010}"
        f"{total.debit:012}{total.credit:012}{'':39}"
    )
    records += ["9" * RECORD] * (blocks * BLOCK - len(records))
    return "".join(f"{record}\n" for record in records)


def julian(day: date | None) -> str:
    """Write a settlement date: the day's number in its year."""
    return "   " if day is None else f"{day.timetuple().tm_yday:03}"


def plain(text: str, width: int) -> str:
    """Write words in the characters that a file may hold, cut or filled up to a width."""
    kept = (char if " " <= char <= "~" else "?" for char in text)
    return f"{''.join(kept)[:width]:{width}}"


def _file_header(file: AchFile) -> str:
    return (
        f"101 {file.destination.routing:>9} {file.origin.routing:>9}{file.created_on:%y%m%d}0000"
        f"{file.modifier}094101{plain(file.destination.name, 23)}{plain(file.origin.name, 23)}"
        f"{plain(file.reference, 8)}"
    )


def _batch(file: AchFile, number: int, batch: Batch) -> list[str]:
    service = _service(batch.entries)
    company = f"1{file.origin.routing}"
    own = file.origin.routing[:8]
    total = Totals.of(batch.entries)
    records = [
        f"5{service}{plain(file.company, 16)}{'':20}{company}{batch.sec}"
        f"{plain(batch.description, 10)}{batch.effective_on:%y%m%d}{batch.effective_on:%y%m%d}"
        f"{julian(batch.settled_on)}1{own}{number:07}"
    ]
    for entry in batch.entries:
        records.append(
            f"6{entry.code}{entry.routing}{plain(entry.account, 17)}{entry.amount.minor:010}"
            f"{plain(entry.individual, 15)}{plain(entry.name, 22)}  "
            f"{0 if entry.returned is None else 1}{entry.trace}"
        )
        if entry.returned is not None:
            records.append(
                f"7{RETURN_ADDENDA}{entry.returned.code}{entry.returned.trace}{'':6}"
                f"{entry.routing[:8]}{'':44}{entry.trace}"
            )
    records.append(
        f"8{service}{total.count:06}{total.hash:010}{total.debit:012}{total.credit:012}"
        f"{company}{'':25}{own}{number:07}"
    )
    return records


def _service(entries: Sequence[Entry]) -> str:
    kinds = {entry.code in DEBITS for entry in entries}
    if kinds == {True}:
        return DEBITS_ONLY
    return CREDITS_ONLY if kinds == {False} else MIXED
