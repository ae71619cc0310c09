"""What every part of the embedded desk does the same way: whose work it is, and threads."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from servicing.desk import Person
from servicing.money import Money
from servicing.refusal import Refusal
from tools import views as shared
from tools.clients.embedded.client import unavailable
from tools.desk import Limit, Staff

T = TypeVar("T")


def person(who: Staff) -> Person:
    """Return who is at work as the books know them."""
    return Person(who.staff_id, who.role, _limit(who, "credit"), _limit(who, "plan_balance"))


def _limit(who: Staff, name: Limit) -> Money | None:
    """Return a limit in whole cents, cut down to them; None where nothing may be approved."""
    amount = who.limits.get(name)
    return None if amount is None or amount < 0 else Money(int(amount * 100))


def money(amount: Decimal | None) -> Money | None:
    """Return dollars as money."""
    return None if amount is None else Money.of(amount)


def refusal(one: Refusal) -> shared.Refusal:
    """Return the books' refusal as callers see it."""
    return shared.Refusal(
        code=one.code,
        message=one.message,
        limit=None if one.limit is None else one.limit.dollars,
        on=one.on,
        policy=one.policy,
    )


async def run(work: Callable[[], T]) -> T:
    """Do something that blocks in a thread. Raises `tools.ports.BooksUnavailable`."""

    def guarded() -> T:
        with unavailable():
            return work()

    return await asyncio.to_thread(guarded)
