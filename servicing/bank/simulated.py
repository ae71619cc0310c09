"""The demo's bank: it takes the lender's files and answers them on the right banking days.

What it does with an account is a row of `bank.accounts`; an account without one pays. Everything
follows from those rows and the file: the same file gives the same answers, whenever it is asked.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from servicing.bank.ach import (
    DEBITS,
    RETURNED_CREDIT,
    RETURNED_DEBIT,
    AchFile,
    Batch,
    Entry,
    Return,
    write,
)
from servicing.bank.numbers import LENDERS_BANK
from servicing.bank.reading import parse
from servicing.calendar import BusinessDays
from servicing.payments.returns import WITHIN_BUSINESS_DAYS, rule

Does = Literal["pays", "short", "closed", "unknown", "frozen", "stopped", "disowns"]
_CODES = {"closed": "R02", "unknown": "R03", "frozen": "R16", "stopped": "R08", "disowns": "R10"}
_ONLY_DEBITS = frozenset({"stopped", "disowns"})
_DISOWNED_AFTER_DAYS = 21


class ReturnsTooLate(Exception):
    """The bank can't send this code so many days after settlement."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What an account does; `next_code` overrides it once, `next_after_days` says when."""

    number: str
    does: Does
    short_percent: int
    next_code: str | None
    next_after_days: int | None


def set_habit(
    connection: psycopg.Connection[Any], number: str, does: Does, short_percent: int = 0
) -> None:
    """Say what an account does from now on."""
    connection.execute(
        "INSERT INTO bank.accounts (number, does, short_percent) VALUES (%s, %s, %s)"
        " ON CONFLICT (number) DO UPDATE SET does = excluded.does,"
        " short_percent = excluded.short_percent",
        [number, does, short_percent],
    )


def return_next(
    connection: psycopg.Connection[Any], number: str, code: str, after_days: int | None = None
) -> None:
    """Let the account's next entry come back with a code, once.

    After two banking days, or `after_days` calendar days from settlement. Raises
    `ReturnsTooLate` when the code doesn't allow that many.
    """
    if after_days is not None and after_days > (rule(code).within_days or 0):
        raise ReturnsTooLate(f"{code} comes back within {WITHIN_BUSINESS_DAYS} banking days")
    connection.execute(
        "INSERT INTO bank.accounts (number, next_code, next_after_days) VALUES (%s, %s, %s)"
        " ON CONFLICT (number) DO UPDATE SET next_code = excluded.next_code,"
        " next_after_days = excluded.next_after_days",
        [number, code, after_days],
    )


def take(connection: psycopg.Connection[Any], text: str, days: BusinessDays) -> None:
    """Accept the lender's file and decide what becomes of each entry; a known file is let be.

    Raises `BadFile` as a real bank would refuse it.
    """
    file = parse(text)
    new = connection.execute(
        "INSERT INTO bank.files (reference, kind, banking_day, contents)"
        " VALUES (%s, 'payments', %s, %s) ON CONFLICT DO NOTHING RETURNING 1",
        [file.reference, file.created_on, text],
    ).fetchone()
    if new is None:
        return
    habits = _habits(connection, [entry.account for entry in file.entries])
    for batch in file.batches:
        for entry in batch.entries:
            code, back_on = _outcome(habits.get(entry.account), entry, batch.effective_on, days)
            connection.execute(
                "INSERT INTO bank.entries (trace, reference, settles_on, code, returns_on)"
                " VALUES (%s, %s, %s, %s, %s)",
                [entry.trace, file.reference, batch.effective_on, code, back_on],
            )
    connection.execute(
        "UPDATE bank.accounts SET next_code = NULL, next_after_days = NULL"
        " WHERE next_code IS NOT NULL AND number = ANY(%s)",
        [[entry.account for entry in file.entries]],
    )


def answers(connection: psycopg.Connection[Any], day: date) -> list[str]:
    """Return the bank's files of a banking day: what settled, and what comes back."""
    made = []
    for kind, column in (("settled", "settles_on"), ("returned", "returns_on")):
        found = connection.execute(
            f"SELECT e.trace, e.code, f.contents FROM bank.entries e"  # noqa: S608  # fixed text
            f" JOIN bank.files f USING (reference) WHERE e.{column} = %s"
            f" ORDER BY f.reference, e.trace",
            [day],
        ).fetchall()
        if found:
            text = write(_answer(kind, day, found))
            connection.execute(
                "INSERT INTO bank.files (reference, kind, banking_day, contents)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [parse(text).reference, kind, day, text],
            )
            made.append(text)
    return made


def _habits(connection: psycopg.Connection[Any], numbers: Sequence[str]) -> dict[str, Habit]:
    with connection.cursor(row_factory=class_row(Habit)) as cursor:
        found = cursor.execute(
            "SELECT number, does, short_percent, next_code, next_after_days FROM bank.accounts"
            " WHERE number = ANY(%s)",
            [list(numbers)],
        ).fetchall()
    return {habit.number: habit for habit in found}


def _outcome(
    habit: Habit | None, entry: Entry, settles_on: date, days: BusinessDays
) -> tuple[str | None, date | None]:
    """Return the code and the day with which an entry comes back, or twice None."""
    if habit is None:
        return None, None
    code, after_days = habit.next_code, habit.next_after_days
    if code is None:
        code = _habitual(habit, entry, settles_on)
        after_days = _DISOWNED_AFTER_DAYS if habit.does == "disowns" else None
    if code is None:
        return None, None
    if after_days is None:
        return code, days.add(settles_on, WITHIN_BUSINESS_DAYS)
    last_open = days.add(settles_on + timedelta(days=after_days + 1), -1)
    return code, max(last_open, days.add(settles_on, 1))


def _habitual(habit: Habit, entry: Entry, day: date) -> str | None:
    is_debit = entry.code in DEBITS
    if habit.does == "short":
        lot = int(hashlib.sha256(f"{habit.number}/{day}".encode()).hexdigest(), 16) % 100
        return "R01" if is_debit and lot < habit.short_percent else None
    if habit.does in _ONLY_DEBITS and not is_debit:
        return None
    return _CODES.get(habit.does)


def _answer(kind: str, day: date, found: Iterable[tuple[str, str | None, str]]) -> AchFile:
    """Return the lender's own batches with the settlement day, or its entries sent back."""
    texts: dict[str, dict[str, str | None]] = {}
    for trace, code, text in found:
        texts.setdefault(text, {})[trace] = code
    batches, number = [], 0
    for text, codes in texts.items():
        original = parse(text)
        for batch in original.batches:
            entries = [entry for entry in batch.entries if entry.trace in codes]
            if not entries:
                continue
            if kind == "returned":
                entries = [
                    _back(entry, codes[entry.trace] or "", number + n)
                    for n, entry in enumerate(entries, 1)
                ]
                number += len(entries)
            batches.append(
                Batch(batch.sec, batch.description, batch.effective_on, tuple(entries), day)
            )
    return AchFile(
        destination=original.origin,
        origin=LENDERS_BANK,
        company=original.company,
        created_on=day,
        modifier="A",
        reference=f"{'ST' if kind == 'settled' else 'RT'}{day:%y%m%d}",
        batches=tuple(batches),
    )


def _back(entry: Entry, code: str, number: int) -> Entry:
    return replace(
        entry,
        code=RETURNED_DEBIT if entry.code in DEBITS else RETURNED_CREDIT,
        trace=f"{entry.routing[:8]}{number:07}",
        returned=Return(code, entry.trace),
    )
