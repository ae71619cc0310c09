"""Where a line stands, as it is shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from servicing.accounts import draws, subscription
from servicing.accounts.model import Line
from servicing.accounts.repository import Holder
from servicing.contacts.preferences import Preference
from servicing.contract.claims import Claim
from servicing.contract.payments import Payment, payment
from servicing.contract.shape import Dollars, Percent, Shape
from servicing.ledger.model import Bucket
from servicing.lines import limits
from servicing.money import ZERO, Money
from servicing.payments import autopay as standing_order
from servicing.plans import schedule


class Product(Shape):
    """What the line is, and which federal rules reach it."""

    id: str
    name: str
    kind: str
    card_access: bool
    bears_interest: bool
    penalty_fees: bool
    whole_balance_due: bool
    autopay_covers: tuple[str, ...]


class Balance(Shape):
    """What is owed, by bucket. `current` is the sum of the others; `credit` counts against it."""

    current: Dollars
    purchase: Dollars
    draw: Dollars
    interest: Dollars
    fees: Dollars
    disputed: Dollars
    credit: Dollars


class LinkedBank(Shape):
    """The bank account payments come from."""

    label: str
    last4: str


class Autopay(Shape):
    """The standing instruction and what it will do next."""

    kind: Literal["minimum", "statement", "current", "fixed", "fee"]
    amount: Dollars | None = Field(None, description="of a fixed instruction")
    days_before_due: int = 0
    next_date: date | None
    next_amount: Dollars | None
    ends_after: date | None = Field(None, description="its last run, if it was stopped after that")


class Plan(Shape):
    """An active hardship plan."""

    program: str
    payment: Dollars
    next_payment_date: date | None
    month: int
    months: int
    apr: Percent
    ends_on: date


class PendingTransaction(Shape):
    """An authorisation that hasn't settled: it holds credit, it isn't owed yet."""

    id: str
    authorised_on: date
    description: str
    amount: Dollars


class Subscription(Shape):
    """A fee per cycle, used or not; `next_charge_date` is None when none is coming."""

    fee: Dollars
    next_charge_date: date | None


class OpenDraw(Shape):
    """A draw that is repaid whole by a due date, on a line that has one draw at a time.

    `left` is what remains of `amount` once the payments on their way have settled.
    """

    amount: Dollars
    left: Dollars
    taken_on: date
    due_on: date


class NoDraw(Shape):
    """Why no draw can be taken today; `amount` and `on` are the figures of `message`."""

    code: str
    message: str
    amount: Dollars | None
    on: date | None


class PendingDraw(Shape):
    """A cash draw on its way: it holds credit, and is owed once it goes out."""

    id: str
    amount: Dollars
    fee: Dollars
    asked_on: date
    goes_out_on: date


class ContactPreference(Shape):
    """A choice of how to be reached; what isn't listed is allowed."""

    channel: Literal["phone", "text", "email"]
    purpose: Literal["servicing", "collections", "marketing"]
    allowed: bool


class LimitRequest(Shape):
    """A request for a higher limit on record; people decide it."""

    reference: str
    limit: Dollars
    received_at: datetime
    answer_by: date
    status: Literal["open", "approved", "declined", "withdrawn"]


class AccountSnapshot(Shape):
    """A line as it stands today. `version` grows with every change."""

    account_id: str
    as_of: date
    version: int
    product: Product
    first_name: str
    holder: str
    status: Literal["current", "past_due", "charged_off", "closed"]
    balance: Balance
    credit_limit: Dollars
    available_credit: Dollars
    statement_closing_date: date | None
    statement_balance: Dollars | None
    minimum_due: Dollars = Field(description="still to pay of the minimum; 0.00 once paid")
    due_date: date | None
    next_closing_date: date
    past_due: Dollars
    days_past_due: int
    purchase_apr: Percent | None
    draw_apr: Percent | None
    subscription: Subscription | None
    open_draw: OpenDraw | None
    no_draw: NoDraw | None
    autopay: Autopay | None
    bank: LinkedBank | None
    plan: Plan | None
    flags: tuple[str, ...]
    pending_payments: tuple[Payment, ...]
    pending_transactions: tuple[PendingTransaction, ...]
    pending_draws: tuple[PendingDraw, ...]
    contact_preferences: tuple[ContactPreference, ...]
    requests: tuple[LimitRequest, ...] = Field(description="newest first")
    claims: tuple[Claim, ...] = Field((), description="open, or decided not long ago; newest first")


def account_snapshot(
    line: Line,
    holder: Holder,
    now: datetime,
    today: date,
    chosen: Sequence[Preference] = (),
    asked: Sequence[limits.LimitRequest] = (),
    claims: Sequence[Claim] = (),
) -> AccountSnapshot:
    """Return a line as it stands, with what its borrower chose, asked for and disputes."""
    last, aprs = line.state.last, line.aprs()
    minimum = line.minimum_left()
    claimed = line.state.stolen is not None
    minimum_asked = last is not None and last.minimum > ZERO and line.runs and not claimed
    still_due = minimum_asked and last is not None and (last.due_on >= today or bool(minimum))
    past_due = line.past_due(today)
    bears, draw = line.product.bears_interest, draws.open_draw(line)
    return AccountSnapshot(
        account_id=line.account_id,
        as_of=today,
        version=line.version,
        product=Product.model_validate(line.product),
        first_name=holder.first_name,
        holder=holder.name,
        status=_status(line, past_due),
        balance=_balance(line),
        credit_limit=line.credit_limit,
        available_credit=line.available(today),
        statement_closing_date=last.closing_on if last else None,
        statement_balance=last.balance if last else None,
        minimum_due=minimum if minimum_asked else ZERO,
        due_date=last.due_on if still_due and last is not None else None,
        next_closing_date=line.next_closing(today),
        past_due=past_due,
        days_past_due=line.days_past_due(today),
        purchase_apr=aprs[Bucket.PURCHASE] if bears and line.product.card_access else None,
        draw_apr=aprs[Bucket.DRAW] if bears else None,
        subscription=_subscription(line, today),
        open_draw=OpenDraw.model_validate(draw) if draw else None,
        no_draw=_no_draw(line, today),
        autopay=_autopay(line, today),
        bank=LinkedBank.model_validate(line.bank) if line.bank else None,
        plan=_plan(line, today),
        flags=tuple(sorted(line.flags)),
        pending_payments=tuple(payment(line, one, now) for one in line.waiting),
        pending_transactions=tuple(
            PendingTransaction(
                id=hold.hold_id,
                authorised_on=hold.authorised_on,
                description=hold.merchant.descriptor,
                amount=hold.amount,
            )
            for hold in line.holds
        ),
        pending_draws=tuple(
            PendingDraw(
                id=draw.draw_id,
                amount=draw.amount,
                fee=draw.fee,
                asked_on=draw.asked_on,
                goes_out_on=draw.goes_out_on,
            )
            for draw in line.draws
        ),
        contact_preferences=tuple(ContactPreference.model_validate(one) for one in chosen),
        requests=tuple(
            LimitRequest(
                reference=one.reference,
                limit=one.limit,
                received_at=one.received_at,
                answer_by=one.answer_by,
                status=one.status,
            )
            for one in asked
        ),
        claims=tuple(claims),
    )


def _status(line: Line, past_due: Money) -> Any:
    if line.status != "open":
        return line.status
    return "past_due" if past_due > ZERO else "current"


def _subscription(line: Line, today: date) -> Subscription | None:
    rules = line.product.subscription
    if rules is None:
        return None
    coming = subscription.next_charge(line, today)
    on, fee = coming or (None, rules.fee(line.credit_limit))
    return Subscription(fee=fee, next_charge_date=on)


def _no_draw(line: Line, today: date) -> NoDraw | None:
    why = draws.blocked(line, today)
    if why is None:
        return None
    return NoDraw(code=why.code, message=why.message, amount=why.limit, on=why.on)


def _balance(line: Line) -> Balance:
    buckets = line.state.buckets
    return Balance(
        current=line.balance,
        purchase=buckets[Bucket.PURCHASE],
        draw=buckets[Bucket.DRAW],
        interest=buckets[Bucket.INTEREST],
        fees=buckets[Bucket.FEES],
        disputed=buckets[Bucket.DISPUTED],
        credit=-buckets[Bucket.CREDIT],
    )


def _autopay(line: Line, today: date) -> Autopay | None:
    if line.autopay is None:
        return None
    run = standing_order.next_run(line, today)
    return Autopay(
        kind=line.autopay.kind,
        amount=line.autopay.amount,
        days_before_due=line.autopay.days_before_due,
        next_date=run.on if run else None,
        next_amount=run.amount if run else None,
        ends_after=line.autopay.ends_after,
    )


def _plan(line: Line, today: date) -> Plan | None:
    plan = line.plan
    if plan is None:
        return None
    standing = schedule.standing(line, plan, today)
    return Plan(
        program=plan.program,
        payment=plan.payment,
        next_payment_date=standing.next_due,
        month=standing.month,
        months=plan.months,
        apr=plan.apr,
        ends_on=plan.ends_on,
    )
