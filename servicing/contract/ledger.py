"""What happened on a line and why, as it is shown."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from servicing import paydown
from servicing.accounts import model, projection
from servicing.accounts.model import Line
from servicing.contract.quotes import Refusal
from servicing.contract.shape import Dollars, Percent, Shape
from servicing.ledger.model import Bucket, Kind
from servicing.ledger.repository import PostedTransaction
from servicing.money import Money

BucketName = Literal["purchase", "draw", "interest", "fees", "disputed", "credit"]
FEES = frozenset({"late_fee", "returned_fee", "subscription_fee", "draw_fee"})


class Transaction(Shape):
    """One line of the account's history. Charges are positive, payments and credits negative."""

    id: str = Field(validation_alias="transaction_id")
    posted_on: date
    transacted_on: date
    kind: Kind
    amount: Dollars
    description: str
    merchant: str | None
    category: str | None
    city: str | None
    statement_closing_date: date | None = Field(validation_alias="statement_closing_on")


class TransactionPage(Shape):
    """Transactions that match, newest first, with the number and signed sum of all that do."""

    transactions: tuple[Transaction, ...]
    count: int
    total: Dollars
    since: date
    until: date


class InterestLine(Shape):
    """Interest of one balance type on a statement (12 CFR 1026.7(b)(6))."""

    bucket: BucketName
    apr: Percent
    average_daily_balance: Dollars
    days: int
    amount: Dollars


class Statement(Shape):
    """A periodic statement as it was sent."""

    opening_date: date
    closing_date: date
    due_date: date
    previous_balance: Dollars
    payments: Dollars
    credits: Dollars
    purchases: Dollars
    draws: Dollars
    fees: Dollars
    interest: Dollars
    new_balance: Dollars
    minimum_due: Dollars
    interest_lines: tuple[InterestLine, ...]
    fees_year_to_date: Dollars
    interest_year_to_date: Dollars
    transactions: tuple[Transaction, ...]


class BalanceSpan(Shape):
    """A stretch of days on which a balance stood unchanged; both ends are included."""

    first_day: date
    last_day: date
    days: int
    balance: Dollars


class InterestStep(Shape):
    """How one balance type's interest came about: spans, average, rate, amount.

    average_daily_balance = sum(balance x days) / cycle_days, and
    amount = sum(balance x days) x apr / 100 / 365, rounded once, half even.
    """

    bucket: BucketName
    apr: Percent
    cycle_days: int
    spans: tuple[BalanceSpan, ...]
    average_daily_balance: Dollars
    amount: Dollars


class FeeStep(Shape):
    """Why a fee came about and why it is this much.

    A late or returned payment's fee has the minimum it goes by (12 CFR 1026.52(b)), a draw's
    has the draw; a subscription's goes by nothing but the day.
    """

    rule: Literal["late_payment", "returned_payment", "subscription", "draw_fee"]
    event_on: date
    minimum_due: Dollars | None
    due_date: date | None
    schedule_amount: Dollars | None
    draw_amount: Dollars | None
    amount: Dollars
    return_code: str | None
    return_reason: str | None


class ChargeExplanation(Shape):
    """A charge and the computation that made it; the steps' amounts sum to `total`."""

    charge: Transaction
    why: str
    total: Dollars
    interest_steps: tuple[InterestStep, ...] = ()
    fee_step: FeeStep | None = None
    previous_statement_balance: Dollars | None = None
    previous_statement_paid_on: date | None = None
    draw_taken_on: date | None = None
    draw_amount: Dollars | None = None
    draw_paid_on: date | None = None


class DailyInterest(Shape):
    """What today's balances cost per day, by balance type."""

    as_of: date
    total_per_day: Dollars
    draw_balance: Dollars
    draw_apr: Percent | None
    draw_per_day: Dollars
    purchase_balance: Dollars
    purchase_apr: Percent | None
    purchase_per_day: Dollars


class Payoff(Shape):
    """What settles the line on a date, with the interest that will have built up by then."""

    as_of: date
    total: Dollars
    balance: Dollars
    interest_to_date: Dollars
    per_day: Dollars
    pending_payments: Dollars


class SupposedPayment(Shape):
    """What is paid every month; of minimums the first, since they fall with the balance."""

    amount: Dollars


class FirstMonth(Shape):
    """What the first month's interest is about."""

    interest: Dollars


class PayDown(Shape):
    """How long the line takes to pay off, estimated: no new use, today's rates, no late payment.

    `outcome` is "never" where a payment doesn't cover the interest, and "below_minimum" where it
    does and still would count as late; both have no estimate. Time is `months` below two years,
    then `years`. `interest` and `total_paid` are whole dollars.
    """

    outcome: Literal["paid_off", "below_minimum", "never"]
    payment: SupposedPayment
    only_minimum: bool
    balance: Dollars
    minimum_due: Dollars
    first_month: FirstMonth
    months: int | None
    years: int | None
    interest: Dollars | None
    total_paid: Dollars | None


def transaction(one: PostedTransaction) -> Transaction:
    """Return one line of the history."""
    return Transaction.model_validate(one)


def transaction_page(
    found: Sequence[PostedTransaction],
    limit: int,
    since: date,
    until: date,
    after: tuple[date, str] | None = None,
) -> TransactionPage:
    """Return the newest matches after a place; the count and sum are of all that match."""
    rest = [one for one in found if after is None or (one.posted_on, one.transaction_id) < after]
    return TransactionPage(
        transactions=tuple(transaction(one) for one in rest[:limit]),
        count=len(found),
        total=Money(sum(one.amount_minor for one in found)),
        since=since,
        until=until,
    )


def statement(one: model.Statement, posted: Sequence[PostedTransaction]) -> Statement:
    """Return a statement with its transactions."""
    sums = {
        name: getattr(one, name)
        for name in Statement.model_fields
        if name not in {"opening_date", "closing_date", "due_date", "transactions"}
    }
    return Statement(
        opening_date=one.opening_on,
        closing_date=one.closing_on,
        due_date=one.due_on,
        transactions=tuple(transaction(each) for each in posted),
        **sums,
    )


def explanation(one: PostedTransaction) -> ChargeExplanation | Refusal:
    """Return how a charge came about, from the computation stored with it."""
    if one.kind == "interest":
        return _interest_explanation(one, one.detail)
    if one.kind in FEES:
        return _fee_explanation(one, one.detail)
    return Refusal(
        code="not_a_charge",
        message="That isn't interest or a fee, so there is nothing to work out.",
    )


def daily_interest(line: Line, today: date) -> DailyInterest:
    """Return what today's balances cost per day."""
    costs = projection.per_day(line, today)
    draw, purchase = costs[Bucket.DRAW], costs[Bucket.PURCHASE]
    bears = line.product.bears_interest
    return DailyInterest(
        as_of=today,
        total_per_day=draw.amount + purchase.amount,
        draw_balance=draw.balance,
        draw_apr=draw.apr if bears else None,
        draw_per_day=draw.amount,
        purchase_balance=purchase.balance,
        purchase_apr=purchase.apr if bears and line.product.card_access else None,
        purchase_per_day=purchase.amount,
    )


def payoff(one: projection.Payoff) -> Payoff:
    """Return what settles the line."""
    return Payoff.model_validate(one)


def _interest_explanation(one: PostedTransaction, detail: dict[str, Any]) -> ChargeExplanation:
    step = InterestStep(
        bucket=detail["bucket"],
        apr=Decimal(detail["apr"]),
        cycle_days=detail["cycle_days"],
        spans=tuple(_span(*span) for span in detail["spans"]),
        average_daily_balance=Money(detail["average_daily_balance_minor"]),
        amount=one.amount,
    )
    return ChargeExplanation(
        charge=transaction(one),
        why=detail["why"],
        total=one.amount,
        interest_steps=(step,),
        previous_statement_balance=_money(detail["previous_statement_balance_minor"]),
        previous_statement_paid_on=detail["previous_statement_paid_on"],
        draw_taken_on=detail.get("draw_taken_on"),
        draw_amount=_money(detail.get("draw_amount_minor")),
        draw_paid_on=detail.get("draw_paid_on"),
    )


def _fee_explanation(one: PostedTransaction, detail: dict[str, Any]) -> ChargeExplanation:
    step = FeeStep(
        rule=detail["rule"],
        event_on=detail["event_on"],
        minimum_due=_money(detail.get("minimum_due_minor")),
        due_date=detail.get("due_date"),
        schedule_amount=_money(detail.get("schedule_amount_minor")),
        draw_amount=_money(detail.get("draw_amount_minor")),
        amount=one.amount,
        return_code=detail.get("return_code"),
        return_reason=detail.get("return_reason"),
    )
    return ChargeExplanation(
        charge=transaction(one), why=detail["rule"], total=one.amount, fee_step=step
    )


def _span(first: str, last: str, minor: int) -> BalanceSpan:
    first_day, last_day = date.fromisoformat(first), date.fromisoformat(last)
    return BalanceSpan(
        first_day=first_day,
        last_day=last_day,
        days=(last_day - first_day).days + 1,
        balance=Money(minor),
    )


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor)


def pay_down(one: paydown.PayDown) -> PayDown:
    """Return what paying the line down comes to."""
    number, unit = one.time or (None, None)
    return PayDown(
        outcome=one.outcome,
        payment=SupposedPayment(amount=one.monthly),
        only_minimum=one.only_minimum,
        balance=one.balance,
        minimum_due=one.minimum_due,
        first_month=FirstMonth(interest=one.first_interest),
        months=number if unit == "months" else None,
        years=number if unit == "years" else None,
        interest=one.interest,
        total_paid=one.total_paid,
    )
