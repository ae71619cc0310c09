"""Closing a billing cycle: interest, the statement, the next minimum."""

from datetime import date, timedelta
from typing import Any

from servicing.accounts import happenings, stolen, subscription
from servicing.accounts.copies import copied_state
from servicing.accounts.model import (
    Due,
    InterestLine,
    LastStatement,
    Line,
    OpenCycle,
    Snapshot,
    Statement,
    Terms,
)
from servicing.accounts.postings import charge
from servicing.billing.interest import (
    GraceStanding,
    Move,
    Span,
    average_daily_balance,
    daily_balances,
    interest,
    purchase_balances,
    spans,
)
from servicing.billing.minimum import minimum_payment
from servicing.calendar import DAY
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money

_OPENINGS_KEPT = 8
_SETTLED_DUES_KEPT_DAYS = 120
_NAMES = {Bucket.PURCHASE: "Interest on purchases", Bucket.DRAW: "Interest on cash draws"}


def close_cycle(line: Line, closing: date) -> Statement:
    """Post the cycle's fee and interest and make its statement; the next opens the day after."""
    state, cycle = line.state, line.state.cycle
    closing_balances = {
        bucket: daily_balances(cycle.opening[bucket], cycle.moves[bucket], cycle.opened_on, closing)
        for bucket in PRINCIPAL
    }
    previous = Money(line.balance.minor - _net(cycle))
    subscription.charge_at_closing(line, closing)
    lines = _charge_interest(line, closing) if line.accrues else ()
    stolen.sweep(line, closing)
    statement = _statement(line, closing, previous, lines)
    line.changes.statements.append(statement)
    line.changes.happened.append(happenings.of_statement(statement))
    _expect_payment(line, statement)
    state.cycle = OpenCycle(
        opened_on=closing + DAY,
        opening={bucket: balances[-1] for bucket, balances in closing_balances.items()},
    )
    state.cycle_openings = [closing + DAY, *state.cycle_openings][:_OPENINGS_KEPT]
    line.changes.snapshots.append(_snapshot(line, closing))
    return statement


def _snapshot(line: Line, closing: date) -> Snapshot:
    """Keep what the cycle closed with, unmoved by what happens to the line later."""
    terms = Terms(
        aprs=line.aprs(),
        status=line.status,
        plan=line.plan,
        flags=dict(line.flags),
        credit_limit=line.credit_limit,
        autopay=line.autopay,
        bank=line.bank,
    )
    under_way = {one.payment_id: dict(one.allocation) for one in line.received}
    return Snapshot(closing, line.state.transactions, copied_state(line.state), terms, under_way)


def accruing_spans(
    line: Line, bucket: Bucket, last_day: date, grace: GraceStanding, *, relief: bool = True
) -> tuple[Span, ...]:
    """Return the balances of the open cycle that bear interest, up to and with a day.

    On days of a relief nothing does; without `relief` it is left out of the account.
    """
    cycle = line.state.cycle
    moves = [move for move in cycle.moves[bucket] if move.day <= last_day]
    if bucket is Bucket.PURCHASE and line.product.pricing.purchase_grace:
        balances = purchase_balances(cycle.opening[bucket], moves, cycle.opened_on, last_day, grace)
    else:
        balances = daily_balances(cycle.opening[bucket], moves, cycle.opened_on, last_day)
    if relief and line.state.relief is not None:
        balances = [
            ZERO if line.relieved(cycle.opened_on + number * DAY) else balance
            for number, balance in enumerate(balances)
        ]
    return spans(balances, cycle.opened_on)


def standing(line: Line) -> GraceStanding:
    """Return how the open cycle stands with the grace period; a new line has it."""
    last = line.state.last
    if last is None:
        return GraceStanding(True, True, line.state.cycle.opened_on)
    return GraceStanding(last.came_with_grace, last.paid_in_full, last.due_on)


def _net(cycle: OpenCycle) -> int:
    """Return what the cycle's postings add to the balance, in cents."""
    charges = sum(cycle.sums.get(n, ZERO).minor for n in ("purchases", "draws", "interest", "fees"))
    return charges - sum(cycle.sums.get(name, ZERO).minor for name in ("payments", "credits"))


def _charge_interest(line: Line, closing: date) -> tuple[InterestLine, ...]:
    if not line.product.bears_interest:
        return ()
    lines = []
    aprs = line.aprs()
    for bucket in PRINCIPAL:
        over = accruing_spans(line, bucket, closing, standing(line))
        average = average_daily_balance(over)
        if not any(span.balance for span in over):
            continue
        amount = interest(over, aprs[bucket])
        days = sum(span.days for span in over)
        lines.append(InterestLine(bucket, aprs[bucket], average, days, amount))
        if amount:
            detail = _computation(line, bucket, over, closing)
            charge(
                line, "interest", Bucket.INTEREST, amount, closing, _NAMES[bucket], detail=detail
            )
    return tuple(lines)


def _computation(
    line: Line, bucket: Bucket, over: tuple[Span, ...], closing: date
) -> dict[str, Any]:
    """Return how an interest charge came about, complete enough to explain it for good."""
    last, cycle = line.state.last, line.state.cycle
    paid = last.paid_in_full_on if last is not None and last.paid_in_full else None
    detail: dict[str, Any] = {
        "bucket": bucket,
        "apr": str(line.aprs()[bucket]),
        "average_daily_balance_minor": average_daily_balance(over).minor,
        "cycle_days": sum(span.days for span in over),
        "spans": [
            [span.first_day.isoformat(), span.last_day.isoformat(), span.balance.minor]
            for span in over
        ],
        "why": _why(line, bucket),
        "previous_statement_balance_minor": last.balance.minor if last else None,
        "previous_statement_paid_on": paid.isoformat() if paid else None,
    }
    if bucket is Bucket.DRAW and line.state.last_draw is not None:
        taken_on, amount = line.state.last_draw
        paid_off = _paid_off_on(cycle.opening[bucket], cycle.moves[bucket])
        detail |= {
            "draw_taken_on": taken_on.isoformat(),
            "draw_amount_minor": amount.minor,
            "draw_paid_on": paid_off.isoformat() if paid_off else None,
        }
    return detail


def _why(line: Line, bucket: Bucket) -> str:
    grace = standing(line)
    if bucket is Bucket.DRAW:
        new_draws = any(move.kind == "charge" for move in line.state.cycle.moves[bucket])
        return "trailing_draw" if grace.paid_in_full and not new_draws else "draw"
    lost = grace.came_with_grace and not grace.paid_in_full
    return "grace_lost" if lost else "carried_balance"


def _paid_off_on(opening: Money, moves: list[Move]) -> date | None:
    """Return the day on which the balance last came to zero and stayed there."""
    balance, since = opening.minor, None
    for move in sorted(moves, key=lambda move: move.day):
        balance += move.amount.minor
        since = move.day if balance <= 0 else None
    return since


def _statement(
    line: Line, closing: date, previous: Money, lines: tuple[InterestLine, ...]
) -> Statement:
    state, sums = line.state, line.state.cycle.sums
    owed = line.owed()
    charged = sums.get("interest", ZERO), sums.get("fees", ZERO)
    # A payment received before the closing but not settled by then is no longer asked for.
    undisputed = Money(sum(part.minor for part in owed.values())) - owed[Bucket.DISPUTED]
    may_be_asked = max(undisputed, ZERO) if line.accrues else ZERO
    minimum = minimum_payment(
        line.product,
        principal=max(Money(sum(owed[bucket].minor for bucket in PRINCIPAL)), ZERO),
        interest=charged[0],
        fees=charged[1],
        past_due=line.minimum_left(),
        balance=may_be_asked,
        limit=line.credit_limit,
        plan_payment=line.plan.payment if line.plan else None,
    )
    return Statement(
        opening_on=state.cycle.opened_on,
        closing_on=closing,
        due_on=line.cycles.due(closing),
        previous_balance=previous,
        payments=sums.get("payments", ZERO),
        credits=sums.get("credits", ZERO),
        purchases=sums.get("purchases", ZERO),
        draws=sums.get("draws", ZERO),
        fees=charged[1],
        interest=charged[0],
        new_balance=line.balance,
        minimum_due=minimum,
        fees_year_to_date=state.fees_this_year if state.year == closing.year else ZERO,
        interest_year_to_date=state.interest_this_year if state.year == closing.year else ZERO,
        interest_lines=lines,
    )


def _expect_payment(line: Line, statement: Statement) -> None:
    state = line.state
    grace = standing(line)
    own = max(statement.minimum_due - line.minimum_left(), ZERO)
    recent = statement.closing_on - timedelta(days=_SETTLED_DUES_KEPT_DAYS)
    state.dues = [due for due in state.dues if due.remaining or due.due_on > recent]
    state.dues.append(Due(statement.due_on, statement.minimum_due, own))
    already = Money(sum(payment.amount.minor for payment in line.received))
    to_pay = statement.new_balance - already - line.owed()[Bucket.DISPUTED]
    state.last = LastStatement(
        closing_on=statement.closing_on,
        due_on=statement.due_on,
        balance=statement.new_balance,
        minimum=statement.minimum_due,
        remaining=to_pay,
        paid_in_full_on=statement.closing_on if to_pay <= ZERO else None,
        came_with_grace=grace.paid_in_full,
    )
