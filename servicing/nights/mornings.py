"""The morning of many lines: what the bank answered is applied, then the day opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import psycopg

from servicing import nightly
from servicing.accounts import repository as accounts
from servicing.accounts.model import Line, Payment
from servicing.bank import repository as bank
from servicing.bank.repository import Answer
from servicing.calendar import DAY, BusinessDays
from servicing.ledger import repository as ledger
from servicing.nights import repository
from servicing.nights.batches import in_batches
from servicing.payments import answers, payouts
from servicing.products import Product


def run_mornings(
    dsn: str,
    day: date,
    products: Mapping[str, Product],
    days: BusinessDays,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Take every line through the morning of `day` that hasn't had it; return how many."""
    work = partial(_open, day=day, days=days)
    return in_batches(dsn, products, repository.before_morning(dsn, day), work, progress)


def _open(
    connection: psycopg.Connection[Any], lines: Sequence[Line], *, day: date, days: BusinessDays
) -> None:
    due = [line for line in lines if line.state.morning_of < day]
    by_account: dict[str, list[Answer]] = {line.account_id: [] for line in due}
    found = bank.to_apply(connection, list(by_account), day)
    for answer in found:
        by_account[answer.account_id].append(answer)
    for line in due:
        # A line whose cycle ended was closed with the others; this is for one that was missed.
        nightly.evening(line, day - DAY)
        for answer in by_account[line.account_id]:
            _apply(connection, line, answer, day, days)
        nightly.morning(line, day, days)
    bank.mark_applied(connection, found, day)
    quiet = [line.account_id for line in due if not line.changes.touched]
    if quiet:
        repository.pass_over(connection, quiet, day, day - DAY)


def _apply(
    connection: psycopg.Connection[Any],
    line: Line,
    answer: Answer,
    day: date,
    days: BusinessDays,
) -> None:
    if answer.payment_id is not None:
        find = partial(_payment, connection, line)
        payment = answers.standing(find(answer.payment_id), find)
        if answer.code is None:
            answers.settled(line, payment, day)
        else:
            answers.returned(line, payment, day, answer.code, days)
    elif answer.code is not None and answer.draw_id is not None:
        (drawn,) = ledger.transactions(connection, line.account_id, ids=[answer.draw_id])
        payouts.returned(line, drawn, day, answer.code)


def _payment(connection: psycopg.Connection[Any], line: Line, payment_id: str) -> Payment:
    """Return a payment of the line; one that came back late may not be loaded with it."""
    if payment_id not in line.payments:
        found = accounts.payment(connection, line.account_id, payment_id)
        if found is None:
            raise LookupError(payment_id)
        line.payments[payment_id] = found
    return line.payments[payment_id]
