"""The composition root's part for corrections by hand: who asks, what they see, what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import psycopg

from api.auth.roles import find, people
from api.failures import BadInput, CheckFailed
from api.records import acts
from servicing.backposts.backpost import BackDated
from servicing.clock import Clock
from servicing.desk import Act, Corrections, Order, Outcome, Person, Service
from servicing.desk.corrected import Corrected
from servicing.money import Money
from servicing.products import load_products
from servicing.refusal import Refusal
from servicing.session import Pool
from tools.desk import StaffAct

Kind = Literal["payment", "purchase", "draw", "refund", "adjustment"]
_NAMES: dict[Kind, str] = {
    "payment": "Payment received earlier",
    "purchase": "Purchase of an earlier day",
    "draw": "Draw of an earlier day",
    "refund": "Refund of an earlier day",
    "adjustment": "Credit of an earlier day",
}
_BAD_INPUT = frozenset(
    {
        "amount_too_small",
        "date_in_future",
        "before_opening",
        "not_past",
        "service_dates",
        "key_used",
    }
)
"""Refusals that say an argument is wrong; any other is a rule of the books."""


@dataclass(frozen=True)
class Asked:
    """Whose line, who asks, whether it is to be made, and under which key."""

    borrower_id: str
    by: str
    confirm: bool
    key: str | None


class Desk:
    """Corrections on the books, as the command line asks for them.

    Each returns what it came to, in dollars, ready to print. Raises `BadInput` for what can't be
    asked, `CheckFailed` for what the books' rules don't allow.
    """

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._books = Corrections(pool, load_products(), clock, _witness)

    def backpost(
        self, asked: Asked, kind: Kind, amount: Decimal, on: date, reason: str
    ) -> dict[str, Any]:
        """Post what counts from a past day."""
        what = BackDated(kind, _money(amount), on, _NAMES[kind], _text("--reason", reason))
        return _shown(asked, lambda order: self._books.back_post(order, asked.borrower_id, what))

    def reage(self, asked: Asked, reason: str) -> dict[str, Any]:
        """Bring a past due line back to current."""
        why = _text("--reason", reason)
        return _shown(asked, lambda order: self._books.reage(order, asked.borrower_id, why))

    def scra(
        self, asked: Asked, began: date, ended: date | None, orders: str | None
    ) -> dict[str, Any]:
        """Credit what was charged above 6 % in military service, and cap what is to come."""
        service = Service(began, ended, None if orders is None else _text("--orders", orders))
        return _shown(asked, lambda order: self._books.scra(order, asked.borrower_id, service))


def _shown(asked: Asked, do: Callable[[Order], Outcome | Refusal]) -> dict[str, Any]:
    key = None if asked.key is None else _text("--key", asked.key)
    done = do(Order(_person(asked.by), asked.confirm, key))
    if isinstance(done, Refusal):
        stops = BadInput if done.code in _BAD_INPUT else CheckFailed
        raise stops(f"{done.message} ({done.code})")
    return {"made": done.made, "repeated": done.repeated, **_in_dollars(done.corrected)}


def _person(staff_id: str) -> Person:
    who = find(staff_id)
    if who is None:
        known = ", ".join(one.staff_id for one in people())
        raise BadInput(f"there is nobody {staff_id!r} on the staff; there are {known}")
    limit = who.limits.get("credit")
    return Person(who.staff_id, who.role, None if limit is None else Money(int(limit * 100)))


def _witness(connection: psycopg.Connection[Any], act: Act) -> None:
    acts.append(
        connection,
        StaffAct(
            what=act.what,
            item_id=act.item_id,
            borrower_id=act.borrower_id,
            staff_id=act.by.staff_id,
            role=act.by.role,
            at=act.at,
            content_sha256=act.content_sha256,
            reasons=act.reasons,
            refused=act.refused,
            detail=act.detail,
        ),
    )


def _in_dollars(done: Corrected) -> dict[str, Any]:
    found = done.found
    return {
        "what": done.what,
        "account": done.account_id,
        "on": done.on.isoformat(),
        "posted": [
            {
                "transaction": one.transaction_id,
                "kind": one.kind,
                "counts_from": one.effective_on.isoformat(),
                "description": one.description,
                "amount": _dollars(one.amount),
                "parts": {leg.bucket: _dollars(leg.amount) for leg in one.legs},
            }
            for one in done.posted
        ],
        "interest": None if found.interest is None else _dollars(found.interest),
        "fees": None if found.fees is None else _dollars(found.fees),
        "balances": {
            one.bucket: [_dollars(one.before), _dollars(one.after)] for one in done.balances
        },
        "minimums": [
            {
                "due_on": one.due_on.isoformat(),
                "before": _dollars(one.before),
                "after": _dollars(one.after),
                "not_raised_to": None if one.would_be is None else _dollars(one.would_be),
            }
            for one in done.minimums
        ],
        "past_due": [_dollars(one) for one in done.past_due],
        "days_past_due": list(done.days_past_due),
        "payments_in_a_row": found.payments_in_a_row,
        "cycles": [
            {
                "closing_on": one.closing_on.isoformat(),
                "charged": _dollars(one.charged),
                "allowed": _dollars(one.allowed),
                "forgiven": _dollars(one.forgiven),
            }
            for one in found.cycles
        ],
        "credited_before": _dollars(found.credited_before),
    }


def _dollars(amount: Money) -> str:
    return str(amount.dollars)


def _text(name: str, text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadInput(f"{name} is empty")
    return words


def _money(amount: Decimal) -> Money:
    try:
        return Money.of(amount)
    except (ValueError, ArithmeticError) as error:
        raise BadInput(f"{amount} is no amount in dollars and cents") from error
