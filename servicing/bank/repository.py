"""The bank's files and what came of them, in Postgres. The caller owns the transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from servicing.bank.ach import AchFile, Totals
from servicing.bank.numbers import account_number
from servicing.money import Money
from servicing.tables import insert_rows

FileKind = Literal["payments", "settled", "returned"]
AnswerKind = Literal["settled", "returned"]


@dataclass(frozen=True, slots=True)
class Instruction:
    """Money to move: a payment to take, or a draw to pay out."""

    account_id: str
    borrower_id: str
    payment_id: str | None
    draw_id: str | None
    amount: Money
    source: str
    attempt: int
    bank_label: str
    bank_last4: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry that went to the bank."""

    trace: str
    account_id: str
    borrower_id: str
    payment_id: str | None
    draw_id: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank said of an entry, still to be applied."""

    trace: str
    kind: AnswerKind
    account_id: str
    payment_id: str | None
    draw_id: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that went to the bank or came from it, as a list shows it."""

    banking_day: date
    kind: FileKind
    reference: str
    entries: int
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry of a line and what the bank last said of it; Nones while it hasn't answered.

    `applied_on` is the day on which the books took the answer over.
    """

    sent_on: date
    trace: str
    asked_for: str
    amount_minor: int
    answer: AnswerKind | None
    answered_on: date | None
    code: str | None
    applied_on: date | None


_TO_MOVE = """
    SELECT p.account_id, p.borrower_id, p.payment_id, NULL AS draw_id, p.amount_minor, p.source,
        p.attempt, p.bank_label, p.bank_last4, b.name
    FROM servicing.payments p JOIN servicing.borrowers b USING (borrower_id)
    WHERE p.status = 'pending' AND p.source <> 'check' AND p.settles_on <= %(day)s
        AND NOT EXISTS (SELECT FROM servicing.bank_entries e WHERE e.payment_id = p.payment_id)
    UNION ALL
    SELECT t.account_id, t.borrower_id, NULL, t.transaction_id, -e.amount_minor, 'draw', 1,
        k.label, k.last4, b.name
    FROM servicing.transactions t
    JOIN servicing.borrowers b USING (borrower_id)
    JOIN servicing.bank_accounts k USING (account_id)
    JOIN servicing.entries e
        ON e.transaction_id = t.transaction_id AND e.ledger_account = 'bank_cash'
    WHERE t.kind = 'draw' AND t.posted_on < %(day)s AND t.posted_on >= %(since)s
        AND NOT EXISTS (SELECT FROM servicing.bank_entries n WHERE n.draw_id = t.transaction_id)
        AND NOT EXISTS (
            SELECT FROM servicing.transactions r WHERE r.reverses = t.transaction_id)
    ORDER BY 1, 3, 4
"""


def to_move(connection: psycopg.Connection[Any], day: date, since: date) -> list[Instruction]:
    """Return what the file of a banking day is to move, in order.

    Payments received that no file held yet, and draws posted from `since` up to the day before.
    """
    found = connection.execute(_TO_MOVE, {"day": day, "since": since})
    return [
        Instruction(account, borrower, payment, draw, Money(minor), *rest)
        for account, borrower, payment, draw, minor, *rest in found
    ]


def linked_number(connection: psycopg.Connection[Any], borrower_id: str) -> str | None:
    """Return the account number of a borrower's linked bank, or None."""
    row = connection.execute(
        "SELECT account_id, last4 FROM servicing.bank_accounts"
        " WHERE borrower_id = %s AND unlinked_on IS NULL",
        [borrower_id],
    ).fetchone()
    return None if row is None else account_number(*row)


def file_text(connection: psycopg.Connection[Any], day: date) -> str | None:
    """Return the text of a banking day's outgoing file, or None."""
    row = connection.execute(
        "SELECT contents FROM servicing.bank_files WHERE kind = 'payments' AND banking_day = %s",
        [day],
    ).fetchone()
    return None if row is None else row[0]


def first_day(connection: psycopg.Connection[Any]) -> date | None:
    """Return the banking day of the first file that was sent, or None."""
    row = connection.execute(
        "SELECT min(banking_day) FROM servicing.bank_files WHERE kind = 'payments'"
    ).fetchone()
    return None if row is None else row[0]


def last_trace(connection: psycopg.Connection[Any]) -> str | None:
    """Return the highest trace number given out, or None."""
    row = connection.execute("SELECT max(trace) FROM servicing.bank_entries").fetchone()
    return None if row is None else row[0]


def known_sha256(connection: psycopg.Connection[Any], reference: str) -> str | None:
    """Return the hash of the file of this reference, or None if there is none."""
    row = connection.execute(
        "SELECT sha256 FROM servicing.bank_files WHERE reference = %s", [reference]
    ).fetchone()
    return None if row is None else row[0]


def sha256(text: str) -> str:
    """Return a file's hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_file(
    connection: psycopg.Connection[Any], file: AchFile, kind: FileKind, day: date, text: str
) -> None:
    """Keep a file; raises `UniqueViolation` if its reference is taken."""
    total = Totals.of(file.entries)
    insert_rows(
        connection,
        "bank_files",
        [
            {
                "reference": file.reference,
                "kind": kind,
                "banking_day": day,
                "sha256": sha256(text),
                "entries": len(file.entries),
                "debit_minor": total.debit,
                "credit_minor": total.credit,
                "contents": text,
            }
        ],
    )


def add_entries(
    connection: psycopg.Connection[Any],
    reference: str,
    moved: Iterable[tuple[str, Instruction]],
) -> None:
    """Keep which trace number stands for which payment or draw."""
    insert_rows(
        connection,
        "bank_entries",
        (
            {
                "trace": trace,
                "reference": reference,
                "account_id": one.account_id,
                "borrower_id": one.borrower_id,
                "payment_id": one.payment_id,
                "draw_id": one.draw_id,
                "amount_minor": one.amount.minor,
            }
            for trace, one in moved
        ),
    )


def asked(connection: psycopg.Connection[Any], traces: Sequence[str]) -> Mapping[str, Asked]:
    """Return the entries of these trace numbers that were sent."""
    found = connection.execute(
        "SELECT trace, account_id, borrower_id, payment_id, draw_id, amount_minor"
        " FROM servicing.bank_entries WHERE trace = ANY(%s)",
        [list(traces)],
    )
    return {
        trace: Asked(trace, account, borrower, payment, draw, Money(minor))
        for trace, account, borrower, payment, draw, minor in found
    }


def answered(
    connection: psycopg.Connection[Any], kind: AnswerKind, traces: Sequence[str]
) -> set[str]:
    """Return which of these entries have such an answer already."""
    found = connection.execute(
        "SELECT trace FROM servicing.bank_answers WHERE kind = %s AND trace = ANY(%s)",
        [kind, list(traces)],
    )
    return {trace for (trace,) in found}


def add_answers(
    connection: psycopg.Connection[Any],
    reference: str,
    day: date,
    answers: Iterable[tuple[Asked, str | None]],
) -> None:
    """Keep what a file said: an entry settled, or came back with a code."""
    insert_rows(
        connection,
        "bank_answers",
        (
            {
                "trace": one.trace,
                "kind": "settled" if code is None else "returned",
                "reference": reference,
                "account_id": one.account_id,
                "borrower_id": one.borrower_id,
                "banking_day": day,
                "code": code,
            }
            for one, code in answers
        ),
    )


def to_apply(
    connection: psycopg.Connection[Any], account_ids: Sequence[str], day: date
) -> list[Answer]:
    """Return the answers of some accounts up to a day that weren't applied: settlements first."""
    with connection.cursor(row_factory=class_row(Answer)) as cursor:
        return cursor.execute(
            "SELECT a.trace, a.kind, a.account_id, e.payment_id, e.draw_id, a.code"
            " FROM servicing.bank_answers a JOIN servicing.bank_entries e USING (trace)"
            " WHERE a.applied_on IS NULL AND a.account_id = ANY(%s) AND a.banking_day <= %s"
            " ORDER BY a.account_id, a.banking_day, a.kind DESC, a.trace",
            [list(account_ids), day],
        ).fetchall()


def mark_applied(connection: psycopg.Connection[Any], answers: Sequence[Answer], day: date) -> None:
    """Note that answers were applied; it commits with what they led to."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE servicing.bank_answers SET applied_on = %s WHERE trace = %s AND kind = %s",
            [(day, one.trace, one.kind) for one in answers],
        )


def files(connection: psycopg.Connection[Any], limit: int) -> list[Listed]:
    """Return the files exchanged with the bank, newest first."""
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        return cursor.execute(
            "SELECT banking_day, kind, reference, entries, debit_minor, credit_minor"
            " FROM servicing.bank_files ORDER BY banking_day DESC, kind, reference LIMIT %s",
            [limit],
        ).fetchall()


def entries_of(connection: psycopg.Connection[Any], borrower_id: str, limit: int) -> list[Sent]:
    """Return what was asked of a borrower's bank and what came of it, newest first.

    An entry that settled and came back later shows as returned.
    """
    with connection.cursor(row_factory=class_row(Sent)) as cursor:
        return cursor.execute(
            "SELECT f.banking_day AS sent_on, e.trace,"
            " coalesce(e.payment_id, e.draw_id) AS asked_for, e.amount_minor,"
            " a.kind AS answer, a.banking_day AS answered_on, a.code, a.applied_on"
            " FROM servicing.bank_entries e JOIN servicing.bank_files f USING (reference)"
            " LEFT JOIN LATERAL (SELECT * FROM servicing.bank_answers n WHERE n.trace = e.trace"
            "  ORDER BY n.banking_day DESC, n.kind LIMIT 1) a ON true"
            " WHERE e.borrower_id = %s ORDER BY f.banking_day DESC, e.trace DESC LIMIT %s",
            [borrower_id, limit],
        ).fetchall()
