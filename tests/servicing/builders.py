"""Lines for tests that need no database."""

from dataclasses import replace
from datetime import date

from servicing.accounts.model import Bank, Due, LastStatement, Line, OpenCycle, State
from servicing.ledger.model import Bucket
from servicing.money import Money
from servicing.products import load_products

MARCH = date(2026, 3, 1)


def dollars(text: str) -> Money:
    return Money.of(text)


def a_line(due_day: int = 25, opened_on: date = MARCH, limit: str = "5000") -> Line:
    return Line(
        account_id="900001",
        borrower_id="b-test",
        product=load_products()["revolving"],
        tier="standard",
        opened_on=opened_on,
        due_day=due_day,
        credit_limit=dollars(limit),
        status="open",
        version=1,
        state=State(OpenCycle(opened_on), opened_on, cycle_openings=[opened_on]),
        bank=Bank("Test Bank", "0001"),
    )


def a_draw_line(due_day: int = 25, opened_on: date = MARCH, limit: str = "500") -> Line:
    return replace(a_line(due_day, opened_on, limit), product=load_products()["draw-line"], tier="")


def owing(line: Line, *, minimum: str, due_on: date, purchase: str = "1000") -> Line:
    """Give a line a purchase balance and an open minimum."""
    line.state.buckets[Bucket.PURCHASE] = dollars(purchase)
    line.state.cycle.opening[Bucket.PURCHASE] = dollars(purchase)
    line.state.dues.append(Due(due_on, dollars(minimum), dollars(minimum)))
    line.state.last = LastStatement(
        closing_on=line.opened_on,
        due_on=due_on,
        balance=dollars(purchase),
        minimum=dollars(minimum),
        remaining=dollars(purchase),
        paid_in_full_on=None,
        came_with_grace=False,
    )
    return line


def fees(line: Line) -> list[tuple[str, Money]]:
    return [
        (one.kind, one.entries[0].amount)
        for one in line.changes.transactions
        if one.kind in {"late_fee", "returned_fee"}
    ]
