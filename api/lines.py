"""The books' own view of a line, for people who check what the assistant said."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from tools.ports import Books
from tools.values import LENDER_ZONE, Count, Money, Percent, View
from tools.views import (
    AccountSnapshot,
    Autopay,
    Balance,
    ContactPreference,
    Flag,
    LimitRequest,
    LinkedBank,
    Payment,
    PendingDraw,
    PendingTransaction,
    Plan,
    Product,
    RightRecord,
)

PAYMENTS_MAX = 100
CLAIM_KINDS = frozenset({"billing_error", "unauthorized_use", "identity_theft"})


class Terms(View):
    """What the line was agreed on."""

    product: Product
    credit_limit: Money
    purchase_apr: Percent | None
    draw_apr: Percent | None
    autopay: Autopay | None
    bank: LinkedBank | None


class Standing(View):
    """Where the line stands today."""

    status: Literal["current", "past_due", "charged_off", "closed"]
    available_credit: Money
    minimum_due: Money
    due_date: date | None
    past_due: Money
    days_past_due: Count
    next_closing_date: date
    version: int


class LastStatement(View):
    """The statement that closed last."""

    closing_date: date
    due_date: date
    new_balance: Money
    minimum_due: Money


class Line(View):
    """A line in the books. Of a past day: balances, statement, payments and rights as of then."""

    handle: str
    borrower_id: str
    account_id: str
    holder: str
    as_of: date
    terms: Terms = Field(description="today's")
    balances: Balance
    standing: Standing | None = Field(description="None for a past day")
    statement: LastStatement | None
    payments: tuple[Payment, ...]
    pending_transactions: tuple[PendingTransaction, ...]
    pending_draws: tuple[PendingDraw, ...]
    contact_preferences: tuple[ContactPreference, ...] = Field(description="today's")
    requests: tuple[LimitRequest, ...]
    claims: tuple[RightRecord, ...]
    plans: tuple[Plan, ...]
    flags: tuple[Flag, ...] = Field(description="today's")
    rights: tuple[RightRecord, ...]


async def read_line(
    books: Books, handle: str, borrower_id: str, past: tuple[date, Mapping[str, Decimal]] | None
) -> Line:
    """Return a line as the books hold it, today or with the balances of a past day."""
    snapshot = await books.snapshot()
    day = past[0] if past else snapshot.as_of
    statement = await books.statement(day)
    page = await books.payments(PAYMENTS_MAX)
    rights = tuple(r for r in await books.rights() if _lender_day(r.received_at) <= day)
    return Line(
        handle=handle,
        borrower_id=borrower_id,
        account_id=snapshot.account_id,
        holder=snapshot.holder,
        as_of=day,
        terms=Terms(
            product=snapshot.product,
            credit_limit=snapshot.credit_limit,
            purchase_apr=snapshot.purchase_apr,
            draw_apr=snapshot.draw_apr,
            autopay=snapshot.autopay,
            bank=snapshot.bank,
        ),
        balances=_balance(past[1]) if past else snapshot.balance,
        standing=None if past else _standing(snapshot),
        statement=None
        if statement is None
        else LastStatement(
            closing_date=statement.closing_date,
            due_date=statement.due_date,
            new_balance=statement.new_balance,
            minimum_due=statement.minimum_due,
        ),
        payments=tuple(p for p in page.payments if not past or p.on <= day),
        pending_transactions=() if past else snapshot.pending_transactions,
        pending_draws=() if past else snapshot.pending_draws,
        contact_preferences=snapshot.contact_preferences,
        requests=tuple(r for r in snapshot.requests if _lender_day(r.received_at) <= day),
        claims=tuple(right for right in rights if right.kind in CLAIM_KINDS),
        plans=() if past or snapshot.plan is None else (snapshot.plan,),
        flags=snapshot.flags,
        rights=rights,
    )


def _standing(snapshot: AccountSnapshot) -> Standing:
    return Standing(
        status=snapshot.status,
        available_credit=snapshot.available_credit,
        minimum_due=snapshot.minimum_due,
        due_date=snapshot.due_date,
        past_due=snapshot.past_due,
        days_past_due=snapshot.days_past_due,
        next_closing_date=snapshot.next_closing_date,
        version=snapshot.version,
    )


def _balance(buckets: Mapping[str, Decimal]) -> Balance:
    """Return a view of bucket balances; `credit` is shown as what the lender owes."""
    owed = {name: amount for name, amount in buckets.items() if name != "credit"}
    credit = -buckets["credit"]
    return Balance(current=sum(owed.values(), Decimal(0)) - credit, credit=credit, **owed)


def _lender_day(instant: datetime) -> date:
    return instant.astimezone(LENDER_ZONE).date()
