"""What a line will owe: a payoff on a date, and what today's balances cost per day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from servicing.accounts.cycle import accruing_spans, standing
from servicing.accounts.model import Line
from servicing.billing.interest import GraceStanding, Span, exact_interest
from servicing.calendar import DAY
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.money import ZERO, Money, round_half_even
from servicing.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Payoff:
    """What settles a line: posted balance, plus interest not posted yet, less payments received."""

    as_of: date
    total: Money
    balance: Money
    interest_to_date: Money
    per_day: Money
    pending_payments: Money


@dataclass(frozen=True, slots=True)
class PerDay:
    """What a balance type costs per day."""

    balance: Money
    apr: Decimal
    amount: Money


def per_day(line: Line, today: date) -> dict[Bucket, PerDay]:
    """Return today's cost per day by balance type; nothing where the grace period stands."""
    costs, grace = {}, standing(line)
    if grace.came_with_grace:
        grace = _standing_if_paid(line, today)
    for bucket in PRINCIPAL:
        over = accruing_spans(line, bucket, today, grace)
        balance = over[-1].balance if line.accrues else ZERO
        apr = line.aprs()[bucket]
        costs[bucket] = PerDay(balance, apr, _one_day({bucket: balance}, {bucket: apr}))
    return costs


def payoff(line: Line, as_of: date, today: date) -> Payoff | Refusal:
    """Return what settles the line on a day from today up to the product's horizon.

    Interest runs up to the day before, since a balance counts at the day's end and the payoff
    arrives that day. It supposes no further charges, and no payments but those received.
    Scheduled payments are not counted.
    """
    last_day = today + timedelta(days=line.product.payoff.horizon_days)
    if as_of < today:
        message = "A payoff can only be worked out for today or later."
        return Refusal("date_in_past", message, on=today)
    if as_of > last_day:
        return Refusal(
            "date_too_far",
            f"A payoff can be worked out up to {last_day:%B} {last_day.day}, {last_day.year}.",
            on=last_day,
            policy="payoff-and-closing",
        )
    coming = _interest_until(line, today, as_of) if line.accrues else ZERO
    pending = Money(sum(payment.amount.minor for payment in line.received))
    total = max(line.balance + coming - pending, ZERO)
    grace = _standing_if_paid(line, as_of)
    final = {b: accruing_spans(line, b, today, grace)[-1].balance for b in PRINCIPAL}
    return Payoff(
        as_of=as_of,
        total=total,
        balance=line.balance,
        interest_to_date=coming,
        per_day=_one_day(final, line.aprs()) if line.accrues else ZERO,
        pending_payments=pending,
    )


def _interest_until(line: Line, today: date, as_of: date) -> Money:
    """Return the interest from the open cycle's start to the day before `as_of`.

    Days up to today are as they were; from then on balances stand still. Statements that close
    on the way round their interest on their own, so each cycle's part is rounded on its own.
    """
    coming = ZERO
    grace = _standing_if_paid(line, as_of)
    for bucket in PRINCIPAL:
        over = list(accruing_spans(line, bucket, today, grace))
        if as_of > today + DAY:
            over += _standing_still(line, bucket, today + DAY, as_of - DAY, grace)
        elif as_of == today:
            over = _until(over, today - DAY)
        coming = coming + _by_cycle(line, over, line.aprs()[bucket])
    return coming


def _standing_still(
    line: Line, bucket: Bucket, first: date, last: date, grace: GraceStanding
) -> list[Span]:
    """Return the days after today as they will be if nothing moves: free while relief lasts."""
    balance = accruing_spans(line, bucket, first - DAY, grace, relief=False)[-1].balance
    relief = line.state.relief
    bears_from = first if relief is None else max(first, min(relief.to_on, last) + DAY)
    ahead = [Span(first, bears_from - DAY, ZERO)] if bears_from > first else []
    return [*ahead, Span(bears_from, last, balance)] if bears_from <= last else ahead


def _standing_if_paid(line: Line, day: date) -> GraceStanding:
    """Return the grace standing if everything were paid on a day: by the due date, it is kept."""
    grace = standing(line)
    return replace(grace, paid_in_full=grace.paid_in_full or day <= grace.ends_on)


def _by_cycle(line: Line, over: list[Span], apr: Decimal) -> Money:
    total, rest = ZERO, over
    while rest:
        closing = line.next_closing(rest[0].first_day)
        total = total + round_half_even(exact_interest(_until(rest, closing), apr))
        rest = [
            Span(max(span.first_day, closing + DAY), span.last_day, span.balance)
            for span in rest
            if span.last_day > closing
        ]
    return total


def _until(over: list[Span], last_day: date) -> list[Span]:
    return [
        Span(span.first_day, min(span.last_day, last_day), span.balance)
        for span in over
        if span.first_day <= last_day
    ]


def _one_day(balances: dict[Bucket, Money], aprs: dict[Bucket, Decimal]) -> Money:
    day = date.min
    cents = (exact_interest([Span(day, day, balances[b])], aprs[b]) for b in balances)
    return round_half_even(sum(cents, Decimal(0)))
