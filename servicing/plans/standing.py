"""What the planner sees of a line in the books."""

from datetime import date
from decimal import Decimal

from servicing.accounts.model import Line
from servicing.billing.minimum import minimum_payment
from servicing.calendar import DAY
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money, round_half_even
from servicing.plans.model import Books

_YEAR = Decimal(36500)


def books_of(line: Line, today: date, last_plan_on: date | None = None) -> Books:
    """Return a line as of today; `last_plan_on` is when a plan before this one started.

    The first plan payment falls due with the statement that closes next. Payments on their way
    count as received. Interest of the running cycle up to yesterday (today's balance counts at the
    day's end) is `running`, at the rates in force; credit balances count as nothing owed.
    """
    owed = {bucket: max(amount, ZERO) for bucket, amount in line.owed().items()}
    aprs = line.aprs()
    interest = _running(line, today, owed, aprs) if line.accrues else ZERO
    charges = owed[Bucket.INTEREST] + owed[Bucket.FEES]
    principal = owed[Bucket.PURCHASE] + owed[Bucket.DRAW]
    own = minimum_payment(
        line.product,
        principal=principal,
        interest=owed[Bucket.INTEREST] + interest,
        fees=owed[Bucket.FEES],
        past_due=ZERO,
        balance=principal + charges + interest,
        limit=line.credit_limit,
    )
    last = line.state.last
    after = today if last is None else max(today, last.closing_on + DAY)
    return Books(
        product=line.product,
        today=today,
        first_due_on=line.cycles.due(line.next_closing(after)),
        purchase=owed[Bucket.PURCHASE],
        draw=owed[Bucket.DRAW],
        charges=charges,
        purchase_apr=aprs[Bucket.PURCHASE],
        draw_apr=aprs[Bucket.DRAW],
        minimum=own,
        past_due=line.past_due(today),
        status=line.status,
        flags=frozenset(line.flags),
        in_plan=line.plan is not None,
        last_plan_on=last_plan_on,
        running=interest,
        accrues_from=line.state.cycle.opened_on if line.accrues else today,
    )


def _running(
    line: Line, today: date, owed: dict[Bucket, Money], aprs: dict[Bucket, Decimal]
) -> Money:
    days = (today - line.state.cycle.opened_on).days
    cents = sum(
        (owed[bucket].minor * aprs[bucket] * days for bucket in (Bucket.PURCHASE, Bucket.DRAW)),
        Decimal(0),
    )
    return round_half_even(cents / _YEAR)
