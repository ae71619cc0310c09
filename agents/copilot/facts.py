"""Which of the line's figures matter to whoever answers: those that hold something today."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.copilot.model import Fact
from agents.turn import Source
from tools.values import canonical
from tools.views import AccountSnapshot

TOOL = "account_snapshot"
Kind = Literal["money", "percent", "date", "count", "text"]


def facts_of(line: AccountSnapshot) -> tuple[Fact, ...]:
    """Return the line's figures that matter, each with its path in the snapshot."""
    return tuple(
        Fact(
            name=name,
            value=_written(value, kind),
            kind=kind,
            source=Source(type="tool", name=TOOL, path=path),
        )
        for name, path, kind, value in (*_standing(line), *_coming(line))
        if value not in (None, "", 0)
    )


Row = tuple[str, str, Kind, Decimal | date | int | str | None]


def _standing(line: AccountSnapshot) -> Iterator[Row]:
    balance = line.balance
    yield "product", "product.name", "text", line.product.name
    yield "status", "status", "text", line.status
    yield "balance", "balance.current", "money", _even_if_none(balance.current)
    yield "disputed", "balance.disputed", "money", balance.disputed
    yield "credit", "balance.credit", "money", balance.credit
    yield "past_due", "past_due", "money", line.past_due
    yield "days_past_due", "days_past_due", "count", line.days_past_due
    yield "available_credit", "available_credit", "money", line.available_credit
    for position, flag in enumerate(line.flags):
        yield "flag", f"flags.{position}", "text", flag


def _coming(line: AccountSnapshot) -> Iterator[Row]:
    yield "minimum_due", "minimum_due", "money", _even_if_none(line.minimum_due)
    yield "due_date", "due_date", "date", line.due_date
    if line.autopay is not None:
        yield "autopay", "autopay.kind", "text", line.autopay.kind
        yield "autopay_next", "autopay.next_date", "date", line.autopay.next_date
        yield "autopay_amount", "autopay.next_amount", "money", line.autopay.next_amount
    if line.plan is not None:
        yield "plan", "plan.program", "text", line.plan.program
        yield "plan_payment", "plan.payment", "money", line.plan.payment
        yield "plan_next", "plan.next_payment_date", "date", line.plan.next_payment_date
        yield "plan_month", "plan.month", "count", line.plan.month
        yield "plan_months", "plan.months", "count", line.plan.months
    if line.open_draw is not None:
        yield "draw_left", "open_draw.left", "money", line.open_draw.left
        yield "draw_due", "open_draw.due_on", "date", line.open_draw.due_on
    for position, one in enumerate(line.pending_payments):
        at = f"pending_payments.{position}"
        yield "payment_on_its_way", f"{at}.amount", "money", one.amount
        yield "payment_day", f"{at}.on", "date", one.on


def _even_if_none(amount: Decimal) -> Decimal | str:
    """Return an amount that is said also where it is nothing."""
    return amount if amount else canonical(amount, "money")


def _written(value: Decimal | date | int | str | None, kind: Kind) -> str:
    if isinstance(value, Decimal):
        return canonical(value, "percent" if kind == "percent" else "money")
    return value.isoformat() if isinstance(value, date) else str(value)
