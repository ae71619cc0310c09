"""The file of a banking day: what the bank is to take and to pay out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg

from servicing.bank import repository
from servicing.bank.ach import CREDIT, DEBIT, RETRY, AchFile, Batch, Entry, SecCode, write
from servicing.bank.numbers import LENDER, LENDERS_BANK, account_number, routing_number
from servicing.bank.reading import parse
from servicing.bank.repository import Instruction
from servicing.calendar import BusinessDays

COMPANY = "HARBOR LINE"
TRACES_MOST = 9_999_999
_DRAWS_LOOKED_FOR_DAYS = 30

_BATCHES: tuple[tuple[str, SecCode, str], ...] = (
    ("one_off", "WEB", "PAYMENT"),
    ("autopay", "PPD", "AUTOPAY"),
    ("retry_one_off", "WEB", RETRY),
    ("retry_autopay", "PPD", RETRY),
    ("draw", "PPD", "DRAW"),
)
"""What goes together: one-time debits agreed online, standing ones agreed in writing, debits
presented again (which must be called so), and draws paid out."""


class OutOfTraces(Exception):
    """Every trace number of this origin has been used; older entries have to be archived."""


def collect(connection: psycopg.Connection[Any], day: date, days: BusinessDays) -> str | None:
    """Return the file of a banking day, made now if it isn't there; None if nothing moves.

    A day has one file: asked again, the same text. Everything in it is marked as sent in the
    same transaction, so nothing can be sent twice.
    """
    made = repository.file_text(connection, day)
    if made is not None:
        return made
    instructions = repository.to_move(connection, day, _draws_since(connection, day, days))
    if not instructions:
        return None
    first = int((repository.last_trace(connection) or "0")[-7:]) + 1
    if first + len(instructions) > TRACES_MOST:
        raise OutOfTraces(str(first))
    moved = list(zip(_traces(first), _grouped(instructions), strict=False))
    file = build(day, moved)
    text = write(file)
    parse(text)  # what the bank would refuse is refused here first
    repository.add_file(connection, file, "payments", day, text)
    repository.add_entries(connection, file.reference, moved)
    return text


def _draws_since(connection: psycopg.Connection[Any], day: date, days: BusinessDays) -> date:
    """Return from when on draws are paid out through files.

    Since the first file there was; what was drawn before it was paid out in another way. A draw
    is looked for a while, in case a night before left it out.
    """
    first = repository.first_day(connection) or day
    return max(days.add(first, -1), day - timedelta(days=_DRAWS_LOOKED_FOR_DAYS))


def build(day: date, moved: Sequence[tuple[str, Instruction]]) -> AchFile:
    """Return the file that moves these amounts on a banking day, each under its trace number."""
    batches = []
    for group, sec, description in _BATCHES:
        entries = tuple(_entry(trace, one) for trace, one in moved if _group(one) == group)
        if entries:
            batches.append(Batch(sec, description, day, entries))
    return AchFile(
        destination=LENDERS_BANK,
        origin=LENDER,
        company=COMPANY,
        created_on=day,
        modifier="A",
        reference=f"LW{day:%y%m%d}",
        batches=tuple(batches),
    )


def _entry(trace: str, one: Instruction) -> Entry:
    return Entry(
        code=CREDIT if one.draw_id is not None else DEBIT,
        routing=routing_number(one.bank_label),
        account=account_number(one.account_id, one.bank_last4),
        amount=one.amount,
        individual=one.payment_id or one.draw_id or "",
        name=one.name,
        trace=trace,
    )


def _group(one: Instruction) -> str:
    return one.source if one.attempt == 1 else f"retry_{one.source}"


def _grouped(instructions: Sequence[Instruction]) -> Iterator[Instruction]:
    """Return the instructions in the order in which the file holds them."""
    for group, _, _ in _BATCHES:
        yield from (one for one in instructions if _group(one) == group)


def _traces(first: int) -> Iterator[str]:
    """Return trace numbers: the lender's bank's eight digits and a number that never repeats."""
    while True:
        yield f"{LENDERS_BANK.routing[:8]}{first:07}"
        first += 1
