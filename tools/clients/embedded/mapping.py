"""Servicing's models as the views that tools and replies see."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from servicing.accounts import projection
from servicing.accounts.model import Line, Payment, Statement
from servicing.accounts.repository import Holder
from servicing.contacts.rights import RightRecord
from servicing.ledger.model import Bucket
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO, Money
from servicing.payments import autopay, rules
from servicing.payments.returns import RETURN_REASONS
from servicing.plans import schedule
from servicing.quotes.model import Issued, Outcome
from servicing.refusal import Refusal
from tools import views


def account_snapshot(
    line: Line, holder: Holder, now: datetime, today: date
) -> views.AccountSnapshot:
    """Return a line as it stands."""
    last, aprs = line.state.last, line.aprs()
    asked = last is not None and last.minimum > ZERO and line.status == "open"
    still_due = asked and last is not None and (last.due_on >= today or bool(line.minimum_left()))
    past_due = line.past_due(today)
    return views.AccountSnapshot(
        account_id=line.account_id,
        as_of=today,
        version=line.version,
        product=views.Product(
            id=line.product.id,
            name=line.product.name,
            kind=line.product.kind,
            card_access=line.product.card_access,
        ),
        first_name=holder.first_name,
        holder=holder.name,
        status=_status(line, past_due),
        balance=_balance(line),
        credit_limit=line.credit_limit.dollars,
        available_credit=line.available(today).dollars,
        statement_closing_date=last.closing_on if last else None,
        statement_balance=last.balance.dollars if last else None,
        minimum_due=line.minimum_left().dollars if asked else ZERO.dollars,
        due_date=last.due_on if still_due and last is not None else None,
        next_closing_date=line.next_closing(today),
        past_due=past_due.dollars,
        days_past_due=line.days_past_due(today),
        purchase_apr=aprs[Bucket.PURCHASE],
        draw_apr=aprs[Bucket.DRAW],
        autopay=_autopay(line, today),
        bank=views.LinkedBank(label=line.bank.label, last4=line.bank.last4) if line.bank else None,
        plan=_plan(line, today),
        flags=tuple(sorted(line.flags)),
        pending_payments=tuple(payment(line, one, now) for one in line.waiting),
        pending_transactions=tuple(
            views.PendingTransaction(
                id=hold.hold_id,
                authorised_on=hold.authorised_on,
                description=hold.merchant.descriptor,
                amount=hold.amount.dollars,
            )
            for hold in line.holds
        ),
    )


def payment(line: Line, one: Payment, now: datetime) -> views.Payment:
    """Return a payment and where it stands."""
    return _payment(one, rules.cancellable(line, one, now))


def transaction(one: PostedTransaction) -> views.Transaction:
    """Return one line of the history."""
    return views.Transaction(
        id=one.transaction_id,
        posted_on=one.posted_on,
        transacted_on=one.transacted_on,
        kind=one.kind,
        amount=one.amount.dollars,
        description=one.description,
        merchant=one.merchant,
        category=one.category,
        city=one.city,
        statement_closing_date=one.statement_closing_on,
    )


def transaction_page(
    found: list[PostedTransaction], limit: int, since: date, until: date
) -> views.TransactionPage:
    """Return the newest matches; the count and sum are of all that match."""
    return views.TransactionPage(
        transactions=tuple(transaction(one) for one in found[:limit]),
        count=len(found),
        total=Money(sum(one.amount_minor for one in found)).dollars,
        since=since,
        until=until,
    )


def statement(one: Statement, posted: list[PostedTransaction]) -> views.Statement:
    """Return a statement with its transactions."""
    return views.Statement(
        opening_date=one.opening_on,
        closing_date=one.closing_on,
        due_date=one.due_on,
        previous_balance=one.previous_balance.dollars,
        payments=one.payments.dollars,
        credits=one.credits.dollars,
        purchases=one.purchases.dollars,
        draws=one.draws.dollars,
        fees=one.fees.dollars,
        interest=one.interest.dollars,
        new_balance=one.new_balance.dollars,
        minimum_due=one.minimum_due.dollars,
        interest_lines=tuple(
            views.InterestLine(
                bucket=line.bucket.value,
                apr=line.apr,
                average_daily_balance=line.average_daily_balance.dollars,
                days=line.days,
                amount=line.amount.dollars,
            )
            for line in one.interest_lines
        ),
        fees_year_to_date=one.fees_year_to_date.dollars,
        interest_year_to_date=one.interest_year_to_date.dollars,
        transactions=tuple(transaction(each) for each in posted),
    )


def explanation(one: PostedTransaction) -> views.ChargeExplanation | views.Refusal:
    """Return how a charge came about, from the computation stored with it."""
    detail = one.detail
    if one.kind == "interest":
        return _interest_explanation(one, detail)
    if one.kind in {"late_fee", "returned_fee"}:
        return _fee_explanation(one, detail)
    return views.Refusal(
        code="not_a_charge",
        message="That isn't interest or a fee, so there is nothing to work out.",
    )


def daily_interest(line: Line, today: date) -> views.DailyInterest:
    """Return what today's balances cost per day."""
    costs = projection.per_day(line, today)
    draw, purchase = costs[Bucket.DRAW], costs[Bucket.PURCHASE]
    return views.DailyInterest(
        as_of=today,
        total_per_day=(draw.amount + purchase.amount).dollars,
        draw_balance=draw.balance.dollars,
        draw_apr=draw.apr,
        draw_per_day=draw.amount.dollars,
        purchase_balance=purchase.balance.dollars,
        purchase_apr=purchase.apr,
        purchase_per_day=purchase.amount.dollars,
    )


def payoff(one: projection.Payoff) -> views.Payoff:
    """Return what settles the line."""
    return views.Payoff(
        as_of=one.as_of,
        total=one.total.dollars,
        balance=one.balance.dollars,
        interest_to_date=one.interest_to_date.dollars,
        per_day=one.per_day.dollars,
        pending_payments=one.pending_payments.dollars,
    )


def quote(issued: Issued) -> views.QuoteView:
    """Return a quote's card."""
    arguments, one = issued.quote.arguments, issued.quote
    return views.QuoteView(
        token=issued.token,
        action=one.action,
        amount=arguments.amount.dollars,
        on=arguments.on,
        bank_label=arguments.bank_label,
        bank_last4=arguments.bank_last4,
        payment_id=arguments.payment_id,
        fields={
            "amount": f"{arguments.amount.dollars:.2f}",
            "from": f"{arguments.bank_label} ending {arguments.bank_last4}",
            "date": arguments.on.isoformat(),
        },
        disclosure_ids=one.disclosure_ids,
        expires_at=one.expires_at,
    )


def outcome(one: Outcome) -> views.Outcome:
    """Return what pressing the button led to."""
    return views.Outcome(
        status=one.status,
        action=one.action,
        repeated=one.repeated,
        payment=_payment(one.payment, one.cancellable) if one.payment else None,
        reference=one.reference,
        refusal=refusal(one.refusal) if one.refusal else None,
        fresh_quote=quote(one.fresh) if one.fresh else None,
    )


def refusal(one: Refusal) -> views.Refusal:
    """Return why not."""
    return views.Refusal(
        code=one.code,
        message=one.message,
        limit=one.limit.dollars if one.limit is not None else None,
        on=one.on,
        policy=one.policy,
    )


def right(one: RightRecord) -> views.RightRecord:
    """Return a right with its clocks."""
    return views.RightRecord(
        id=one.right_id,
        kind=one.kind,
        status=one.status,
        received_at=one.received_at,
        reference=one.reference,
        clocks=tuple(views.Clock(name=c.name, due=c.due, cite=c.cite) for c in one.clocks),
    )


def _payment(one: Payment, cancellable: bool) -> views.Payment:
    return views.Payment(
        id=one.payment_id,
        amount=one.amount.dollars,
        bank_label=one.bank_label,
        bank_last4=one.bank_last4,
        on=one.on,
        status=one.status,
        source=one.source,
        cancellable=cancellable,
        return_code=one.return_code,
        return_reason=RETURN_REASONS[one.return_code] if one.return_code else None,
        returned_on=one.returned_on,
    )


def _status(line: Line, past_due: Money) -> Any:
    if line.status != "open":
        return line.status
    return "past_due" if past_due > ZERO else "current"


def _balance(line: Line) -> views.Balance:
    buckets = line.state.buckets
    return views.Balance(
        current=line.balance.dollars,
        purchase=buckets[Bucket.PURCHASE].dollars,
        draw=buckets[Bucket.DRAW].dollars,
        interest=buckets[Bucket.INTEREST].dollars,
        fees=buckets[Bucket.FEES].dollars,
        disputed=buckets[Bucket.DISPUTED].dollars,
        credit=(-buckets[Bucket.CREDIT]).dollars,
    )


def _autopay(line: Line, today: date) -> views.Autopay | None:
    if line.autopay is None:
        return None
    on = autopay.run_date(line)
    amount = autopay.amount_to_take(line)
    runs = on is not None and on >= today and amount > ZERO
    return views.Autopay(
        kind=line.autopay.kind,
        next_date=on if runs else None,
        next_amount=amount.dollars if runs else None,
    )


def _plan(line: Line, today: date) -> views.Plan | None:
    plan = line.plan
    if plan is None:
        return None
    standing = schedule.standing(line, plan, today)
    return views.Plan(
        program=plan.program,
        payment=plan.payment.dollars,
        next_payment_date=standing.next_due,
        month=standing.month,
        months=plan.months,
        apr=plan.apr,
        ends_on=plan.ends_on,
    )


def _interest_explanation(
    one: PostedTransaction, detail: dict[str, Any]
) -> views.ChargeExplanation:
    spans = tuple(
        views.BalanceSpan(
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last),
            days=(date.fromisoformat(last) - date.fromisoformat(first)).days + 1,
            balance=Money(minor).dollars,
        )
        for first, last, minor in detail["spans"]
    )
    step = views.InterestStep(
        bucket=detail["bucket"],
        apr=Decimal(detail["apr"]),
        cycle_days=detail["cycle_days"],
        spans=spans,
        average_daily_balance=Money(detail["average_daily_balance_minor"]).dollars,
        amount=one.amount.dollars,
    )
    return views.ChargeExplanation(
        charge=transaction(one),
        why=detail["why"],
        total=one.amount.dollars,
        interest_steps=(step,),
        fee_step=None,
        previous_statement_balance=_dollars(detail["previous_statement_balance_minor"]),
        previous_statement_paid_on=_day(detail["previous_statement_paid_on"]),
        draw_taken_on=_day(detail.get("draw_taken_on")),
        draw_amount=_dollars(detail.get("draw_amount_minor")),
        draw_paid_on=_day(detail.get("draw_paid_on")),
    )


def _fee_explanation(one: PostedTransaction, detail: dict[str, Any]) -> views.ChargeExplanation:
    step = views.FeeStep(
        rule=detail["rule"],
        event_on=date.fromisoformat(detail["event_on"]),
        minimum_due=Money(detail["minimum_due_minor"]).dollars,
        due_date=_day(detail["due_date"]),
        schedule_amount=Money(detail["schedule_amount_minor"]).dollars,
        amount=one.amount.dollars,
        return_code=detail["return_code"],
        return_reason=detail["return_reason"],
    )
    return views.ChargeExplanation(
        charge=transaction(one),
        why=detail["rule"],
        total=one.amount.dollars,
        interest_steps=(),
        fee_step=step,
        previous_statement_balance=None,
        previous_statement_paid_on=None,
        draw_taken_on=None,
        draw_amount=None,
        draw_paid_on=None,
    )


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _dollars(minor: int | None) -> Decimal | None:
    return None if minor is None else Money(minor).dollars
